import type {StaffTokenView} from '../../../server/queue/schema.ts';

/** What staff can do with one token; `call` on somebody already called announces again (`again`). */
export const deeds = [
  'call',
  'again',
  'start',
  'complete',
  'no-show',
  'hold',
  'return',
  'restore',
  'transfer',
  'priority',
  'emergency',
  'walk-in',
  'cancel',
  'slip',
  'person',
  'timeline',
  'undo',
] as const;
export type Deed = (typeof deeds)[number];

/** One key per deed, the same for the doctor. R means what fits the state, so that a hand learns few keys. */
export const keyOfDeed: Record<Deed, string> = {
  call: 'c',
  again: 'a',
  start: 's',
  complete: 'd',
  'no-show': 'x',
  hold: 'h',
  return: 'r',
  restore: 'r',
  transfer: 't',
  priority: 'p',
  emergency: 'e',
  'walk-in': 'w',
  cancel: 'Delete',
  slip: 'k',
  person: 'v',
  timeline: 'i',
  undo: 'u',
};

/** The key as it is printed on keyboards. */
export const printedKey = (deed: Deed) => (keyOfDeed[deed] === 'Delete' ? 'Del' : keyOfDeed[deed].toUpperCase());

const always: Deed[] = ['slip', 'person', 'timeline'];
const needsCalling: ReadonlySet<Deed> = new Set(['call', 'again', 'start', 'complete', 'no-show', 'hold']);

const byState: Record<StaffTokenView['state'], Deed[]> = {
  waiting: ['call', 'hold', 'transfer', 'priority', 'emergency', 'walk-in', 'cancel'],
  called: ['again', 'start', 'complete', 'no-show', 'hold', 'transfer', 'cancel'],
  serving: ['complete', 'hold', 'transfer'],
  held: ['return', 'transfer', 'cancel'],
  'no-show': ['restore', 'cancel'],
  done: [],
  cancelled: [],
  transferred: [],
  expired: [],
};

/**
 * The deeds that make sense for a token now. The server decides; this only keeps buttons away that it would refuse.
 * `mayCall`: the signed-in person serves this queue.
 */
export function deedsFor(
  token: Pick<StaffTokenView, 'state' | 'activeLane' | 'lane' | 'undoUntil' | 'withdrawn'>,
  mayCall: boolean,
  nowMs: number,
): Deed[] {
  const list = byState[token.state].filter(
    (deed) =>
      (mayCall || !needsCalling.has(deed)) &&
      !(deed === 'priority' && (token.lane === 'priority' || token.lane === 'emergency')) &&
      !(deed === 'emergency' && token.lane === 'emergency') &&
      !(deed === 'walk-in' && token.lane !== 'priority' && token.lane !== 'emergency'),
  );
  if (!token.withdrawn) list.push(...always);
  if (token.undoUntil !== null && Date.parse(token.undoUntil) > nowMs) list.push('undo');
  return list;
}

export function isOver(state: StaffTokenView['state']): boolean {
  return state === 'done' || state === 'cancelled' || state === 'transferred' || state === 'expired';
}
