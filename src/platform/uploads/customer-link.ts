import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a customer's link opens: `p` the progress of his complaint, `r` the rating of one closing. */
export type CustomerDoor = 'p' | 'r';

const ID_BYTES = 16;
/** 72 bits: short enough for an SMS, out of reach for guessing. */
const SEAL_BYTES = 9;
const TOKEN = /^[A-Za-z0-9_-]{34}$/;
const UUID = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Signs the links customers get by SMS: /p/ or /r/ and 34 characters, which hold the id and its signature. */
export class CustomerLinks {
  constructor(
    private readonly key: string,
    /** Address the service has outside, without a slash at the end; null: customers are given no links. */
    private readonly publicUrl: string | null,
  ) {}

  get given(): boolean {
    return this.publicUrl !== null;
  }

  /** The address for an SMS; null where customers are given none. */
  addressOf(door: CustomerDoor, id: string): string | null {
    return this.publicUrl === null ? null : `${this.publicUrl}/${door}/${this.token(door, id)}`;
  }

  token(door: CustomerDoor, id: string): string {
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    return Buffer.concat([bytes, this.mac(`customer-link:${door}:${bytes.toString('hex')}`)]).toString('base64url');
  }

  /** The id a token was made for; null for anything that is not exactly such a token. */
  idOf(door: CustomerDoor, token: string): string | null {
    if (!TOKEN.test(token)) return null;
    const id = UUID.exec(Buffer.from(token, 'base64url').subarray(0, ID_BYTES).toString('hex'))?.slice(1).join('-') ?? '';
    // Compared as text: the last character has bits to spare, and another one with the same bytes is not our token.
    return same(this.token(door, id), token) ? id : null;
  }

  /** Binds a form to what its reader saw: an old page does nothing to a case that has moved on. */
  seal(id: string, shown: string): string {
    return this.mac(`customer-form:${id}:${shown}`).toString('base64url');
  }

  holds(id: string, shown: string, seal: string): boolean {
    return same(this.seal(id, shown), seal);
  }

  private mac(subject: string): Buffer {
    return createHmac('sha256', this.key).update(subject).digest().subarray(0, SEAL_BYTES);
  }
}

function same(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
