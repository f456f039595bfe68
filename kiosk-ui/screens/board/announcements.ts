import type {BoardCall} from '../../../server/queue/schema.ts';

/**
 * Which calls a board still has to announce. Pure: the board keeps the memory in localStorage, and hands in every
 * picture of the server's last calls that it gets, in any order and as often as it likes. Each call comes out once.
 */
export interface Memory {
  /** The newest call that was announced, or that counts as such; null before the first picture. */
  last: Mark | null;
  /** Calls that wait for their turn, oldest first. Kept, because a reload in a rush would find them gone from the last 20. */
  pending: BoardCall[];
}

interface Mark {
  id: string;
  at: string;
}

export const nothingYet: Memory = {last: null, pending: []};
/** A board without memory announces only what was called just now. */
const firstSightMs = 15_000;
/** A board that comes back announces what it missed, up to this age: older calls have been answered or called again. */
const missedMostMs = 600_000;
const pendingMost = 100;

/** Takes in a picture of the last calls (any order) as of the server's time. */
export function remember(memory: Memory, calls: readonly BoardCall[], asOf: string): Memory {
  const now = Date.parse(asOf);
  const sorted = [...calls].sort((a, b) => compareIds(a.id, b.id));
  const newest = sorted[sorted.length - 1];
  const before = memory.last;
  const waiting = memory.pending.filter((call) => now - Date.parse(call.at) <= missedMostMs);
  // A board that saw an empty list has seen everything so far: whatever comes later is new, however late it is heard.
  if (newest === undefined) return {last: before ?? {id: '0', at: asOf}, pending: waiting};

  if (before === null) {
    const fresh = sorted.filter((call) => now - Date.parse(call.at) <= firstSightMs);
    const announced = sorted.filter((call) => !fresh.includes(call));
    const last = announced[announced.length - 1];
    // Without any older call the memory still must not stay empty: "before the first of the fresh ones".
    return {last: last === undefined ? {id: '0', at: asOf} : mark(last), pending: fresh.slice(-pendingMost)};
  }

  const known = newestKnown(memory.pending, before);
  const young = (call: BoardCall) => now - Date.parse(call.at) <= missedMostMs;
  // Ids only grow, unless the box was set up anew: then the newest id is smaller than one we know, but called later.
  if (compareIds(newest.id, known.id) < 0 && Date.parse(newest.at) > Date.parse(known.at) + 1_000) {
    const fresh = sorted.filter((call) => Date.parse(call.at) > Date.parse(known.at) && young(call));
    return {last: {id: '0', at: known.at}, pending: fresh.slice(-pendingMost)};
  }

  const missed = sorted.filter((call) => compareIds(call.id, known.id) > 0 && young(call));
  const pending = [...waiting, ...missed].slice(-pendingMost);
  // What is newer than known, but too old to announce, counts as announced: nothing of it may come up later.
  const last = pending.length === 0 && compareIds(newest.id, before.id) > 0 ? mark(newest) : before;
  return {last, pending};
}

/** Takes the next call to announce; from here on it counts as announced. */
export function takeNext(memory: Memory): {memory: Memory; call: BoardCall | null} {
  const [call, ...pending] = memory.pending;
  if (call === undefined) return {memory, call: null};
  return {memory: {last: mark(call), pending}, call};
}

/** Ids are row numbers as text: the longer is the greater, among equals the letters decide. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function newestKnown(pending: readonly BoardCall[], last: Mark): Mark {
  const newest = pending[pending.length - 1];
  return newest !== undefined && compareIds(newest.id, last.id) > 0 ? newest : last;
}

const mark = ({id, at}: BoardCall): Mark => ({id, at});
