import {pino} from 'pino';

export type Log = ReturnType<typeof openLog>;

/** JSON lines on standard output: ids, codes and route patterns only. Whoever logs a name or a key has made a mistake. */
export function openLog(level: string) {
  return pino({level, base: null, timestamp: pino.stdTimeFunctions.isoTime});
}
