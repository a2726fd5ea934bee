/** An expected refusal: a code for programs and a Chinese sentence that says what to do next. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export type Outcome<T> = Success<T> | Refusal;

export const accept = <T>(value: T): Success<T> => ({ ok: true, value });
export const refuse = (code: string, message: string): Refusal => ({ ok: false, code, message });
