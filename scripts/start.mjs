import { buildApart } from './build.mjs';

// The service runs in this process, so that signals reach it.
buildApart({ web: true });
process.setSourceMapsEnabled(true);
await import('../dist/main.js');
