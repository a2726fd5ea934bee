export default class RuleTagsReporter {
  constructor(globalConfig: { readonly rootDir: string });
  onTestFileResult(test: { readonly path: string }, result: { readonly testResults: readonly object[]; readonly testExecError?: object | undefined }): void;
  onRunComplete(): void;
}
