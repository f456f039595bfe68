import * as assert from 'uvu/assert';
import {type Actor, systemActor} from '../base/actor.ts';
import {Refusal} from '../base/refusal.ts';
import {callNext} from '../queue/call-next.ts';
import {issueToken} from '../queue/issue-token.ts';
import {lineOf, openDay, orderOf} from '../queue/line.ts';
import type {LineToken} from '../queue/rows.ts';
import type {IssueBody, Lane} from '../queue/schema.ts';
import {openWorld, queueId, type World} from './world.ts';

/** A test body in a world of its own, which ends however the test ends. */
export function inWorld(work: (world: World) => Promise<void>, options?: Parameters<typeof openWorld>[0]) {
  return async () => {
    const world = await openWorld(options);
    try {
      await work(world);
    } finally {
      world.end();
    }
  };
}

/** The refusal that this ends with; a fault passes through, and so does an answer, as a failed test. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  assert.unreachable('nothing was refused');
  throw new Error('unreachable');
}

export async function refused(code: string, work: Promise<unknown>): Promise<Refusal> {
  const refusal = await refusalOf(work);
  assert.is(refusal.code, code);
  return refusal;
}

/** Issues as the box itself: any lane, no cap. */
export function issue(
  world: World,
  code: string,
  body: IssueBody & {deviceId?: number} = {},
  actor: Actor = systemActor,
): Promise<LineToken> {
  return world.write((tx) => issueToken(tx, queueId(world, code), body), actor);
}

/** Issues one token for each lane, in this order. */
export async function issueLanes(world: World, code: string, lanes: readonly Lane[]): Promise<LineToken[]> {
  const tokens: LineToken[] = [];
  for (const lane of lanes) tokens.push(await issue(world, code, {lane}));
  return tokens;
}

export function next(
  world: World,
  code: string,
  how: {servicePointId?: number; completeTokenId?: number} = {},
  actor: Actor = systemActor,
): Promise<LineToken> {
  return world.write((tx) => callNext(tx, queueId(world, code), how), actor);
}

/** The serials that wait, in call order. */
export function order(world: World, code: string): number[] {
  const day = openDay(world.db);
  if (day === null) return [];
  return orderOf(world.db, lineOf(world.db, queueId(world, code), day), world.clock.now()).map((token) => token.serial);
}

/** The rooms of a queue, in the directory's order. */
export function rooms(world: World, code: string): number[] {
  return world.db
    .prepare('select servicePointId from queue_service_points where queueId = ? order by servicePointId')
    .pluck()
    .all(queueId(world, code)) as number[];
}

export function row<Row = Record<string, unknown>>(world: World, text: string, ...values: unknown[]): Row {
  return world.db.prepare(text).get(...values) as Row;
}

export function rows<Row = Record<string, unknown>>(world: World, text: string, ...values: unknown[]): Row[] {
  return world.db.prepare(text).all(...values) as Row[];
}

export function kinds(world: World, tokenId: number): string[] {
  return rows<{kind: string}>(world, 'select kind from journal where tokenId = ? order by seq', tokenId).map(
    (entry) => entry.kind,
  );
}
