import { plain, type Reading } from './writing.js';

const NO = /^(?:不|没|未|无|否|别|n$|no$|错|假|x$|✗|❌|👎)|不是|没有|不会|不用|不要|不需要|不行|不对|取消|并没|不接受|不同意|不满意/i;
const YES = /^(?:是|对|有|好|行|嗯|恩|要|可以|确认|确定|同意|接受|满意|没错|没问题|当然|y$|yes$|ok|okay|真|1$|✓|✅|👌|👍|已经?|会|发生了|肯定|需要|正确|就是)|没错|没问题|没意见/i;
const REALLY_YES = /^(?:没错|没问题|没意见|不错|无误|不会错)/;

/** A bare yes or no; null when it is neither. */
export function readYesNo(text: string): Reading<boolean> | null {
  const line = plain(text).trim().replace(/^(?:呃|嗯+,|那个|啊|哦)[,，\s]*/, '');
  if (line === '' || line.length > 20) return null;
  if (REALLY_YES.test(line)) return { value: true, evidence: text.trim() };
  if (NO.test(line)) return { value: false, evidence: text.trim() };
  return YES.test(line) ? { value: true, evidence: text.trim() } : null;
}
