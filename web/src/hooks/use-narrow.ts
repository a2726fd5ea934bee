import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 768px)');

/** True where the three panes do not fit beside each other. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
}
