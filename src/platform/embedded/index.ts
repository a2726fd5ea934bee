export { attachOrStart, startEmbedded } from './server.js';
export type { EmbeddedConnection, EmbeddedLog, EmbeddedServer } from './server.js';
