/** Jest runs the ESM sources through SWC; test databases come from test/harness. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/web/src/**/*.spec.ts', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/harness/global-setup.mjs',
  globalTeardown: '<rootDir>/test/harness/global-teardown.mjs',
  reporters: ['default', '<rootDir>/test/harness/rule-tags-reporter.mjs'],
  // Jest's own choice on two cores is one worker; the tests wait for the service more than they compute (470 s with one, 248 s with two).
  maxWorkers: 2,
  // Every file leaves some of its modules behind (VM modules are never let go); past this a worker spends its time collecting garbage.
  workerIdleMemoryLimit: '1200MB',
  // Ends what waits for ever; a machine at a third of its speed must not be taken for that.
  testTimeout: 150_000,
};
