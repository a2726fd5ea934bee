import { HttpException } from '@nestjs/common';
import type { Outcome } from '../terms/outcome.js';

/** What each refusal is over HTTP; anything else is the caller's mistake. */
const STATUS: Readonly<Record<string, number>> = {
  'unknown-chat': 404,
  'unknown-person': 404,
  'not-a-member': 403,
  'too-long': 413,
  'upload-too-large': 413,
  'upload-type': 415,
  'upload-no-picture': 415,
  'real-channel': 403,
  forbidden: 403,
  'no-form': 404,
  'no-pack': 404,
  'changed-meanwhile': 409,
  'role-vacant': 409,
  'platform-away': 502,
};

/** The value, or an HTTP error that carries the refusal's code and its Chinese sentence. */
export function orRefuse<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new HttpException({ code: outcome.code, message: outcome.message }, STATUS[outcome.code] ?? 400);
}
