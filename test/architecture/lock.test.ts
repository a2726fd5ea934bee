import { readFileSync } from 'node:fs';

/**
 * `npm ci` refuses a lock file that lacks an optional package of another platform, and `npm install` drops such a package
 * when the registry at hand does not offer it. Then write its entry by hand, as those beside it (os, cpu, libc, version).
 */
interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, Locked> };

/** Where Node would look for a package, from the folder of the one that asks for it upwards. */
function places(asking: string, name: string): string[] {
  const folders = asking === '' ? [''] : asking.split('/node_modules/').map((_, depth, all) => `${all.slice(0, depth + 1).join('/node_modules/')}/`);
  return ['', ...folders].map((folder) => `${folder}node_modules/${name}`);
}

function absent(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([asking, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !places(asking, name).some((place) => place in packages)),
  );
}

test('the lock file holds the packages of every platform', () => {
  expect(absent(lock.packages)).toEqual([]);
});

test('an absent one is found, wherever it would have to stand', () => {
  const asking: Locked = { optionalDependencies: { '@swc/core-darwin-arm64': '1.0.0' } };
  expect(absent({ 'node_modules/a': asking })).toEqual(['@swc/core-darwin-arm64']);
  expect(absent({ 'node_modules/a': asking, 'node_modules/a/node_modules/@swc/core-darwin-arm64': {} })).toEqual([]);
  expect(absent({ 'node_modules/a/node_modules/b': asking, 'node_modules/a/node_modules/@swc/core-darwin-arm64': {} })).toEqual([]);
});
