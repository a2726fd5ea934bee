/**
 * Who may import whom: the table of src/README.md. Every rule is proved by a planted violation in
 * test/architecture/boundaries.test.ts, which also refuses a rule whose `from` matches no file. No exemptions elsewhere.
 */

const SLICE = '(intake|cases|policy|approvals|clocks|follow-ups|messages|ledger|directory)';

/** What a slice or a story may ask of the machine: time, ids, logs, numbers, uploads, work loops, the opaque transaction. */
const PORTS = ['^src/platform/(time|ids|logging|metrics|uploads|worker)/', '^src/platform/database/transaction\\.ts$'];

/** Specs beside the code, and the data only they use. */
const TESTS = '\\.(spec|spec-data|sample)\\.ts$';

const SQL_LIBRARIES = 'node_modules/(typeorm|pg|pg-[^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'terms-import-nothing',
      comment: 'terms/ is the vocabulary everybody shares: pure TypeScript. Move what needs more to the slice that needs it.',
      severity: 'error',
      from: { path: '^src/terms/', pathNot: TESTS },
      to: { pathNot: '^src/terms/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ decides and computes: it knows terms/ and its own domain/ only (and chinese-days). Let the slice or flow/ pass in what it needs as an argument.',
      severity: 'error',
      from: { path: `^src/${SLICE}/domain/`, pathNot: TESTS },
      to: { pathNot: ['^src/terms/', '^src/$1/domain/', 'node_modules/chinese-days/'] },
    },
    {
      name: 'slices-never-meet',
      comment: 'A slice does not know another one. Where two must meet, flow/ calls both; what they share is a term in terms/.',
      severity: 'error',
      from: { path: `^src/${SLICE}/`, pathNot: TESTS },
      to: { path: `^src/${SLICE}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'slice-services-reach',
      comment:
        'A slice knows itself, terms/ and the ports of platform/ (time, ids, logging, metrics, uploads, worker, database/transaction). It is called by flow/ and calls nothing above it.',
      severity: 'error',
      from: { path: `^src/${SLICE}/`, pathNot: [TESTS, '^src/[^/]+/(domain|persistence)/', '^src/messages/'] },
      to: { path: '^src/', pathNot: [`^src/${SLICE}/`, '^src/terms/', ...PORTS, '^src/platform/database/open\\.ts$'] },
    },
    {
      name: 'messages-delivery-reach',
      comment: 'messages/ sends through channels/port and sms/port; which adapter stands behind them is told by the assembly (src/app.*.ts).',
      severity: 'error',
      from: { path: '^src/messages/', pathNot: [TESTS, '^src/[^/]+/(domain|persistence)/'] },
      to: {
        path: '^src/',
        pathNot: [`^src/${SLICE}/`, '^src/terms/', ...PORTS, '^src/platform/database/open\\.ts$', '^src/(channels|sms)/port/'],
      },
    },
    {
      name: 'persistence-reach',
      comment: "persistence/ turns rows into the slice's own values: it knows its slice, terms/, platform/database and the SQL libraries.",
      severity: 'error',
      from: { path: `^src/${SLICE}/persistence/`, pathNot: TESTS },
      to: { path: '^src/', pathNot: [`^src/${SLICE}/`, '^src/terms/', '^src/platform/database/'] },
    },
    {
      name: 'only-persistence-speaks-sql',
      comment: 'TypeORM and pg stay in persistence/ and platform/. Put the query into the persistence/ of the slice that owns the table.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [TESTS, `^src/${SLICE}/(persistence|domain)/`, '^src/platform/'] },
      to: { path: SQL_LIBRARIES },
    },
    {
      name: 'only-persistence-opens-transactions',
      comment: 'A transaction is opaque to everybody but persistence/ and platform/: pass `tx` on to a function of the slice instead of opening it.',
      severity: 'error',
      from: { path: '^src/', pathNot: [TESTS, `^src/${SLICE}/(persistence|domain)/`, '^src/platform/'] },
      to: { path: '^src/platform/database/open\\.ts$' },
    },
    {
      name: 'flow-uses-front-doors',
      comment: "flow/ calls a slice through its index.ts. Export what the story needs there, in the slice's own words.",
      severity: 'error',
      from: { path: '^src/flow/', pathNot: TESTS },
      to: { path: `^src/${SLICE}/`, pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'flow-reach',
      comment: 'flow/ knows the slices, terms/, the ports of platform/ and channels/port. The web, the commands and the adapters know flow/, not the reverse.',
      severity: 'error',
      from: { path: '^src/flow/', pathNot: TESTS },
      to: {
        path: '^src/',
        pathNot: ['^src/flow/', `^src/${SLICE}/`, '^src/terms/', ...PORTS, '^src/platform/database/open\\.ts$', '^src/channels/port/'],
      },
    },
    {
      name: 'ports-know-terms-only',
      comment: 'A port says in our own words what every adapter must do; it knows no adapter, no platform and no library but Node’s own HTTP client.',
      severity: 'error',
      from: { path: '^src/(channels|sms)/port/', pathNot: TESTS },
      to: { pathNot: ['^src/terms/', '^src/$1/port/', '^https?$'] },
    },
    {
      name: 'adapters-know-their-port',
      comment:
        'An adapter knows its own port, terms/, configuration, time and logging, and its vendor. What it must keep it asks of a store port that the assembly fills.',
      severity: 'error',
      from: { path: '^src/(channels|sms)/(?!port/)([^/]+)/', pathNot: TESTS },
      to: { path: '^src/', pathNot: ['^src/$1/(port|$2)/', '^src/terms/', '^src/platform/(configuration|time|logging)/', '^src/platform/database/open\\.ts$'] },
    },
    {
      name: 'sms-door-reach',
      comment: 'The front doors of sms/ and channels/ put the configured providers and platforms together: adapters, port, terms/, configuration and time. What they are given to do with them is not their business.',
      severity: 'error',
      from: { path: '^src/(sms|channels)/[^/]+\\.ts$', pathNot: TESTS },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/terms/', '^src/platform/(configuration|time|logging)/'] },
    },
    {
      name: 'language-reach',
      comment: 'language/ puts questions to a model behind the port in terms/ and knows its vendor, configuration, time and logging. What is asked, and what is made of the answer, is for intake/ to say.',
      severity: 'error',
      from: { path: '^src/language/', pathNot: TESTS },
      to: { path: '^src/', pathNot: ['^src/language/', '^src/terms/', '^src/platform/(configuration|time|logging)/'] },
    },
    {
      name: 'console-reach',
      comment: "console/ asks flow/ and the slices' index.ts; it decides nothing itself and knows no adapter and no other door.",
      severity: 'error',
      from: { path: '^src/console/', pathNot: TESTS },
      to: {
        path: '^src/',
        pathNot: ['^src/console/', '^src/flow/', '^src/[^/]+/index\\.ts$', '^src/terms/', '^src/platform/'],
      },
    },
    {
      name: 'cli-reach',
      comment:
        "A command asks flow/ and the slices' index.ts. Only `understand` goes past the index of intake/, straight to the reading of texts: it must start without the database libraries.",
      severity: 'error',
      from: { path: '^src/cli/', pathNot: [TESTS, '^src/cli/understand-command\\.ts$'] },
      to: { path: '^src/', pathNot: ['^src/cli/', '^src/flow/', '^src/[^/]+/index\\.ts$', '^src/terms/', '^src/platform/'] },
    },
    {
      name: 'cli-understand-reach',
      comment: '`understand` reads texts and nothing else: terms/ and the reading of texts in intake/domain, by rules and with a model.',
      severity: 'error',
      from: { path: '^src/cli/understand-command\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/cli/', '^src/terms/', '^src/intake/domain/(understanding/(understand|written|rule-readers)|language/with-model)\\.ts$'] },
    },
    {
      name: 'platform-stands-alone',
      comment: 'platform/ serves every room and knows none: terms/ and libraries only. Turn the need around: take a function or a port.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: [TESTS, '^src/platform/simulator-store\\.ts$'] },
      to: { path: '^src/', pathNot: ['^src/platform/', '^src/terms/'] },
    },
    {
      name: 'simulator-store-knows-shapes-only',
      comment: 'The store of the local channel may take the types of the store ports it fills (`import type`), nothing else from outside platform/.',
      severity: 'error',
      from: { path: '^src/platform/simulator-store\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/platform/', '^src/terms/', '^src/(channels|sms)/simulator/store\\.ts$'] },
    },
    {
      name: 'simulator-store-imports-types-only',
      comment: 'Write `import type`: at run time platform/ loads no room.',
      severity: 'error',
      from: { path: '^src/platform/simulator-store\\.ts$' },
      to: { path: '^src/(channels|sms)/simulator/store\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What src/ and web/ need must live there; test/ and bench/ may look at everything, and nothing looks at them.',
      severity: 'error',
      from: { path: '^(src|web)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-test-data-in-the-product',
      comment: 'Specs and the data beside them (*.sample.ts, *.spec-data.ts) are for tests; the build leaves them out.',
      severity: 'error',
      from: { path: '^(src|web)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'web-shares-words-only',
      comment: 'The page speaks to the service over HTTP (src/console); of its code it shares the vocabulary in src/terms only.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: '^src/terms/' },
    },
    {
      name: 'service-knows-no-page',
      comment: 'The service serves the built page as files; no file of src/ needs its sources.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^web/' },
    },
    {
      name: 'service-runs-without-dev-packages',
      comment: 'A production install has no devDependencies: move the package to "dependencies", or take only its types.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one thought in two places: move the shared part to a third file below both.',
      severity: 'error',
      from: { path: '^(src|web|test|bench)/' },
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'The file or package is not there: a misspelt path, or a package missing from package.json.',
      severity: 'error',
      from: { path: '^(src|web|test|bench)/' },
      // dist/ is made by the build, which the tests' set-up runs first.
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)*dist/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types count too: knowing a shape is knowing a room.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['main', 'types', 'typings'],
    },
  },
};
