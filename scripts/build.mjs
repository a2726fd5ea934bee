import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { oneAtATime } from './build-lock.mjs';
import { hashOfFiles, hashesBelow, readStamp, writeWhole } from './stamp.mjs';

/**
 * Builds what changed: src/ to dist/ with swc, web/ to dist/web with Vite. Everything it says goes to standard error.
 * Options: --no-web.
 */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const DIST = join(ROOT, 'dist');
const SERVER_STAMP = join(DIST, 'server.stamp.json');
const WEB_STAMP = join(DIST, 'web.stamp.json');
const isServerSource = (name) => (name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.endsWith('.d.ts')) || name.endsWith('.yaml') || name.endsWith('.mjs');

/** What has to be built: nothing is read but the sources, so that an unchanged tree costs a few milliseconds. */
export function stale({ web }) {
  return { server: changesOfServer().length > 0, web: web && webIsStale() };
}

function serverTools() {
  return hashOfFiles([join(ROOT, '.swcrc'), join(ROOT, 'package-lock.json')]);
}

function changesOfServer() {
  const now = hashesBelow(ROOT, 'src', isServerSource);
  const then = readStamp(SERVER_STAMP);
  const known = then.tools === serverTools() ? then.files : {};
  const changed = Object.keys(now).filter((path) => known[path] !== now[path]);
  const removed = Object.keys(then.files).filter((path) => !(path in now));
  return [...changed, ...removed];
}

function webSources() {
  // The pages share the vocabulary with the service.
  return { ...hashesBelow(ROOT, 'web'), ...hashesBelow(ROOT, join('src', 'terms'), isServerSource), tools: hashOfFiles([join(ROOT, 'package-lock.json')]) };
}

function webIsStale() {
  if (!existsSync(join(ROOT, 'web', 'index.html'))) return false;
  return JSON.stringify(webSources()) !== JSON.stringify(readStamp(WEB_STAMP).files);
}

const output = (source) => join(DIST, source.slice('src/'.length).replace(/\.ts$/, '.js'));

async function buildServer() {
  const changes = changesOfServer();
  if (changes.length === 0) return;
  const now = hashesBelow(ROOT, 'src', isServerSource);
  const then = readStamp(SERVER_STAMP);
  mkdirSync(DIST, { recursive: true });
  // What is about to change is struck from the stamp first: a build killed half-way is then done again.
  const kept = Object.fromEntries(Object.entries(then.files).filter(([path]) => !changes.includes(path)));
  const tools = serverTools();
  writeWhole(SERVER_STAMP, JSON.stringify({ tools, files: kept }));
  const { transformFile } = await import('@swc/core');
  await Promise.all(changes.map((path) => (path in now ? compile(path, transformFile) : remove(path))));
  keepCheckedPacks(changes);
  writeWhole(SERVER_STAMP, JSON.stringify({ tools, files: now }));
  process.stderr.write(`build: ${changes.length} source files\n`);
}

/** The shipped packs as the program just built reads them, so that a start need not read YAML (src/policy/checked-packs.ts). */
function keepCheckedPacks(changes) {
  const reader = join(DIST, 'policy', 'load-pack.js');
  if (!existsSync(reader) || !changes.some((path) => /^src[\\/](policy|terms)[\\/]/.test(path))) return;
  const code = `import { checkedShippedPacks } from ${JSON.stringify(pathToFileURL(reader).href)};
    process.stdout.write(JSON.stringify(checkedShippedPacks()));`;
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 2] };
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], options);
  if (status !== 0) throw new Error('the packs could not be read');
  const { name, content } = JSON.parse(stdout);
  writeWhole(join(DIST, 'policy', 'packs', name), content);
}

async function compile(path, transformFile) {
  const target = output(path);
  mkdirSync(dirname(target), { recursive: true });
  if (!path.endsWith('.ts')) return writeWhole(target, readFileSync(join(ROOT, path), 'utf8'));
  const { code, map } = await transformFile(join(ROOT, path), { cwd: ROOT, root: ROOT, sourceMaps: true });
  writeWhole(`${target}.map`, map ?? '');
  writeWhole(target, `${code}\n//# sourceMappingURL=${target.slice(target.lastIndexOf('/') + 1)}.map\n`);
}

function remove(path) {
  rmSync(output(path), { force: true });
  rmSync(`${output(path)}.map`, { force: true });
}

function buildWeb() {
  if (!webIsStale()) return;
  const files = webSources();
  const draft = join(DIST, 'web.new');
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  rmSync(WEB_STAMP, { force: true });
  const options = ['build', join(ROOT, 'web'), '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'];
  const result = spawnSync(process.execPath, [vite, ...options], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) throw new Error('the web pages did not build');
  rmSync(join(DIST, 'web'), { recursive: true, force: true });
  renameSync(draft, join(DIST, 'web'));
  writeWhole(WEB_STAMP, JSON.stringify({ files }));
  process.stderr.write('build: web pages\n');
}

export async function build({ web }) {
  const needed = stale({ web });
  if (!needed.server && !needed.web) return;
  await oneAtATime(join(ROOT, '.build', 'lock'), async () => {
    await buildServer();
    if (web) buildWeb();
  });
}

/** In a process of its own, so that the service does not carry the compilers' memory. */
export function buildApart({ web }) {
  const needed = stale({ web });
  if (!needed.server && !needed.web) return;
  const options = web ? [] : ['--no-web'];
  const result = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...options], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.signal) process.kill(process.pid, result.signal);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await build({ web: !process.argv.includes('--no-web') });
  } catch (error) {
    process.stderr.write(`build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
