import type { Configuration, SmsProviderName } from '../platform/configuration/index.js';
import { randomIds } from '../platform/ids/ids.js';
import { systemClock } from '../platform/time/machine-clock.js';
import { smsProviders } from '../sms/index.js';

/** How one provider is: what is configured, and what is to be mended; null when nothing is. */
export interface SmsFinding {
  readonly subject: string;
  readonly state: string;
  readonly mend: string | null;
}

const TITLES: Readonly<Record<SmsProviderName, string>> = { aliyun: '阿里云短信', tencent: '腾讯云短信' };

/** Asks each configured provider a harmless question with our keys; nothing is sent. */
export async function examineSms({ sms, simulator }: Configuration): Promise<SmsFinding[]> {
  if (sms.providers.length === 0) {
    const state = simulator ? '没有接入服务商,短信只显示在模拟通道' : '没有接入服务商';
    return [{ subject: '短信', state, mend: simulator ? null : '填写 SMS_PROVIDERS 和服务商的各项,否则客户收不到短信' }];
  }
  const findings: SmsFinding[] = [];
  for (const provider of smsProviders(sms, systemClock, () => randomIds.uuid())) {
    const name = provider.name as SmsProviderName;
    const access = sms[name];
    const count = Object.values(sms.templates[name]).reduce((sum, book) => sum + Object.keys(book).length, 0);
    const state = `${access?.endpoint ?? ''},签名【${access?.sign ?? ''}】,模板 ${count} 个`;
    findings.push({ subject: TITLES[name], ...(await lookedAt(state, () => provider.examine?.() ?? Promise.resolve(null))) });
  }
  return [...findings, callback(sms.callbackKey)];
}

async function lookedAt(state: string, examine: () => Promise<string | null>): Promise<Omit<SmsFinding, 'subject'>> {
  try {
    const fault = await examine();
    return fault === null ? { state: `${state},已连通`, mend: null } : { state, mend: fault };
  } catch (error) {
    return { state: `${state},连不上(${error instanceof Error ? error.message : '未知原因'})`, mend: '检查网络和服务地址' };
  }
}

function callback(key: string | null): SmsFinding {
  if (key !== null) return { subject: '短信推送', state: '已设口令:在服务商控制台填写 网址/callbacks/sms/aliyun/口令 或 网址/callbacks/sms/tencent/口令', mend: null };
  return { subject: '短信推送', state: '没有口令:只靠查询回执,收不到客户的退订', mend: '填写 SMS_CALLBACK_KEY,并在服务商控制台填写推送地址' };
}
