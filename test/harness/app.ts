import 'reflect-metadata';
import { resolve } from 'node:path';
import type { PlatformOpener } from '../../src/channels/index.js';
import { createApp } from '../../src/app.http.js';
import { openService, type Service } from '../../src/app.service.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { createLogger } from '../../src/platform/logging/index.js';
import { systemClock, type MachineClock } from '../../src/platform/time/machine-clock.js';
import { cloneDatabase, type TestDatabase } from './database.js';

export interface RunningApp {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly service: Service;
  readonly database: TestDatabase;
  /** Lines of the log at level warn and above. */
  readonly complaints: readonly string[];
  stop(): Promise<void>;
}

/** The real service over real HTTP, in this process, on a database of its own. `openers`: platforms instead of WeCom and DingTalk. */
export async function startApp(name: string, environment: Readonly<Record<string, string>> = {}, openers: readonly PlatformOpener[] | null = null, clock: MachineClock = systemClock): Promise<RunningApp> {
  const database = await cloneDatabase(name);
  const complaints: string[] = [];
  const configuration = readConfiguration({ NODE_ENV: 'test', SIMULATOR: 'on', LOG_LEVEL: 'warn', ...environment }, process.cwd());
  const log = createLogger({ level: 'warn', secrets: [] }, { write: (line: string) => void complaints.push(line) });
  const service = await openService({
    configuration,
    address: database.address,
    log,
    linkKey: 'test-link-signing-key-of-32-letters',
    clock,
    ...(openers === null ? {} : { openers }),
  });
  const app = await createApp(service, configuration, resolve('dist/web'));
  await app.listen(0, '127.0.0.1');
  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    service,
    database,
    complaints,
    stop: async () => {
      await app.close();
      await service.stop();
      await database.drop();
    },
  };
}
