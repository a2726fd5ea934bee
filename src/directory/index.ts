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
export {
  accountLeft,
  addPerson,
  companiesOf,
  holdRole,
  joinPlatform,
  knownAccount,
  peopleChanged,
  setUp,
  withoutAdministrator,
  writeAccount,
  type Account,
  type KnownAccount,
} from './persistence/platform-sql.js';
export { bindGroup, groupsOf, meetGroup, type GroupStanding } from './persistence/group-sql.js';
export { accountsOf, buildingsOf, lockDirectory, setCompany } from './persistence/setup-sql.js';
export { makeAdminCode, takeAdminCode } from './persistence/admin-code-sql.js';
export { companyOf as companyOfDepartments, isPlausible, type CompanyShare } from './domain/roster.js';
export { corpOf, departmentsOf, lockRoster, personByPhone, standingAccounts, writeDepartments, type StandingAccount } from './persistence/roster-sql.js';
export { beginSession, beginSignIn, endSession, seenSession, SESSION_MOST, takeSignIn, type Session } from './persistence/session-sql.js';
