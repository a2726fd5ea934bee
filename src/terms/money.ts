/** An amount of money in integer fen (1 yuan = 100 fen); never a float of yuan. */
export type Fen = number;

/** What no sum reaches, in yuan: fen of it are still exact numbers, and the database's too. */
export const OUT_OF_REACH = 1e13;

const YUAN = /^(\d{1,13})(?:\.(\d{1,2}))?$/;

/**
 * Reads a decimal string in yuan ("8000", "8000.5", "8000.00") as fen.
 * Returns null for anything else: signs, commas, exponents and more than two decimals are refused (contracts.md §2).
 */
export function parseYuan(text: string): Fen | null {
  const match = YUAN.exec(text);
  if (!match) return null;
  const fraction = (match[2] ?? '').padEnd(2, '0');
  return Number(match[1]) * 100 + Number(fraction);
}

/** Writes fen as a decimal string in yuan with two decimals, for machines: 800000 → "8000.00". */
export function formatYuan(fen: Fen): string {
  return `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** Writes fen for people: 800000 → "¥8,000.00". */
export function showYuan(fen: Fen): string {
  const whole = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `¥${whole}.${String(fen % 100).padStart(2, '0')}`;
}
