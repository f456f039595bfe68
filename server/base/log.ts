import {createRequire} from 'node:module';
import type {Logger} from 'pino';

const levels = ['debug', 'info', 'warn', 'error'] as const;

export type Log = Pick<Logger, (typeof levels)[number]>;

/** JSON lines on standard output: ids, codes and route patterns only. Whoever logs a name or a key has made a mistake. */
export function openLog(level: string): Log {
  // Nobody waits for the library before the doors are open: the first line that is said loads it.
  let opened: Logger | null = null;
  const logger = () => {
    opened ??= openPino(level);
    return opened;
  };
  const said = levels.map((name) => [name, (...line: Parameters<Logger['info']>) => logger()[name](...line)]);
  return Object.fromEntries(said) as Log;
}

function openPino(level: string): Logger {
  const require = createRequire(import.meta.url);
  const {pino} = require('pino') as typeof import('pino');
  return pino({level, base: null, timestamp: pino.stdTimeFunctions.isoTime});
}
