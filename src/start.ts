import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openService, type Service } from './app.service.js';
import { createApp } from './app.http.js';
import { linkSigningKey, loadConfiguration, StartRefused, type Configuration } from './platform/configuration/index.js';
import { startEmbedded, type EmbeddedServer } from './platform/embedded/index.js';
import { createLogger, type Log } from './platform/logging/index.js';

const DRAIN = 8000;

/** Reads the configuration, opens the service, listens, and stops on SIGTERM or SIGINT. */
export async function startService(): Promise<void> {
  try {
    const configuration = loadConfiguration();
    await run(configuration);
  } catch (error) {
    // One plain sentence for the operator; a bug keeps its stack.
    process.stderr.write(`${error instanceof StartRefused ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exit(1);
  }
}

async function run(configuration: Configuration): Promise<void> {
  const linkKey = linkSigningKey(configuration);
  const log = createLogger({ level: configuration.logLevel, secrets: [...configuration.secrets, linkKey] });
  await refuseTakenPort(configuration);
  const embedded = configuration.databaseUrl === null ? await startEmbedded({ dataDir: configuration.dataDir, log }) : null;
  try {
    const service = await openService({
      configuration,
      address: embedded === null ? { url: configuration.databaseUrl ?? '' } : embedded.connection,
      log,
      linkKey,
    });
    const app = await createApp(service, configuration);
    await app.listen(configuration.port, configuration.host);
    stopOnSignal(app, service, embedded, log);
    process.stdout.write(`请打开 ${configuration.publicUrl}\n`);
    for (const { company, code } of service.codes) process.stdout.write(administratorWords(company, code));
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

const administratorWords = (company: string, code: string): string =>
  `“${company}”还没有管理员:请在 30 分钟内把口令 ${code} 私聊发给机器人,发送人即成为管理员(过期请重启服务,会印出新的口令)。\n`;

/** Found out before the database starts: a second start on the same port is a slip, and should say so at once. */
function refuseTakenPort({ port, host }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EACCES' ? '没有权限使用' : '已被占用';
      reject(new StartRefused('port', `端口 ${port} ${why}。请关闭占用它的程序,或用 PORT 指定另一个端口。`));
    });
    probe.listen(port, host, () => {
      probe.close(() => {
        resolve();
      });
    });
  });
}

function stopOnSignal(app: NestFastifyApplication, service: Service, embedded: EmbeddedServer | null, log: Log): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, '正在停止');
    // A story that hangs must not keep the process: its row is taken up again by the next start.
    const limit = setTimeout(() => process.exit(1), DRAIN);
    limit.unref();
    void (async () => {
      await app.close();
      await service.stop();
      await embedded?.stop();
      process.exit(0);
    })();
  };
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
}
