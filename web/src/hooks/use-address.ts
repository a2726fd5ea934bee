import { useSyncExternalStore } from 'react';

/** The part of the address behind #: which page is open. */
export function useAddress(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash.slice(1),
  );
}
