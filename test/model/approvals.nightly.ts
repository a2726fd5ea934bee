import { LONGFOR, STANDARD } from './book.js';
import { playBooks } from './play.js';

/** Other games every night; each book says its seed as it begins, and `MODEL_SEED` and `MODEL_PATH` repeat one (approvals-*.test.ts plays one book). */
test('the rules of approvals hold in every one of two thousand games', async () => {
  const seed = Math.floor(Math.random() * 0x7fffffff) + 1;
  await playBooks('model_nightly', [LONGFOR, STANDARD], 1000, seed);
});
