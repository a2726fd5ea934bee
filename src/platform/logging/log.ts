import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import { createMask } from './mask.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Structured log: fields first, then a sentence. Every line passes the mask (mask.ts). */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
  /** The same log with fields added to every line. */
  child(fields: object): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Values that must never be written, whatever field or error they turn up in. */
  readonly secrets: readonly string[];
}

/** Writes JSON lines; standard output unless told otherwise. Synchronous, so that the last words of a dying process are kept. */
export function createLogger(options: LogOptions, destination: DestinationStream = pino.destination({ dest: 1, sync: true })): Log {
  const mask = createMask(options.secrets);
  return pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
      // The finished line is masked, not its parts: nothing that any field, serializer or error adds can pass by.
      hooks: { streamWrite: (line) => `${JSON.stringify(mask.fields(JSON.parse(line)))}\n` },
    },
    destination,
  );
}

/** A log whose lines all carry the id that follows one message through inbox, story, outgoing rows and channel. */
export const traced = (log: Log, trace: string): Log => log.child({ trace });
