import { useEffect, useRef } from 'react';

const SLOWEST = 10_000;
/** A page nobody looks at asks this seldom. */
const HIDDEN_PAUSE = 10_000;

/**
 * Runs `read` now and then again `everyMillis` after each run has ended; slower while the tab is hidden
 * and, doubling up to 10 s, while it fails. A change of `subject` starts over at once.
 */
export function usePolling(read: () => Promise<void>, everyMillis: number, subject: string): void {
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });

  useEffect(() => {
    let stopped = false;
    let running = false;
    let failures = 0;
    let timer = 0;

    const pause = (): number => {
      const backedOff = failures === 0 ? everyMillis : Math.min(Math.max(everyMillis, 500) * 2 ** failures, SLOWEST);
      return document.hidden ? Math.max(backedOff, HIDDEN_PAUSE) : backedOff;
    };
    const run = async (): Promise<void> => {
      window.clearTimeout(timer);
      if (running || stopped) return;
      running = true;
      try {
        await latest.current();
        failures = 0;
      } catch {
        failures = Math.min(failures + 1, 6);
      }
      running = false;
      if (!stopped) timer = window.setTimeout(() => void run(), pause());
    };
    const onVisible = (): void => {
      if (!document.hidden) void run();
    };

    void run();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopped = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [everyMillis, subject]);
}
