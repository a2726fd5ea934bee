export * from './domain/snapshot.js';
export { businessNow } from './domain/business-time.js';
export {
  companyHead,
  insertCompany,
  liveCompanies,
  readDirectory,
  retireCompany,
  setClock,
  storePack,
  type CompanyClock,
  type CompanyHead,
  type NewCompany,
} from './persistence/directory-sql.js';
