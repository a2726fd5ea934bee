/** A small seeded generator (mulberry32), so that a run that failed can be run again. Gives numbers in [0, 1). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `CRASH_SEED` repeats a run; without it every run is another one. */
export function seedOfRun(): number {
  const given = Number(process.env['CRASH_SEED']);
  return Number.isSafeInteger(given) && given > 0 ? given : Math.floor(Math.random() * 1_000_000_000) + 1;
}
