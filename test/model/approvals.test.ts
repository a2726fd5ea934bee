import { LONGFOR, STANDARD } from './book.js';
import { playBoth } from './play.js';

/** The same 200 games each time, within a minute on a quiet machine; `approvals.nightly.ts` plays longer and never the same ones. */
test(
  'whatever people do in whatever order: no step with two decisions, no approval without every needed role, none above its band, nobody stuck, every tap answered',
  async () => {
    await playBoth('model', [LONGFOR, STANDARD], 100, 20260302);
  },
  240_000,
);
