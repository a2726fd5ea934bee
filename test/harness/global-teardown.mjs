import { rmSync } from 'node:fs';

export default async function tearDown() {
  await globalThis.__kesuServer?.stop();
  if (globalThis.__kesuDataDir) rmSync(globalThis.__kesuDataDir, { recursive: true, force: true });
}
