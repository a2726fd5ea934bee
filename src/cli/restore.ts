import { parseArgs } from 'node:util';
import { StartRefused, asCommand, loadConfiguration } from '../platform/configuration/index.js';
import { restore } from '../platform/embedded/index.js';

/** `npm run -s restore -- FILE [--force]`: a backup in place of the store; the service must be stopped. */
async function run(): Promise<void> {
  const { file, force } = asked();
  const { databaseUrl, dataDir } = loadConfiguration();
  if (databaseUrl !== null) throw new StartRefused('own-database', '已设置 DATABASE_URL,请用 PostgreSQL 自带的 pg_restore 或 psql 恢复。');
  await restore(dataDir, file, force);
  process.stdout.write(`恢复完成:${dataDir} 已换成 ${file} 中的数据,并已试启动成功。\n`);
}

function asked(): { file: string; force: boolean } {
  const { positionals, values } = parseArgs({ allowPositionals: true, strict: false, options: { force: { type: 'boolean' } } });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new StartRefused('usage', '用法:npm run -s restore -- 备份文件 [--force]');
  return { file, force: values['force'] === true };
}

await asCommand(run);
