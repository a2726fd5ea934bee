import { randomBytes, randomUUID } from 'node:crypto';

/** Source of ids and salts, injected so that tests can repeat a run. */
export interface Ids {
  uuid(): string;
  salt(): string;
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  salt: () => randomBytes(16).toString('base64url'),
};
