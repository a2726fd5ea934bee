import type { Configuration } from '../platform/configuration/index.js';
import { StartRefused, loadConfiguration } from '../platform/configuration/index.js';
import { templatesWithoutLink } from '../terms/sms-template.js';
import { examineDuty } from './doctor-duty.js';
import { examineLanguage } from './doctor-language.js';
import { examinePlatforms } from './doctor-platforms.js';
import { examineSms } from './doctor-sms.js';
import { attachOrStart, inspect, serverVersion } from '../platform/embedded/index.js';
import { serviceRoleFits } from '../platform/database/service-role.js';
import { createSource } from '../platform/database/source.js';
import { systemClock } from '../platform/time/machine-clock.js';

/** One thing looked at: how it is and, when it is wrong, the step that mends it. */
interface Finding {
  readonly subject: string;
  readonly state: string;
  readonly mend: string | null;
}

const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 1024 ** 3;

const good = (subject: string, state: string): Finding => ({ subject, state, mend: null });
const bad = (subject: string, state: string, mend: string): Finding => ({ subject, state, mend });

/** `npm run -s doctor`: what is configured and reachable; exit code 1 when a step is needed. */
async function examine(): Promise<Finding[]> {
  const findings = [node()];
  try {
    const configuration = loadConfiguration();
    findings.push(good('配置', summary(configuration)));
    if (configuration.databaseUrl === null) findings.push(...(await embedded(configuration)));
    else findings.push(...(await configured(configuration, configuration.databaseUrl)));
    findings.push(...(await examineSms(configuration)), customerLinks(configuration), await examineLanguage(configuration));
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    const mistakes = error.message.split('\n');
    findings.push(...mistakes.map((line) => bad('配置', line, '改正环境变量或 .env 中的这一项')));
  }
  return findings;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return enough ? good('Node.js', process.versions.node) : bad('Node.js', `${process.versions.node} 版本过低`, `安装 Node.js ${LEAST_NODE.join('.')} 或更新的版本`);
}

function summary({ host, port, simulator, databaseUrl }: Configuration): string {
  return `${host}:${port},模拟通道${simulator ? '开启' : '关闭'},${databaseUrl === null ? '内置数据库' : '外部数据库'}`;
}

/** Without an address from outside an SMS can carry no link; where real SMS go out that has to be mended. */
function customerLinks({ customerUrl, sms }: Configuration): Finding {
  if (customerUrl === null) {
    const state = '没有填写 PUBLIC_URL,客户短信不带进度和评价链接';
    return sms.providers.length === 0 ? good('客户链接', state) : bad('客户链接', state, '填写 PUBLIC_URL(客户手机能打开的网址)');
  }
  const bare = sms.providers.flatMap((name) => templatesWithoutLink(sms.templates[name]).map((one) => `${name} ${one}`));
  if (bare.length > 0) return good('客户链接', `${customerUrl};这些短信模板没有链接变量,发出的短信不带链接:${bare.join('、')}`);
  return good('客户链接', customerUrl);
}

async function embedded(configuration: Configuration): Promise<Finding[]> {
  const { dataDir } = configuration;
  const { store, holder, running, freeBytes, abandoned } = inspect(dataDir);
  const findings = [space(dataDir, freeBytes)];
  if (store === null) findings.push(good('数据库', '尚未建立,首次启动时自动建立'), ...(await examinePlatforms(configuration, null)));
  else findings.push(...(await reachable(configuration, running)));
  if (holder?.purpose === 'restore') findings.push(bad('数据目录', `正在恢复备份(进程 ${holder.pid})`, '等它结束后再启动服务'));
  if (abandoned.length > 0) findings.push(good('旧数据', `${abandoned.join('、')} 已不属于任何数据目录,确认不需要后可以删除`));
  return findings;
}

function space(dataDir: string, bytes: number): Finding {
  const state = `剩余 ${(bytes / 1024 ** 3).toFixed(1)} GB(${dataDir})`;
  return bytes >= LEAST_FREE_BYTES ? good('磁盘', state) : bad('磁盘', state, '清理空间,至少留出 1 GB');
}

/** With one login that may not step down to the service's role, the record is guarded by its triggers alone (design.md §3). */
async function examined(address: Parameters<typeof serverVersion>[0]): Promise<{ readonly version: string; readonly guard: string }> {
  const version = await serverVersion(address);
  const source = await createSource(address, 2, 'doctor').initialize();
  try {
    const guarded = await serviceRoleFits(source);
    return { version, guard: guarded ? '办理记录由受限角色和触发器保护' : '办理记录只由触发器保护(首次启动后仍如此,说明账号无权建立角色)' };
  } finally {
    await source.destroy();
  }
}

async function reachable(configuration: Configuration, running: boolean): Promise<Finding[]> {
  try {
    const server = await attachOrStart(configuration.dataDir);
    return await lookedInto(configuration, server.connection, running ? ',正在运行' : ',试启动成功').finally(() => server.stop());
  } catch (error) {
    return [bad('数据库', error instanceof StartRefused ? error.message : '连接不上', '按上面的说明处理后再运行一次本检查')];
  }
}

async function lookedInto(configuration: Configuration, address: Parameters<typeof serverVersion>[0], how: string): Promise<Finding[]> {
  const { version, guard } = await examined(address);
  return [good('数据库', `PostgreSQL ${version}${how},${guard}`), ...(await examineDuty(address, systemClock.now())), ...(await examinePlatforms(configuration, address))];
}

async function configured(configuration: Configuration, databaseUrl: string): Promise<Finding[]> {
  try {
    return await lookedInto(configuration, { url: databaseUrl }, '');
  } catch (error) {
    // The driver's words can quote the address; only its code is shown.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '未知原因';
    return [bad('数据库', `连接不上(${code})`, '检查 DATABASE_URL 的主机、端口、用户、口令和库名,以及网络')];
  }
}

const findings = await examine();
for (const { subject, state, mend } of findings) {
  process.stdout.write(mend === null ? `✓ ${subject}:${state}\n` : `✗ ${subject}:${state}\n  处理:${mend}\n`);
}
process.exitCode = findings.some(({ mend }) => mend !== null) ? 1 : 0;
