/** Words that fill a customer text's {变量}; names as in the packs. */
export interface SmsWords {
  readonly 称呼: string;
  readonly 编号: string;
  readonly 项目: string;
  readonly 事项: string;
  readonly 公司: string;
  readonly 电话: string;
  readonly 时间: string;
  readonly 进展: string;
}

/** Fills a template; the packs' variables were checked at load, so one left over is a bug and must not reach a customer. */
export function fillTemplate(template: string, words: SmsWords): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = (words as unknown as Readonly<Record<string, string>>)[name];
    if (value === undefined) throw new Error(`template variable without a word: ${name}`);
    return value;
  });
}

/** 王女士 stays, 李 becomes 李先生/女士 only when it was said; an unknown name is 业主. */
export function addressOf(name: string | null): string {
  return name === null || name === '' ? '业主' : name;
}

const MOBILE = /^1[3-9]\d{9}$/;

/** Only a mobile number gets an SMS; a landline or a mistyped number must not be billed or bother a stranger. */
export const canReceiveSms = (phone: string | null): phone is string => phone !== null && MOBILE.test(phone);
