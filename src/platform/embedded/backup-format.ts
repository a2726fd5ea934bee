/** First entry of a backup file; tells what the rest is. */
export const MANIFEST = 'kesu-backup.json';
/** Last entry: a file without it was cut short. */
export const COMPLETE = 'complete';
export const STORE = 'postgres';
export const KEYS = 'keys';
export const FORMAT = 1;

export interface Manifest {
  readonly format: number;
  /** Major version of PostgreSQL whose files these are. */
  readonly postgres: string;
  /** Files of another processor or system cannot be started. */
  readonly platform: string;
}

export const thisPlatform = (): string => `${process.platform}-${process.arch}`;

export function readManifest(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text);
    const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
    const { format, postgres, platform } = fields;
    return typeof format === 'number' && typeof postgres === 'string' && typeof platform === 'string' ? { format, postgres, platform } : null;
  } catch {
    return null;
  }
}
