import { createHash, createHmac } from 'node:crypto';
import { SmsPeer, type Answer, type Arrived } from './sms-http.js';

export interface AliyunSent {
  readonly phone: string;
  readonly sign: string;
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly outId: string;
  readonly bizId: string;
}

const QUARTER = 15 * 60_000;

/**
 * Aliyun SMS as its manual describes it: a call counts only when its ACS3-HMAC-SHA256 signature is right, over exactly the headers and
 * parameters that arrived, made within a quarter of an hour, with a nonce never seen before.
 */
export class AliyunPeer extends SmsPeer {
  readonly sent: AliyunSent[] = [];
  /** SendStatus by BizId: 1 waits, 2 failed, 3 delivered. */
  readonly status = new Map<string, 1 | 2 | 3>();
  /** Codes the next calls of SendSms are refused with. */
  readonly refuses: string[] = [];
  private readonly nonces = new Set<string>();

  constructor(
    private readonly keyId: string,
    private readonly secret: string,
    private readonly now: () => number,
  ) {
    super();
  }

  answer(arrived: Arrived): Answer {
    const fault = this.faultIn(arrived);
    if (fault !== null) return refused(fault, 400);
    const asked = new URLSearchParams(arrived.query);
    const action = arrived.headers['x-acs-action'];
    if (action === 'SendSms') return this.sends(asked);
    if (action === 'QuerySendDetails') return this.tells(asked);
    return refused('InvalidAction.NotFound', 404);
  }

  private sends(asked: URLSearchParams): Answer {
    const code = this.refuses.shift();
    if (code !== undefined) return refused(code, 200);
    const phone = asked.get('PhoneNumbers') ?? '';
    if (!/^1\d{10}$/.test(phone)) return refused('isv.MOBILE_NUMBER_ILLEGAL', 200);
    const bizId = `${this.sent.length + 1}^0`;
    const params = JSON.parse(asked.get('TemplateParam') ?? '{}') as Record<string, string>;
    this.sent.push({ phone, sign: asked.get('SignName') ?? '', template: asked.get('TemplateCode') ?? '', params, outId: asked.get('OutId') ?? '', bizId });
    return { status: 200, body: { Code: 'OK', Message: 'OK', BizId: bizId, RequestId: 'r' } };
  }

  private tells(asked: URLSearchParams): Answer {
    const found = this.sent.filter((one) => one.phone === asked.get('PhoneNumber') && [null, one.bizId].includes(asked.get('BizId')));
    const rows = found.map((one) => ({ PhoneNum: one.phone, OutId: one.outId, SendStatus: this.status.get(one.bizId) ?? 1, ErrCode: 'MK:0012', TemplateCode: one.template }));
    return { status: 200, body: { Code: 'OK', Message: 'OK', TotalCount: rows.length, SmsSendDetailDTOs: { SmsSendDetailDTO: rows }, RequestId: 'r' } };
  }

  private faultIn({ method, path, query, headers, body }: Arrived): string | null {
    const [, keyId, signed, signature] = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '') ?? [];
    if (keyId !== this.keyId) return 'InvalidAccessKeyId.NotFound';
    const names = (signed ?? '').split(';');
    const must = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-acs-'));
    if (must.some((name) => !names.includes(name)) || headers['x-acs-content-sha256'] !== sha256(body)) return 'SignatureDoesNotMatch';
    const canonical = [method, path, canonicalQuery(query), ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`), '', names.join(';'), sha256(body)].join('\n');
    const right = createHmac('sha256', this.secret).update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`).digest('hex');
    if (signature !== right) return 'SignatureDoesNotMatch';
    if (Math.abs(Date.parse(headers['x-acs-date'] ?? '') - this.now()) > QUARTER) return 'InvalidTimeStamp.Expired';
    const nonce = headers['x-acs-signature-nonce'] ?? '';
    if (nonce === '' || this.nonces.has(nonce)) return 'SignatureNonceUsed';
    this.nonces.add(nonce);
    return headers['x-acs-version'] === '2017-05-25' ? null : 'InvalidVersion';
  }
}

/** By what was meant, not by how it was written: sorted by name, escaped by RFC 3986. */
function canonicalQuery(query: string): string {
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=').map((part) => strictly(decodeURIComponent(part))));
  const named = pairs.map(([name = '', value = '']) => ({ name, line: `${name}=${value}` }));
  return named.sort((one, other) => (one.name < other.name ? -1 : 1)).map((one) => one.line).join('&');
}

const strictly = (text: string): string => [...Buffer.from(text, 'utf8')].map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

const refused = (code: string, status: number): Answer => ({ status, body: { Code: code, Message: code, RequestId: 'r' } });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
