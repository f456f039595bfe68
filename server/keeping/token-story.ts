import {isActive, leaves, type MoveKind, type Standing, standingKeys} from '../queue/move-rules.ts';
import type {TokenState} from '../queue/schema.ts';
import {dataOf} from './check-journal.ts';
import {damage} from './fault.ts';

export interface TokenRow extends Standing {
  id: number;
  queueId: number;
  day: string;
  serial: number;
  visitId: number;
  source: string;
  arrivedSeq: number;
  slotAt: number | null;
  issuedAt: number;
  fromTokenId: number | null;
  carryPlace: number | null;
}

export interface TokenEntry {
  tokenId: number;
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  actorId: number | null;
  queueId: number | null;
  visitId: number | null;
  data: string | null;
}

export interface TokenMove {
  tokenId: number;
  id: number;
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  actorId: number | null;
  servicePointId: number | null;
  before: string;
  after: string;
  callId: number | null;
  undone: number;
}

export interface TokenCall {
  tokenId: number;
  id: number;
  queueId: number;
  day: string;
  servicePointId: number;
  at: number;
  again: number;
  wheel: string | null;
  undone: number;
}

export interface TokenConsultation {
  tokenId: number;
  visitId: number;
  queueId: number;
  doctorId: number | null;
  startedAt: number;
  endedAt: number | null;
  durationMs: number | null;
  occupiedMs: number | null;
}

/** Everything that is written down about one token. */
export interface TokenFile {
  token: TokenRow;
  entries: TokenEntry[];
  moves: TokenMove[];
  calls: TokenCall[];
  consultation: TokenConsultation | null;
}

/** What others must know of it. */
export interface TokenStory {
  /** The tokens that follow it, by transfer or into the next day. */
  next: number[];
}

/** The move that each fact tells of, and the state it leads to; null: the state stays. */
const moveOf: Record<string, {kind: MoveKind; to: TokenState | null}> = {
  'token.called': {kind: 'call', to: 'called'},
  'token.started': {kind: 'start', to: 'serving'},
  'token.completed': {kind: 'complete', to: 'done'},
  'token.missed': {kind: 'no-show', to: 'no-show'},
  'token.restored': {kind: 'restore', to: 'waiting'},
  'token.held': {kind: 'hold', to: 'held'},
  'token.returned': {kind: 'return', to: 'waiting'},
  'token.cancelled': {kind: 'cancel', to: 'cancelled'},
  'token.transferred': {kind: 'transfer', to: 'transferred'},
  'token.lane-changed': {kind: 'lane', to: null},
  'token.stepped-aside': {kind: 'aside', to: 'waiting'},
  'token.expired': {kind: 'expire', to: 'expired'},
};

/**
 * Tells a token's life again from its first fact to its last and holds every row about it against that. What it says about
 * today must be what the row says.
 */
export function tellStory(file: TokenFile): TokenStory {
  const {token} = file;
  const wrong = (detail: string): never => damage('token.story', {...whereOf(token), detail});
  const [first, ...rest] = file.entries;
  /** By how much the clock was put right during its consultation. */
  let leaptMs = 0;
  if (first?.kind !== 'token.issued') return damage('token.alien', whereOf(token));
  const issue = dataOf(first) as {
    day: string;
    serial: number;
    lane: Standing['lane'];
    source: string;
    from: number | null;
    slot?: number;
    said?: true;
  };
  const fixed: [keyof TokenRow, unknown][] = [
    ['queueId', first.queueId],
    ['day', issue.day],
    ['serial', issue.serial],
    ['visitId', first.visitId],
    ['source', issue.source],
    ['arrivedSeq', first.seq],
    ['slotAt', issue.slot ?? null],
    ['issuedAt', first.at],
    ['fromTokenId', issue.from],
  ];
  for (const [column, should] of fixed)
    if (token[column] !== should) wrong(`${column} is ${token[column]}, the journal says ${should}`);

  let standing: Standing = {
    state: 'waiting',
    withdrawn: 0,
    lane: issue.lane,
    laneSeq: first.seq,
    dueAtCall: null,
    asideUntil: null,
    servicePointId: null,
    calledAt: null,
    startedAt: null,
    endedAt: null,
    hereAt: null,
    hereCount: 0,
    lateCount: 0,
    reasonSeq: issue.said ? first.seq : firstReason(file, first.seq),
    nextTokenId: null,
  };
  const moves = new Map(file.moves.map((move) => [move.seq, move]));
  const calls = new Map(file.calls.map((call) => [call.id, call]));
  const undoneMoves = new Set<number>();
  const undoneCalls = new Set<number>();
  const spoken: number[] = [];
  const next: number[] = [];
  let carryPlace: number | null | undefined = null;

  for (const entry of rest) {
    const known = moveOf[entry.kind];
    if (known) {
      const move = moves.get(entry.seq);
      if (!move) return wrong(`the move of entry ${entry.seq} (${entry.kind}) is missing`);
      moves.delete(entry.seq);
      standing = afterMove(entry, move, known, standing);
      if (move.callId !== null) speak(entry, move.callId, 0);
      if (entry.kind === 'token.transferred') next.push(standing.nextTokenId!);
      if (entry.kind === 'token.expired') {
        const {carried, place} = dataOf(entry) as {carried?: boolean; place?: number};
        if (carried) carryPlace = place;
      }
      continue;
    }
    switch (entry.kind) {
      case 'token.called-again':
        speak(entry, Number(dataOf(entry).call), 1);
        break;
      case 'token.coming':
      case 'token.asked-back':
        standing = {...standing, hereAt: entry.at};
        break;
      case 'token.came-back':
        standing = {...standing, asideUntil: null};
        break;
      case 'token.withdrawn':
        standing = {...standing, state: 'cancelled', withdrawn: 1, endedAt: entry.at};
        break;
      case 'move.undone':
        standing = undo(entry);
        break;
      case 'token.issued':
        wrong(`it was issued twice (entry ${entry.seq})`);
    }
  }

  if (moves.size > 0) wrong(`a move (entry ${[...moves.keys()][0]}) that no fact of the journal tells of`);
  for (const move of file.moves)
    if (move.undone !== Number(undoneMoves.has(move.seq))) wrong(`whether the move of entry ${move.seq} was undone`);
  if (calls.size > 0) wrong(`a call (${[...calls.keys()][0]}) that no fact of the journal tells of`);
  for (const call of file.calls)
    if (call.undone !== Number(undoneCalls.has(call.id))) wrong(`whether call ${call.id} was undone`);
  if (carryPlace !== undefined && token.carryPlace !== carryPlace)
    wrong(`carryPlace is ${token.carryPlace}, the journal says ${carryPlace}`);
  // Who is carried into the next day gets the next token without a fact of their own: that one names this one.
  if (standing.state === 'expired' && token.carryPlace !== null && token.nextTokenId !== null) {
    standing = {...standing, nextTokenId: token.nextTokenId};
    next.push(token.nextTokenId);
  }
  for (const key of standingKeys)
    if (token[key] !== standing[key]) {
      if (key === 'state') damage('token.state', {...whereOf(token), detail: `${token[key]} / ${standing[key]}`});
      wrong(`${key} is ${token[key]}, its history says ${standing[key]}`);
    }
  checkConsultation(file);
  return {next};

  function afterMove(
    entry: TokenEntry,
    move: TokenMove,
    {kind, to}: {kind: MoveKind; to: TokenState | null},
    before: Standing,
  ): Standing {
    const where = `move of entry ${entry.seq}`;
    if (move.kind !== kind) wrong(`${where}: it is ${move.kind}, the journal says ${kind}`);
    if (move.at !== entry.at) wrong(`${where}: its time`);
    if (move.actorKind !== entry.actorKind || move.actorId !== entry.actorId) wrong(`${where}: who did it`);
    if (entry.queueId !== token.queueId || entry.visitId !== token.visitId) wrong(`${where}: its queue or visit`);
    if (!(leaves[kind] as readonly string[]).includes(before.state)) wrong(`${where}: from ${before.state}`);
    const was = standingIn(move.before, where);
    for (const key of standingKeys)
      if (was[key] !== before[key]) wrong(`${where}: ${key} was ${was[key]}, its history says ${before[key]}`);
    const after = standingIn(move.after, where);
    if (after.state !== (to ?? before.state)) wrong(`${where}: to ${after.state}`);
    if (move.servicePointId !== (after.servicePointId ?? before.servicePointId)) wrong(`${where}: its room`);
    if (!isActive(after.state) && after.endedAt !== entry.at) wrong(`${where}: when it ended`);
    if (kind !== 'lane' && kind !== 'return' && after.lane !== before.lane) wrong(`${where}: its lane`);
    checkData(entry, move, after, where);
    if (entry.kind === 'token.completed') leaptMs = Number(dataOf(entry).leaptMs ?? 0);
    return after;
  }

  function checkData(entry: TokenEntry, move: TokenMove, after: Standing, where: string): void {
    const data = dataOf(entry);
    const pairs: [string, unknown, unknown][] = {
      'token.called': [
        ['call', move.callId, data.call],
        ['room', after.servicePointId, data.servicePoint],
        ['time', after.calledAt, entry.at],
      ] as [string, unknown, unknown][],
      'token.restored': [['turn', after.dueAtCall, data.dueAtCall]] as [string, unknown, unknown][],
      'token.lane-changed': [['lane', after.lane, data.to]] as [string, unknown, unknown][],
      'token.transferred': [['next token', after.nextTokenId, data.to]] as [string, unknown, unknown][],
    }[entry.kind] ?? [['call', move.callId, null]];
    for (const [what, is, should] of pairs) if (is !== should) wrong(`${where}: its ${what}`);
  }

  /** The boards' row for a call that the journal tells of. */
  function speak(entry: TokenEntry, callId: number, again: 0 | 1): void {
    const call = calls.get(callId);
    calls.delete(callId);
    spoken.push(callId);
    const data = dataOf(entry);
    const fits =
      call !== undefined &&
      call.queueId === token.queueId &&
      call.day === token.day &&
      call.at === entry.at &&
      call.again === again &&
      call.servicePointId === data.servicePoint &&
      (call.wheel !== null) === (data.inTurn === true);
    if (!fits) wrong(`call ${callId} is ${call ? 'not as the journal tells it' : 'missing'}`);
  }

  function undo(entry: TokenEntry): Standing {
    const {move: kind, seq, to} = dataOf(entry) as {move: string; seq: number; to: string};
    const move = file.moves.find((one) => one.seq === seq);
    if (!move || move.kind !== kind || undoneMoves.has(seq)) return wrong(`the undo of entry ${entry.seq}`);
    undoneMoves.add(seq);
    if (move.callId !== null) for (const id of spoken) if (id >= move.callId) undoneCalls.add(id);
    const before = standingIn(move.before, `move of entry ${seq}`);
    if (before.state !== to) wrong(`the undo of entry ${entry.seq}: to ${before.state}`);
    return before;
  }

  function standingIn(text: unknown, where: string): Standing {
    try {
      return JSON.parse(String(text)) as Standing;
    } catch {
      return wrong(`${where}: it can't be read`);
    }
  }

  function checkConsultation({consultation}: TokenFile): void {
    const done = standing.state === 'done';
    if (done && (!consultation || consultation.endedAt === null)) damage('consultation.lost', whereOf(token));
    if (!consultation) return;
    if (!done && consultation.endedAt !== null) damage('consultation.alien', whereOf(token));
    const {visitId, queueId, startedAt, endedAt, durationMs} = consultation;
    if (visitId !== token.visitId || queueId !== token.queueId) wrong('its consultation belongs to somebody else');
    if (!done) return;
    if (
      startedAt !== token.startedAt ||
      endedAt !== token.endedAt ||
      durationMs !== Math.max(0, endedAt! - startedAt - leaptMs)
    )
      wrong('the times of its consultation');
  }
}

/** Entries written before words were marked: the row's own say, if it can be true. */
function firstReason({token, moves}: TokenFile, seq: number): number | null {
  const first = moves[0];
  if (!first) return token.reasonSeq === seq ? seq : null;
  return /"reasonSeq":(\d+)/.exec(first.before)?.[1] === String(seq) ? seq : null;
}

export function whereOf(token: Pick<TokenRow, 'id' | 'queueId' | 'day' | 'serial'>) {
  return {queueId: token.queueId, day: token.day, serial: token.serial, table: 'tokens', row: token.id};
}
