import { LONGFOR, STANDARD } from './book.js';
import { playBoth } from './play.js';

/** Other games every night; `MODEL_SEED` and `MODEL_PATH` repeat one. */
test('the rules of approvals hold in every one of two thousand games', async () => {
  const seed = Math.floor(Math.random() * 0x7fffffff) + 1;
  process.stdout.write(`approvals model: MODEL_SEED=${seed}\n`);
  await playBoth('model_nightly', [LONGFOR, STANDARD], 1000, seed);
});
