/**
 * The browser's own clock and randomness, kept in one place as on the server (src/platform/):
 * everything else on the page works in business time, which the service tells.
 */

/** Milliseconds that only ever go forward; for measuring how long ago something was read. */
export function elapsedMillis(): number {
  return performance.now();
}

/** A fresh id, so that a message sent twice by a shaky connection is taken once. */
export function freshId(): string {
  // randomUUID is missing where the page is opened by http on a network address.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Remembers a small value for this browser tab; a browser that forbids it only forgets. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    return;
  }
}

export function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
