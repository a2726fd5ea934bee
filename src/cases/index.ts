export * from './domain/case.js';
export * from './persistence/case-sql.js';
export { attachEvidence, evidenceOf, readEvidence, storeEvidence, type Evidence } from './persistence/evidence-sql.js';
