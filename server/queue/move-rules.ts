import type {Lane, TokenState} from './schema.ts';

/** The deeds that move a token, and the states each may leave. */
export const leaves = {
  call: ['waiting'],
  start: ['called'],
  complete: ['called', 'serving'],
  'no-show': ['called'],
  restore: ['no-show'],
  hold: ['waiting', 'called', 'serving'],
  return: ['held'],
  cancel: ['waiting', 'called', 'held', 'no-show'],
  transfer: ['waiting', 'called', 'serving', 'held', 'no-show'],
  lane: ['waiting', 'called', 'serving', 'held', 'no-show'],
  aside: ['waiting', 'called'],
  expire: ['waiting', 'called', 'serving', 'held', 'no-show'],
} as const satisfies Record<string, readonly TokenState[]>;

export type MoveKind = keyof typeof leaves;

export function mayLeave(kind: MoveKind, state: TokenState): boolean {
  return (leaves[kind] as readonly TokenState[]).includes(state);
}

/** States in which a token still counts for its holder and for the line. */
export const activeStates = [
  'waiting',
  'called',
  'serving',
  'held',
  'no-show',
] as const satisfies readonly TokenState[];

export function isActive(state: TokenState): boolean {
  return (activeStates as readonly TokenState[]).includes(state);
}

/** What a move changes and an undo puts back exactly. */
export interface Standing {
  state: TokenState;
  withdrawn: number;
  lane: Lane;
  laneSeq: number;
  dueAtCall: number | null;
  asideUntil: number | null;
  servicePointId: number | null;
  calledAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  hereAt: number | null;
  hereCount: number;
  lateCount: number;
  reasonSeq: number | null;
  nextTokenId: number | null;
}

export const standingKeys = [
  'state',
  'withdrawn',
  'lane',
  'laneSeq',
  'dueAtCall',
  'asideUntil',
  'servicePointId',
  'calledAt',
  'startedAt',
  'endedAt',
  'hereAt',
  'hereCount',
  'lateCount',
  'reasonSeq',
  'nextTokenId',
] as const satisfies readonly (keyof Standing)[];

export function standingOf(token: Standing): Standing {
  return Object.fromEntries(standingKeys.map((key) => [key, token[key]])) as unknown as Standing;
}

export function sameStanding(a: Standing, b: Standing): boolean {
  return standingKeys.every((key) => a[key] === b[key]);
}

/** Back from a test: the number and an emergency's rank stay; everybody else comes back in the lane for returners. */
export function laneAfterReturn(
  token: Pick<Standing, 'lane' | 'laneSeq'>,
  seq: number,
): Pick<Standing, 'lane' | 'laneSeq'> {
  return token.lane === 'emergency' ? {lane: 'emergency', laneSeq: token.laneSeq} : {lane: 'returning', laneSeq: seq};
}

/** Into another lane: at its end; but a walk-in stands by the first arrival, so that a mistaken lane costs nobody their place. */
export function laneSeqAfterChange(to: Lane, token: {arrivedSeq: number}, seq: number): number {
  return to === 'walk-in' ? token.arrivedSeq : seq;
}

/** The lane that a person keeps when they go on to another queue. */
export function laneAfterTransfer(lane: Lane): Lane {
  return lane === 'emergency' || lane === 'priority' ? lane : 'walk-in';
}

/** The shown number: prefix and serial, at least three digits. */
export function numberOf(prefix: string, serial: number): string {
  return `${prefix}-${String(serial).padStart(3, '0')}`;
}
