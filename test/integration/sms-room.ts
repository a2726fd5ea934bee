import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AliyunPeer } from '../peers/aliyun-sms.js';
import { TencentPeer } from '../peers/tencent-sms.js';

export const CALLBACK_KEY = 'callback-key-0123456789';

const OCCASIONS: Readonly<Record<string, readonly string[]>> = {
  unreachable: ['称呼', '公司', '事项', '电话'],
  registered: ['称呼', '事项', '编号', '电话', '公司'],
  progress: ['称呼', '事项', '编号', '进展', '电话', '公司'],
  finished: ['称呼', '事项', '编号', '公司'],
  'return-visit': ['称呼', '公司', '事项', '编号', '电话'],
  appointment: ['称呼', '事项', '编号', '时间', '电话', '公司'],
  filing: ['称呼', '项目', '编号'],
};

/** Approved templates of both providers for every occasion: SMS_<occasion> with named places, and counted ones. */
export function templates(): Record<string, Record<string, Record<string, object>>> {
  const named = Object.entries(OCCASIONS).map(([occasion, words]) => [occasion, { code: `SMS_${occasion}`, words: Object.fromEntries(words.map((word, index) => [`p${index}`, word])) }]);
  const counted = Object.entries(OCCASIONS).map(([occasion, words], index) => [occasion, { code: String(1100 + index), words }]);
  return { aliyun: { '*': Object.fromEntries(named) as Record<string, object> }, tencent: { '*': Object.fromEntries(counted) as Record<string, object> } };
}

/** Two providers on loopback and the environment that points at them. */
export class SmsRoom {
  private constructor(
    readonly aliyun: AliyunPeer,
    readonly tencent: TencentPeer,
    private readonly folder: string,
  ) {}

  static async open(now: () => number): Promise<SmsRoom> {
    const folder = mkdtempSync(join(tmpdir(), 'kesu-sms-'));
    const aliyun = await new AliyunPeer('LTAI-test', 'aliyun-secret', now).listen();
    const tencent = await new TencentPeer('AKID-test', 'tencent-secret', now).listen();
    writeFileSync(join(folder, 'aliyun.key'), 'aliyun-secret\n');
    const room = new SmsRoom(aliyun, tencent, folder);
    room.writes(templates());
    return room;
  }

  writes(content: object): void {
    writeFileSync(join(this.folder, 'templates.yaml'), JSON.stringify(content));
  }

  environment(providers: string): Record<string, string> {
    return {
      SMS_PROVIDERS: providers,
      SMS_TEMPLATES: join(this.folder, 'templates.yaml'),
      SMS_CALLBACK_KEY: CALLBACK_KEY,
      ALIYUN_SMS_ENDPOINT: this.aliyun.url,
      ALIYUN_ACCESS_KEY_ID: 'LTAI-test',
      ALIYUN_ACCESS_KEY_SECRET_FILE: join(this.folder, 'aliyun.key'),
      ALIYUN_SMS_SIGN: '滨江物业',
      TENCENT_SMS_ENDPOINT: `${this.tencent.url}/`,
      TENCENT_SECRET_ID: 'AKID-test',
      TENCENT_SECRET_KEY: 'tencent-secret',
      TENCENT_SMS_APP_ID: '1400006666',
      TENCENT_SMS_SIGN: '滨江物业',
    };
  }

  async close(): Promise<void> {
    await this.aliyun.close();
    await this.tencent.close();
    rmSync(this.folder, { recursive: true });
  }
}
