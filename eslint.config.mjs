import tseslint from 'typescript-eslint';

/**
 * One authority for what a single file may say; what a file may import is .dependency-cruiser.cjs.
 * No exemptions inside files: `noInlineConfig` makes every eslint-disable comment an error (lint runs with --max-warnings 0).
 */

const TIME_AND_CHANCE = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Time is an argument: take `now: Instant` (terms/instants.ts); only src/platform/time reads a clock.',
  },
  {
    selector: 'CallExpression[callee.name="Date"]',
    message: 'Time is an argument: take `now: Instant` (terms/instants.ts); only src/platform/time reads a clock.',
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Time is an argument: take `now: Instant` (terms/instants.ts); only src/platform/time reads a clock.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Chance is an argument: take a generator from src/platform/ids.',
  },
  {
    selector: ':matches(Literal[value=/\\b(now\\(\\)|(current|clock|statement|transaction|local)_timestamp)/i], TemplateElement[value.raw=/\\b(now\\(\\)|(current|clock|statement|transaction|local)_timestamp)/i])',
    message: 'SQL takes the time as a parameter, so that code and database share one clock (design: two clocks).',
  },
];

const ENVIRONMENT = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Read the checked configuration (src/platform/configuration) instead of process.env.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]',
    message: 'Read the checked configuration (src/platform/configuration) instead of process.env.',
  },
];

const restricted = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules.flat()] });

const STRICT = {
  'eqeqeq': 'error',
  'no-var': 'error',
  'no-console': 'error',
  'no-constant-binary-expression': 'error',
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'no-param-reassign': 'error',
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false }],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
  // Parameters that a framework's signature demands, and a field left out of a copy on purpose.
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  // `[...text]` walks whole characters, which is what texts with emoji need; promises, maps and functions stay refused.
  '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
  // A number in a text is what numbers are for; everything else must be put into words on purpose.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // Nest's modules and schemas are classes with nothing but a decorator.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
};

/**
 * Strict rules that fight taste and find no faults here. `no-unnecessary-condition` is among them because its narrowing
 * sees neither what a callback changes, nor the groups a pattern leaves undefined, nor what a foreign JSON leaves out.
 */
const TASTE = {
  '@typescript-eslint/no-confusing-void-expression': 'off',
  '@typescript-eslint/no-meaningless-void-operator': 'off',
  '@typescript-eslint/no-unnecessary-condition': 'off',
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/prefer-promise-reject-errors': 'off',
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/unified-signatures': 'off',
};

const typed = (folder) => ({ parserOptions: { projectService: true, tsconfigRootDir: folder } });

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.build/', '.data/', 'coverage/', 'test-results/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: typed(import.meta.dirname),
    rules: { ...STRICT, ...TASTE },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'max-lines': ['error', 350], ...restricted(TIME_AND_CHANCE, ENVIRONMENT) },
  },
  { files: ['src/platform/**/*.ts'], rules: restricted(ENVIRONMENT) },
  { files: ['src/platform/configuration/**/*.ts', 'src/cli/**/*.ts', 'src/main.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/main.ts'], rules: restricted(TIME_AND_CHANCE) },
  {
    files: ['src/**/*.spec.ts', 'web/src/**/*.spec.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // `expect(door.send)` names a method on purpose.
      '@typescript-eslint/unbound-method': 'off',
      // Jest's `expect.any(…)` and `expect.objectContaining(…)` are `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/require-array-sort-compare': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'web/dev/**/*.mjs', 'test/**/*.mjs', '*.mjs'],
    rules: { 'eqeqeq': 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-unused-vars': 'error', 'object-shorthand': 'error' },
  },
);
