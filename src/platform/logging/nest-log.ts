import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own lines go to the service's log; its start-up chatter only in debug. */
export function nestLog(log: Log): LoggerService {
  const say = (write: (fields: object, message: string) => void) => (message: unknown, ...rest: unknown[]) => {
    write({ nest: rest }, String(message));
  };
  return {
    log: say((fields, message) => {
      log.debug(fields, message);
    }),
    debug: say((fields, message) => {
      log.debug(fields, message);
    }),
    warn: say((fields, message) => {
      log.warn(fields, message);
    }),
    error: say((fields, message) => {
      log.error(fields, message);
    }),
  };
}
