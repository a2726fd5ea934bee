import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../terms/instants.js';

/** What a link to a stored file is signed for. */
export const evidenceSubject = (companyId: string, hash: string): string => `evidence:${companyId}:${hash}`;

/** What a link to a paper of a case is signed for: one address, for one reader. */
export const paperSubject = (companyId: string, reader: string, path: string): string => `paper:${companyId}:${reader}:${path}`;

/** Signs and checks links that open one thing for a while without a login. */
export class LinkSigner {
  constructor(private readonly key: string) {}

  sign(subject: string, expires: Instant): string {
    return createHmac('sha256', this.key).update(`${subject}\n${expires}`).digest('base64url');
  }

  /** Constant time; false also when the link has expired. */
  verify(subject: string, expires: Instant, signature: string, now: Instant): boolean {
    const wanted = Buffer.from(this.sign(subject, expires));
    const given = Buffer.from(signature);
    return now < expires && wanted.length === given.length && timingSafeEqual(wanted, given);
  }
}
