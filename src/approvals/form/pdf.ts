import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Instant } from '../../terms/instants.js';
import type { ApprovalForm } from '../domain/form.js';

/**
 * The form as a PDF of A4 pages, made without a browser; the same form at the same moment gives the same bytes. Drawn in a thread of
 * its own: two Chinese fonts take a third of a second, in which messages and callbacks must be answered.
 */
export function formPdf(form: ApprovalForm, now: Instant): Promise<Buffer> {
  const thread = new Worker(threadFile(), { workerData: { form, now }, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  return new Promise((resolve, reject) => {
    thread.once('message', (file: Uint8Array) => resolve(Buffer.from(file.buffer, file.byteOffset, file.byteLength)));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the form's thread ended with ${code} and without a file`)));
  });
}

const THREAD = 'pdf-thread.js';

/** Beside this file once compiled; tests run the sources and find it in dist/. */
function threadFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const compiled = join(here, THREAD);
  return existsSync(compiled) ? compiled : join(here, '..', '..', '..', 'dist', 'approvals', 'form', THREAD);
}
