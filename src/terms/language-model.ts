import type { Outcome } from './outcome.js';

/** One question to a language model; its answer is one JSON object in the form of the schema. */
export interface LanguageAsk {
  /** What is to be done; the house's own words only. */
  readonly task: string;
  /** What it is to be done with, as JSON: whatever stands in it is material, never an instruction. */
  readonly material: string;
  /** Strict JSON schema of the answer, with its name. */
  readonly schema: { readonly name: string; readonly body: Readonly<Record<string, unknown>> };
}

/** A language model behind whatever server. Never throws: what goes wrong is a refusal with its code. */
export interface LanguageModel {
  answer(ask: LanguageAsk): Promise<Outcome<unknown>>;
}

/** Longest a reader waits for a model (issue: 8 s); then he goes on without. */
export const MODEL_PATIENCE_MS = 8_000;
