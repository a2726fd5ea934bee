import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The night of 2 March 2026 as a server in another zone sees it; with and without summer time. */
const ASK = `
import { quietStretch, USUAL_QUIET } from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'dist/clocks/domain/quiet-hours.js')).href)};
const at = Date.parse('2026-03-02T22:00:00+08:00');
const night = quietStretch(USUAL_QUIET, at);
process.stdout.write(new Date(at).getTimezoneOffset() + ' ' + new Date(night.from).toISOString() + ' ' + new Date(night.until).toISOString());`;

test.each([
  ['UTC', '0'],
  ['America/New_York', '300'],
  ['Asia/Shanghai', '-480'],
])('quiet hours are those of Shanghai on a server in %s', (zone, offset) => {
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', ASK], { env: { TZ: zone }, encoding: 'utf8' });
  expect(said).toBe(`${offset} 2026-03-02T13:00:00.000Z 2026-03-03T00:00:00.000Z`);
});
