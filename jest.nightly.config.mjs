import everyDay from './jest.config.mjs';

/** The long runs: same set-up as every day's tests, other files. */
export default { ...everyDay, testMatch: ['<rootDir>/test/**/*.nightly.ts'], maxWorkers: 2, testTimeout: 3_600_000 };
