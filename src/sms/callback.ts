import { createHash, timingSafeEqual } from 'node:crypto';
import * as aliyun from './aliyun/decode.js';
import { aliyunPush } from './aliyun/verify.js';
import type { SmsReceipt, SmsReply } from './port/sms.js';
import * as tencent from './tencent/decode.js';
import { tencentPush } from './tencent/verify.js';

export interface SmsNews {
  readonly receipts: readonly SmsReceipt[];
  readonly replies: readonly SmsReply[];
}

/**
 * Reads what a provider pushes. The providers sign nothing, so the address itself is the secret; compared without telling by its time how
 * much of it was right. `stranger`: wrong key or unknown provider; `unread`: not what that provider sends.
 */
export function readPush(key: string | null, provider: string, given: string, body: unknown): SmsNews | 'stranger' | 'unread' {
  if (key === null || !same(key, given)) return 'stranger';
  if (provider === aliyun.NAME) {
    const push = aliyunPush(body);
    return push === null ? 'unread' : { receipts: aliyun.receiptsIn(push.reports), replies: aliyun.repliesIn(push.ups) };
  }
  if (provider === tencent.NAME) {
    const push = tencentPush(body);
    return push === null ? 'unread' : { receipts: tencent.receiptsIn(push.reports), replies: tencent.repliesIn(push.replies) };
  }
  return 'stranger';
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
