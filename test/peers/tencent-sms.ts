import { createHash, createHmac } from 'node:crypto';
import { SmsPeer, type Answer, type Arrived } from './sms-http.js';

export interface TencentSent {
  readonly phone: string;
  readonly sign: string;
  readonly template: string;
  readonly params: readonly string[];
  readonly context: string;
  readonly serial: string;
}

interface SendAsked {
  readonly PhoneNumberSet: readonly string[];
  readonly SmsSdkAppId: string;
  readonly SignName: string;
  readonly TemplateId: string;
  readonly TemplateParamSet: readonly string[];
  readonly SessionContext: string;
}

const FIVE_MINUTES = 300_000;

/** Tencent Cloud SMS as its manual describes it: a call counts only when its TC3-HMAC-SHA256 signature is right and fresh. */
export class TencentPeer extends SmsPeer {
  readonly sent: TencentSent[] = [];
  /** ReportStatus by SerialNo. */
  readonly status = new Map<string, 'SUCCESS' | 'FAIL'>();
  /** Codes the next SMS are refused with. */
  readonly refuses: string[] = [];

  constructor(
    private readonly secretId: string,
    private readonly secretKey: string,
    private readonly now: () => number,
  ) {
    super();
  }

  answer(arrived: Arrived): Answer {
    const fault = this.faultIn(arrived);
    if (fault !== null) return answered({ Error: { Code: fault, Message: fault } });
    const asked = JSON.parse(arrived.body) as SendAsked & { readonly PhoneNumber: string };
    if (asked.SmsSdkAppId !== '1400006666') return answered({ Error: { Code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', Message: '' } });
    const action = arrived.headers['x-tc-action'];
    if (action === 'SendSms') return this.sends(asked);
    if (action === 'PullSmsSendStatusByPhoneNumber') return this.tells(asked.PhoneNumber);
    return answered({ Error: { Code: 'InvalidAction', Message: '' } });
  }

  private sends(asked: SendAsked): Answer {
    const [phone = ''] = asked.PhoneNumberSet;
    const code = this.refuses.shift();
    if (code !== undefined) return answered({ SendStatusSet: [{ SerialNo: '', PhoneNumber: phone, Fee: 0, SessionContext: asked.SessionContext, Code: code, Message: code }] });
    const serial = `2640:${this.sent.length + 1}`;
    this.sent.push({ phone, sign: asked.SignName, template: asked.TemplateId, params: asked.TemplateParamSet, context: asked.SessionContext, serial });
    return answered({ SendStatusSet: [{ SerialNo: serial, PhoneNumber: phone, Fee: 1, SessionContext: asked.SessionContext, Code: 'Ok', Message: 'send success' }] });
  }

  private tells(phone: string): Answer {
    const rows = this.sent.filter((one) => one.phone === phone);
    const set = rows.map((one) => ({ PhoneNumber: phone, SerialNo: one.serial, SessionContext: one.context, ReportStatus: this.status.get(one.serial) ?? '', Description: '用户关机' }));
    return answered({ PullSmsSendStatusSet: set });
  }

  private faultIn({ method, path, query, headers, body }: Arrived): string | null {
    const pattern = /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/sms\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
    const [, secretId, day = '', signed = '', signature] = pattern.exec(headers['authorization'] ?? '') ?? [];
    if (secretId !== this.secretId) return 'AuthFailure.SecretIdNotFound';
    const names = signed.split(';');
    if (!names.includes('content-type') || !names.includes('host')) return 'AuthFailure.InvalidAuthorization';
    const timestamp = Number(headers['x-tc-timestamp']);
    if (Math.abs(timestamp * 1000 - this.now()) > FIVE_MINUTES) return 'AuthFailure.SignatureExpire';
    if (new Date(timestamp * 1000).toISOString().slice(0, 10) !== day) return 'AuthFailure.SignatureFailure';
    const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().toLowerCase()}\n`).join('');
    const canonical = [method, path, query, lines, signed, sha256(body)].join('\n');
    const toSign = ['TC3-HMAC-SHA256', timestamp, `${day}/sms/tc3_request`, sha256(canonical)].join('\n');
    const key = ['sms', 'tc3_request'].reduce((one, text) => hmac(one, text), hmac(`TC3${this.secretKey}`, day));
    if (hmac(key, toSign).toString('hex') !== signature) return 'AuthFailure.SignatureFailure';
    return headers['x-tc-version'] === '2021-01-11' && headers['x-tc-region'] !== undefined ? null : 'NoSuchVersion';
  }
}

const answered = (response: object): Answer => ({ status: 200, body: { Response: { ...response, RequestId: 'r' } } });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
