import * as cases from '../cases/index.js';
import type { House } from './house.js';

/** A stored file with its content; the caller has checked the link. */
export const evidenceFile = (house: House, companyId: string, hash: string) =>
  house.doors.withoutTransaction((tx) => cases.readEvidence(tx, companyId, hash));
