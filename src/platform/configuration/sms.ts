import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { readTemplates, type SmsTemplates } from '../../terms/sms-template.js';
import type { Environment } from './environment.js';
import { StartRefused, errnoOf } from './start-refused.js';

export type SmsProviderName = 'aliyun' | 'tencent';
type PerNumber = readonly [shortest: number, hour: number, day: number];

/** The customers' SMS as configured. */
export interface SmsConfiguration {
  /** In order: the second sends what the first surely did not. Empty: only the local channel has SMS. */
  readonly providers: readonly SmsProviderName[];
  readonly templates: Readonly<Record<SmsProviderName, SmsTemplates>>;
  readonly callbackKey: string | null;
  readonly aliyun: {
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly sign: string;
    readonly perNumber: PerNumber;
  } | null;
  readonly tencent: {
    readonly endpoint: string;
    readonly secretId: string;
    readonly secretKey: string;
    readonly appId: string;
    readonly sign: string;
    readonly region: string;
    readonly perNumber: PerNumber;
  } | null;
}

/** What each provider cannot do without. */
const NEEDED: Readonly<Record<SmsProviderName, readonly (keyof Environment)[]>> = {
  aliyun: ['ALIYUN_ACCESS_KEY_ID', 'ALIYUN_ACCESS_KEY_SECRET', 'ALIYUN_SMS_SIGN'],
  tencent: ['TENCENT_SECRET_ID', 'TENCENT_SECRET_KEY', 'TENCENT_SMS_APP_ID', 'TENCENT_SMS_SIGN'],
};

const providersOf = ({ SMS_PROVIDERS }: Environment): SmsProviderName[] => (SMS_PROVIDERS?.split(',') ?? []) as SmsProviderName[];

/** One line for each variable a chosen provider misses. */
export function missingForSms(environment: Environment): string[] {
  const providers = providersOf(environment);
  const missing = providers.flatMap((name) => NEEDED[name].filter((one) => environment[one] === undefined).map((one) => `${one}:SMS_PROVIDERS 用到 ${name} 时必须填写`));
  if (providers.length > 0 && environment.SMS_TEMPLATES === undefined) missing.push('SMS_TEMPLATES:使用短信服务商时必须填写');
  return missing;
}

export function smsConfiguration(environment: Environment, workingFolder: string): SmsConfiguration {
  const providers = providersOf(environment);
  return {
    providers,
    templates: templatesOf(environment, workingFolder),
    callbackKey: environment.SMS_CALLBACK_KEY ?? null,
    aliyun: providers.includes('aliyun')
      ? {
          endpoint: bare(environment.ALIYUN_SMS_ENDPOINT),
          accessKeyId: environment.ALIYUN_ACCESS_KEY_ID ?? '',
          accessKeySecret: environment.ALIYUN_ACCESS_KEY_SECRET ?? '',
          sign: environment.ALIYUN_SMS_SIGN ?? '',
          perNumber: perNumber(environment.ALIYUN_SMS_PER_NUMBER),
        }
      : null,
    tencent: providers.includes('tencent')
      ? {
          endpoint: bare(environment.TENCENT_SMS_ENDPOINT),
          secretId: environment.TENCENT_SECRET_ID ?? '',
          secretKey: environment.TENCENT_SECRET_KEY ?? '',
          appId: environment.TENCENT_SMS_APP_ID ?? '',
          sign: environment.TENCENT_SMS_SIGN ?? '',
          region: environment.TENCENT_SMS_REGION,
          perNumber: perNumber(environment.TENCENT_SMS_PER_NUMBER),
        }
      : null,
  };
}

const bare = (address: string): string => address.replace(/\/+$/, '');

function perNumber(text: string): PerNumber {
  const [shortest = 1, hour = 1, day = 1] = text.split('/').map(Number);
  return [shortest, hour, day];
}

function templatesOf(environment: Environment, workingFolder: string): SmsConfiguration['templates'] {
  const none = { aliyun: {}, tencent: {} };
  if (environment.SMS_TEMPLATES === undefined) return none;
  const content = contentOf(resolve(workingFolder, environment.SMS_TEMPLATES));
  const read = { ...none };
  for (const name of ['aliyun', 'tencent'] as const) {
    const part = content[name];
    if (part === undefined) continue;
    const templates = readTemplates(part, name);
    if (!templates.ok) throw new StartRefused('configuration', `SMS_TEMPLATES:${templates.message}`);
    read[name] = templates.value;
  }
  return read;
}

function contentOf(path: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = errnoOf(error) === 'ENOENT' ? '所指的文件不存在' : '所指的文件无法读取或不是 YAML、JSON';
    throw new StartRefused('configuration', `SMS_TEMPLATES:${reason}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartRefused('configuration', 'SMS_TEMPLATES:文件应以服务商(aliyun、tencent)分开');
  }
  return content as Readonly<Record<string, unknown>>;
}
