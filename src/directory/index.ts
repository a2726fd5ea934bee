export * from './domain/snapshot.js';
export type { CompanyClock, NewCompany } from './domain/new-company.js';
export { demoCompany, type DemoRole } from './domain/demo.js';
export { businessNow } from './domain/business-time.js';
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
