export { createLogger, traced } from './log.js';
export type { Log, LogLevel, LogOptions } from './log.js';
