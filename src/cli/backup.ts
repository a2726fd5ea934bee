import { parseArgs } from 'node:util';
import { StartRefused, asCommand, loadConfiguration } from '../platform/configuration/index.js';
import { backUp } from '../platform/embedded/index.js';

/** `npm run -s backup -- FILE [--force]`: the whole store into one file, also while the service runs. */
async function run(): Promise<void> {
  const { file, force } = asked();
  const { databaseUrl, dataDir } = loadConfiguration();
  if (databaseUrl !== null) throw new StartRefused('own-database', '已设置 DATABASE_URL,请用 PostgreSQL 自带的 pg_dump 备份。');
  const { bytes } = await backUp(dataDir, file, force);
  process.stdout.write(`备份完成:${file}(${(bytes / 1024 / 1024).toFixed(1)} MB)。文件含全部业务数据和内部密钥,请妥善保管。\n`);
}

function asked(): { file: string; force: boolean } {
  const { positionals, values } = parseArgs({ allowPositionals: true, strict: false, options: { force: { type: 'boolean' } } });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new StartRefused('usage', '用法:npm run -s backup -- 文件名 [--force]');
  return { file, force: values['force'] === true };
}

await asCommand(run);
