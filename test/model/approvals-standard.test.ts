import { STANDARD } from './book.js';
import { playBook } from './play.js';

/** The same 100 games each time, so that no build fails by chance; `approvals.nightly.ts` plays longer and never the same ones. */
test(
  'whatever people do in whatever order: no step with two decisions, no approval without every needed role, none above its band, nobody stuck, every tap answered',
  async () => {
    await playBook('model', STANDARD, 100, 20260303);
  },
  240_000,
);
