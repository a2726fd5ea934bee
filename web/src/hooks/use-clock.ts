import { useCallback, useRef, useState } from 'react';
import { parseInstant } from '../../../src/terms/instants.js';
import type { Instant } from '../../../src/terms/instants.js';
import type { BusinessClock, ClockMove } from '../api.js';
import { elapsedMillis } from '../platform.js';
import { usePolling } from './use-polling.js';
import { useService } from './use-service.js';

const EVERY = 3_000;
const SECOND = 1_000;

export interface ShownClock {
  /** Business time at this very moment; null until it has been read. */
  readonly now: () => Instant | null;
  readonly frozen: boolean;
  readonly move: (move: ClockMove) => Promise<void>;
}

interface Reading {
  readonly at: Instant;
  readonly frozen: boolean;
  /** `elapsedMillis` when it was read. */
  readonly readAt: number;
}

/**
 * The business clock, running on between two readings unless it is frozen.
 * @param onBackwards called when it jumps back: it never does, so somebody has started the demonstration again.
 */
export function useClock(onBackwards: () => void): ShownClock {
  const service = useService();
  const [reading, setReading] = useState<Reading | null>(null);
  const latest = useRef<Instant | null>(null);

  const take = useCallback(
    (clock: BusinessClock): void => {
      const at = parseInstant(clock.now);
      if (at === null) return;
      // Two readings may overtake each other by a little; a restart goes back by more.
      if (latest.current !== null && at < latest.current - 5 * SECOND) onBackwards();
      latest.current = at;
      const readAt = elapsedMillis();
      setReading((before) =>
        before?.at === at && before.frozen && clock.frozen ? before : { at, frozen: clock.frozen, readAt },
      );
    },
    [onBackwards],
  );
  // A reading begun before a move and answered after it would look like a jump back.
  const moves = useRef(0);
  usePolling(
    async () => {
      const before = moves.current;
      const clock = await service.clock();
      if (moves.current === before) take(clock);
    },
    EVERY,
    'clock',
  );

  const move = useCallback(
    async (wanted: ClockMove): Promise<void> => {
      moves.current += 1;
      try {
        take(await service.moveClock(wanted));
      } finally {
        moves.current += 1;
      }
    },
    [service, take],
  );

  const now = useCallback((): Instant | null => {
    if (reading === null) return null;
    return reading.frozen ? reading.at : reading.at + Math.round(elapsedMillis() - reading.readAt);
  }, [reading]);
  return { now, frozen: reading?.frozen ?? true, move };
}
