import {standingKeys} from '../queue/move-rules.ts';
import {Damage, damage} from './fault.ts';
import type {Reader} from './open-file.ts';
import {
  type TokenCall,
  type TokenConsultation,
  type TokenEntry,
  type TokenMove,
  type TokenRow,
  tellStory,
  whereOf,
} from './token-story.ts';

export interface TokensSay {
  tokens: number;
  moves: number;
  calls: number;
  consultations: number;
  /** `queue|day` → calls that stand, and the sum of their turns. */
  turns: Map<string, {calls: number; wheel: number[]}>;
  /** Doctor → finished consultations and their sum. */
  doctors: Map<number, {count: number; sumMs: number}>;
}

const tokenColumns = [
  'id',
  'queueId',
  'day',
  'serial',
  'visitId',
  'source',
  'arrivedSeq',
  'slotAt',
  'issuedAt',
  'fromTokenId',
  'carryPlace',
  ...standingKeys,
] as const satisfies readonly (keyof TokenRow)[];
const entryColumns = ['tokenId', 'seq', 'at', 'kind', 'actorKind', 'actorId', 'queueId', 'visitId', 'data'] as const;
const moveColumns = [
  'tokenId',
  'id',
  'seq',
  'at',
  'kind',
  'actorKind',
  'actorId',
  'servicePointId',
  'before',
  'after',
  'callId',
  'undone',
] as const;
const callColumns = ['tokenId', 'id', 'queueId', 'day', 'servicePointId', 'at', 'again', 'wheel', 'undone'] as const;
const consultationColumns = [
  'tokenId',
  'visitId',
  'queueId',
  'doctorId',
  'startedAt',
  'endedAt',
  'durationMs',
  'occupiedMs',
] as const;

/**
 * Every token against its own history: five streams in the order of tokens (each by an index that has that order), walked
 * side by side. Memory holds one token, the transfers that still wait for their other half, and two numbers a queue and day.
 */
export function checkTokens(file: Reader): TokensSay {
  const says: TokensSay = {
    tokens: 0,
    moves: 0,
    calls: 0,
    consultations: 0,
    turns: new Map(),
    doctors: new Map(),
  };
  const stream = <Row extends {tokenId: number}>(table: string, columns: readonly string[], order: string) =>
    inStep<Row>(file.rows<unknown[]>(`select ${columns.join(', ')} from ${table} ${order}`), columns, table);
  const entries = stream<TokenEntry>('journal', entryColumns, 'where tokenId is not null order by tokenId, seq');
  const moves = stream<TokenMove>('moves', moveColumns, 'order by tokenId, id');
  const calls = stream<TokenCall>('calls', callColumns, 'order by tokenId, id');
  const consultations = stream<TokenConsultation>('consultations', consultationColumns, 'order by tokenId');
  /** The token that must follow → the one it follows. */
  const expected = new Map<number, TokenRow>();

  for (const row of file.rows<unknown[]>(`select ${tokenColumns.join(', ')} from tokens not indexed order by id`)) {
    const token = named<TokenRow>(row, tokenColumns);
    const its = {
      token,
      entries: entries.of(token.id),
      moves: moves.of(token.id),
      calls: calls.of(token.id),
      consultation: consultations.of(token.id)[0] ?? null,
    };
    const {next} = tellStory(its);
    for (const id of next) expected.set(id, token);
    const from = expected.get(token.id);
    expected.delete(token.id);
    if ((from?.id ?? null) !== token.fromTokenId || (from && from.visitId !== token.visitId))
      damage('token.story', {...whereOf(token), detail: 'the token it came from'});
    says.tokens++;
    says.moves += its.moves.length;
    says.calls += its.calls.length;
    for (const call of its.calls) turn(says, call);
    if (its.consultation) remember(says, its.consultation);
  }
  for (const [id, from] of expected) damage('token.lost', {...whereOf(from), row: id});
  for (const rest of [entries, moves, calls, consultations]) rest.end();
  return says;
}

function turn(says: TokensSay, call: TokenCall): void {
  if (call.undone || call.again) return;
  const line = `${call.queueId}|${call.day}`;
  const known = says.turns.get(line) ?? {calls: 0, wheel: [0, 0, 0, 0]};
  known.calls++;
  if (call.wheel !== null) {
    const vector = wheelIn(call.wheel);
    if (!vector) throw new Damage('call.wheel', {queueId: call.queueId, day: call.day, table: 'calls', row: call.id});
    known.wheel = known.wheel.map((sum, lane) => sum + vector[lane]!);
  }
  says.turns.set(line, known);
}

/** Four whole numbers, written as this program writes them; null otherwise. */
export function wheelIn(text: string): number[] | null {
  try {
    const wheel = JSON.parse(text) as unknown;
    const sound = Array.isArray(wheel) && wheel.length === 4 && wheel.every(Number.isInteger);
    return sound && JSON.stringify(wheel) === text ? (wheel as number[]) : null;
  } catch {
    return null;
  }
}

function remember(says: TokensSay, {doctorId, endedAt, durationMs}: TokenConsultation): void {
  says.consultations++;
  if (doctorId === null || endedAt === null) return;
  const known = says.doctors.get(doctorId) ?? {count: 0, sumMs: 0};
  known.count++;
  known.sumMs += durationMs ?? 0;
  says.doctors.set(doctorId, known);
}

/** A stream in the order of tokens: hands out the rows of one token, and finds those whose token is gone. */
function inStep<Row extends {tokenId: number}>(rows: Iterable<unknown[]>, columns: readonly string[], table: string) {
  const iterator = rows[Symbol.iterator]();
  let next = step();

  function step(): Row | null {
    const {done, value} = iterator.next();
    return done ? null : named<Row>(value, columns);
  }

  function lost(row: Row): never {
    return damage('token.lost', {table, row: row.tokenId});
  }

  return {
    of(tokenId: number): Row[] {
      const mine: Row[] = [];
      while (next !== null && next.tokenId <= tokenId) {
        if (next.tokenId < tokenId) lost(next);
        mine.push(next);
        next = step();
      }
      return mine;
    },
    end(): void {
      if (next !== null) lost(next);
    },
  };
}

function named<Row>(row: readonly unknown[], columns: readonly string[]): Row {
  const object: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) object[columns[index]!] = row[index];
  return object as Row;
}
