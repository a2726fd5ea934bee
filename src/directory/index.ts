export * from './domain/snapshot.js';
export { chainFault, delegateOf, lendersTo, nextChangeFor } from './domain/delegation.js';
export type { CompanyClock, NewCompany } from './domain/new-company.js';
export { demoCompany, type DemoRole } from './domain/demo.js';
export { businessNow } from './domain/business-time.js';
export { cancelDelegations, insertDelegation, recordLeaver } from './persistence/delegation-sql.js';
export {
  companyHead,
  insertCompany,
  liveCompanies,
  lockCompanies,
  readDirectory,
  retireCompany,
  setClock,
  storedPacks,
  storePack,
  type CompanyHead,
} from './persistence/directory-sql.js';
export { setDuty } from './persistence/duty-sql.js';
export { adoptPack, type Adoption } from './persistence/adoption-sql.js';
export { EVERY_COMPANY, insertYear, lockCalendar, storedYears, type StoredYear } from './persistence/calendar-sql.js';
