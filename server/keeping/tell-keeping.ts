import {isoAt} from '../base/day.ts';
import type {KeepingState} from './schema.ts';
import type {Keeping} from './watch-keeping.ts';

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** What `watchKeeping` knows, with times as the hospital writes them. */
export function keepingView(keeping: Keeping, timeZone: string): KeepingState {
  const {running, folder, everyMinutes, copies, last, failure, second, check, checkFailure, drill} = keeping.view();
  const iso = (ms: number) => isoAt(ms, timeZone);
  const failed = (one: typeof failure) => (one ? {...one, at: iso(one.at)} : null);
  const newest = keeping.lastAt();
  return {
    lastAt: newest === null ? null : iso(newest),
    running,
    folder,
    everyMinutes,
    copies: copies.length,
    last: last && {at: iso(last.at), file: last.file, bytes: last.bytes, seconds: seconds(last.ms)},
    failure: failed(failure),
    second: {
      folder: second.folder,
      state: second.state,
      last: second.last && {at: iso(second.last.at), file: second.last.file, bytes: second.last.bytes},
      failure: failed(second.failure),
      locked: second.locked,
    },
    check: check && {at: iso(check.at), state: check.state, seconds: seconds(check.ms), lines: check.lines},
    checkFailure: failed(checkFailure),
    drill: drill && {
      at: iso(drill.at),
      good: drill.good,
      minutes: Math.round(drill.ms / 6000) / 10,
      differed: drill.differed,
    },
  };
}
