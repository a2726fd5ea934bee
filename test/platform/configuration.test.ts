import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartRefused, environmentExample, linkSigningKey, readConfiguration } from '../../src/platform/configuration/index.js';
import { PROJECT } from './rough-service.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kesu-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (values: Record<string, string>) => readConfiguration(values, folder);

function mistakes(values: Record<string, string>): string[] {
  try {
    read(values);
    return [];
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return error.message.split('\n');
  }
}

const LONG = 'k'.repeat(32);
const REMOTE = 'postgres://kesu:s%40fe-pass@db.example:5432/kesu';

describe('configuration', () => {
  it('needs nothing on a fresh machine', () => {
    expect(read({})).toMatchObject({ port: 3000, host: '127.0.0.1', simulator: true, databaseUrl: null, dataDir: join(folder, '.data'), migrate: true });
    expect(read({ PORT: '', SIMULATOR: ' ' })).toEqual(read({}));
  });

  it('opens the door to the network only without the simulator', () => {
    expect(read({ SIMULATOR: 'off' }).host).toBe('0.0.0.0');
    expect(read({ NODE_ENV: 'production' })).toMatchObject({ simulator: false, host: '0.0.0.0' });
    expect(read({ SIMULATOR: 'off', HOST: '10.0.0.8' }).host).toBe('10.0.0.8');
    expect(read({ PUBLIC_URL: 'https://kesu.example.cn/' }).publicUrl).toBe('https://kesu.example.cn');
  });

  it('tells all mistakes at once, by name and rule, never by value', () => {
    const wrong = {
      PORT: '65536',
      HOST: 'no host',
      NODE_ENV: 'staging',
      DATABASE_URL: 'mysql://root:hidden@db/x',
      SIMULATOR: 'yes',
      SIMULATOR_KEY: 'hidden',
      LOG_LEVEL: 'hidden',
      HEARTBEAT_URL: 'ftp://hidden',
      PUBLIC_URL: 'hidden',
      MIGRATE: 'hidden',
      SMS_DAILY_BUDGET: '-1',
      SERVICE_HOTLINE: 'hidden',
    };
    const lines = mistakes(wrong);
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(Object.keys(wrong).sort());
    expect(lines.join()).not.toMatch(/hidden|65536\b|staging|no host|yes/);
    expect(lines).toContain('PORT:应为 1 到 65535 的整数');
  });

  it.each(['0', '1e3', '0x50', '3000.0', '三千', '-1'])('does not take %s for a port', (PORT) => {
    expect(mistakes({ PORT })).toEqual(['PORT:应为 1 到 65535 的整数']);
  });

  it('asks in production for what several servers must share and what guards the simulator', () => {
    const production = { NODE_ENV: 'production', DATABASE_URL: REMOTE };
    expect(mistakes({ ...production, SIMULATOR: 'on' }).map((line) => line.split(':')[0])).toEqual(['SIMULATOR_KEY', 'LINK_SIGNING_KEY']);
    expect(mistakes({ ...production, LINK_SIGNING_KEY: LONG })).toEqual([]);
    expect(mistakes({ NODE_ENV: 'production', SIMULATOR: 'on', SIMULATOR_KEY: LONG })).toEqual([]);
  });

  it('reads secrets from files', () => {
    writeFileSync(join(folder, 'url'), `${REMOTE}\n`);
    expect(read({ DATABASE_URL_FILE: 'url' }).databaseUrl).toBe(REMOTE);
    expect(mistakes({ DATABASE_URL_FILE: 'url', DATABASE_URL: REMOTE })).toEqual(['DATABASE_URL:与 DATABASE_URL_FILE 只能填写一个']);
    expect(mistakes({ DATABASE_URL_FILE: 'nowhere' })).toEqual(['DATABASE_URL_FILE:所指的文件不存在']);
    expect(mistakes({ DATABASE_URL_FILE: '.' })).toEqual(['DATABASE_URL_FILE:所指的文件无法读取']);
  });

  it('connects DingTalk only with an id and a secret, and asks for what one needs of the other', () => {
    expect(read({}).dingtalk).toBeNull();
    const dingtalk = read({ DINGTALK_CLIENT_ID: 'dingapp', DINGTALK_CLIENT_SECRET: 'ding-secret' });
    expect(dingtalk.dingtalk).toMatchObject({ robotCode: 'dingapp', cardTemplateId: null, stream: true, todo: false, ding: false, apiBaseUrl: 'https://api.dingtalk.com', oapiBaseUrl: 'https://oapi.dingtalk.com' });
    expect(dingtalk.secrets).toContain('ding-secret');
    expect(mistakes({ DINGTALK_CLIENT_ID: 'dingapp' })).toEqual([expect.stringMatching(/^DINGTALK_CLIENT_SECRET:/)]);
    expect(mistakes({ DINGTALK_CLIENT_SECRET: 'ding-secret' })).toEqual([expect.stringMatching(/^DINGTALK_CLIENT_ID:/)]);
    expect(mistakes({ DINGTALK_EVENT_TOKEN: 't' })).toEqual([expect.stringMatching(/^DINGTALK_EVENT_TOKEN:/)]);
  });

  it('lists its secrets for the mask, a password in an address also by itself', () => {
    expect(read({ DATABASE_URL: REMOTE, SIMULATOR_KEY: LONG }).secrets).toEqual(expect.arrayContaining([REMOTE, 's%40fe-pass', 's@fe-pass', LONG]));
  });

  it('makes the link key once, private, and prefers a configured one', () => {
    const configuration = read({ DATA_DIR: 'data' });
    const key = linkSigningKey(configuration);
    expect(key.length).toBeGreaterThanOrEqual(32);
    expect(linkSigningKey(configuration)).toBe(key);
    expect(statSync(join(folder, 'data', 'keys', 'link-signing')).mode & 0o777).toBe(0o600);
    expect(linkSigningKey(read({ LINK_SIGNING_KEY: LONG }))).toBe(LONG);
  });

  it('.env.example says what the rules say (npm run env-example writes it)', () => {
    expect(readFileSync(join(PROJECT, '.env.example'), 'utf8')).toBe(environmentExample());
  });
});
