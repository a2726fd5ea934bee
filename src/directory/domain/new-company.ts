import type { Instant } from '../../terms/instants.js';
import type { Chat, Company, Deputy, Duty, Person, Project } from './snapshot.js';

export interface CompanyClock {
  readonly business: Instant;
  readonly machine: Instant;
  readonly frozen: boolean;
}

/** What a new company consists of; the demo company of the simulator is one. */
export interface NewCompany {
  readonly company: Omit<Company, 'directoryVersion'>;
  readonly clock: CompanyClock;
  readonly createdAt: Instant;
  readonly projects: readonly Project[];
  readonly people: readonly Person[];
  readonly duties: readonly Duty[];
  readonly chats: readonly Chat[];
  readonly deputies: readonly (Deputy & { readonly id: string })[];
}
