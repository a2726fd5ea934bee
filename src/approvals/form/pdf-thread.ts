import { parentPort, workerData } from 'node:worker_threads';
import type { Instant } from '../../terms/instants.js';
import type { ApprovalForm } from '../domain/form.js';
import { drawPdf } from './draw.js';

/** Entry of the thread that formPdf starts: a form in, the file out. */
const { form, now } = workerData as { readonly form: ApprovalForm; readonly now: Instant };
parentPort?.postMessage(await drawPdf(form, now));
