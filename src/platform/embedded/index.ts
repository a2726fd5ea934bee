export { inspect } from './inspection.js';
export { backUp } from './backup.js';
export { serverVersion } from './probe.js';
export { restore } from './restore.js';
export { attachOrStart, startEmbedded } from './server.js';
export type { EmbeddedConnection, EmbeddedLog, EmbeddedServer } from './server.js';
