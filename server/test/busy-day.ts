import {Refusal} from '../base/refusal.ts';
import {callToken} from '../queue/call-token.ts';
import {cancelToken} from '../queue/cancel-token.ts';
import {changeLane} from '../queue/change-lane.ts';
import {changeQueueState} from '../queue/change-queue-state.ts';
import {completeToken} from '../queue/complete-token.ts';
import {holdToken} from '../queue/hold-token.ts';
import {openDay} from '../queue/line.ts';
import {markNoShow} from '../queue/mark-no-show.ts';
import {restoreToken} from '../queue/restore-token.ts';
import {returnToken} from '../queue/return-token.ts';
import {tokenById} from '../queue/rows.ts';
import {sayHere} from '../queue/say-here.ts';
import {lanes} from '../queue/schema.ts';
import {closeDay, startServiceDay} from '../queue/service-day.ts';
import {startToken} from '../queue/start-token.ts';
import {stepAside} from '../queue/step-aside.ts';
import {transferToken} from '../queue/transfer-token.ts';
import {stepsOfVoid, undoFloodStep} from '../queue/undo-flood.ts';
import {undoMove} from '../queue/undo-move.ts';
import {voidFlood} from '../queue/void-flood.ts';
import {changeSettings} from '../settings/change-settings.ts';
import {issue, next, rooms} from './inside.ts';
import {patientActor, queueId, staffOf, type World} from './world.ts';

const codes = ['CAR', 'GEN', 'PED', 'ORT'] as const;
const names = ['Asha Devi', 'आशा देवी', 'R. Nair', 'Mohammed Iqbal', 'Lata', 'अनिल कुमार'];

/** Numbers from a seed, 0 … below. */
export function diceOf(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/**
 * A day with everything in it: `deeds` deeds by chance, through the door and over HTTP, refusals included. `days` more ends
 * of a day, the first with people carried over.
 */
export async function busyDay(world: World, {deeds, seed, days = 0}: {deeds: number; seed: number; days?: number}) {
  const roll = diceOf(seed);
  await aroundTheLine(world);
  const desk = staffOf(world, 'desk');
  const admin = staffOf(world, 'admin');
  for (let day = 0; ; day++) {
    for (let index = 0; index < deeds; index++) {
      world.clock.forward(1000 + roll(40_000));
      await tolerant(() => oneDeed(world, roll));
      if (roll(5) === 0) await world.watch.tick();
    }
    if (day >= days) return;
    await tolerant(() => world.write((tx) => changeSettings(tx, {dayCloseCarries: day % 2 === 0}, day + 1), admin));
    await world.write((tx) => void closeDay(tx), desk);
    if (day % 2 === 1) await world.write((tx) => void startServiceDay(tx), desk);
    else {
      world.clock.forward(24 * 3600_000 - (world.clock.now() % (24 * 3600_000)) + 4 * 3600_000);
      await world.write((tx) => void (openDay(tx.db) ?? startServiceDay(tx)), desk);
    }
  }
}

/** What else lies in a hospital's file: a board, a paired display and one that waits, a doctor who left, somebody's new name. */
async function aroundTheLine(world: World): Promise<void> {
  const ask = (method: string, path: string, body: unknown) => world.ask(method, path, {as: 'admin', body});
  await ask('POST', '/api/boards', {
    name: 'Hall',
    queueIds: [String(queueId(world, 'CAR'))],
    message: 'Please keep your number',
    languages: ['en', 'hi'],
  });
  const {body} = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
  await ask('POST', '/api/displays/pair', {code: body.code, boardId: 'all'});
  await world.ask('POST', '/api/displays', {body: {}});
  const {body: left} = await ask('POST', '/api/departments', {name: 'Dentist', code: 'DEN'});
  await world.ask('DELETE', `/api/departments/${left.id}`, {as: 'admin'});
}

async function tolerant(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

async function oneDeed(world: World, roll: (below: number) => number): Promise<unknown> {
  const code = codes[roll(codes.length)]!;
  const {write} = world;
  const desk = staffOf(world, 'desk');
  const last = world.db.prepare('select coalesce(max(id), 0) from tokens').pluck().get() as number;
  const id = Math.max(1, last - roll(18));
  const ofState = (state: string) =>
    (world.db.prepare('select id from tokens where state = ? order by id desc limit 1').pluck().get(state) as number) ??
    id;
  const points = rooms(world, code);
  const servicePointId = points[roll(points.length)]!;
  const there = world.db
    .prepare("select id from tokens where servicePointId = ? and state in ('called', 'serving')")
    .pluck()
    .get(servicePointId) as number | undefined;
  switch (roll(34)) {
    case 0:
    case 1:
    case 2:
      return issue(
        world,
        code,
        {
          name: names[roll(names.length)]!,
          phone: `98765432${10 + roll(60)}`,
          lane: lanes[roll(lanes.length)]!,
          ...(roll(3) === 0 ? {reason: 'chest pain, came with her son'} : {}),
        },
        desk,
      );
    case 3:
    case 4:
    case 5:
    case 6: {
      const ask = {
        body: {name: names[roll(names.length)], language: roll(2) ? 'hi' : 'en', yearOfBirth: 1950 + roll(60)},
        key: `busy-day-key-${last}-${roll(1e9)}-long-enough`,
      };
      return world.ask('POST', `/api/queues/${queueId(world, code)}/tokens`, ask);
    }
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
      return next(world, code, {servicePointId, ...(there && roll(4) ? {completeTokenId: there} : {})}, desk);
    case 12:
      return write((tx) => callToken(tx, id, {reason: 'frail', servicePointId}), desk);
    case 13:
      return write((tx) => callToken(tx, ofState('called'), {}), desk);
    case 14:
    case 15:
      return write((tx) => startToken(tx, ofState('called')), desk);
    case 16:
      return write((tx) => completeToken(tx, ofState('serving'), {note: 'rest, water, see again in a week'}), desk);
    case 17:
      return write((tx) => markNoShow(tx, ofState('called')), desk);
    case 18:
      return write((tx) => restoreToken(tx, ofState('no-show'), 'was in the other hall'), desk);
    case 19:
    case 20:
      return write((tx) => holdToken(tx, roll(2) ? ofState('serving') : id, roll(2) ? 'x-ray' : undefined), desk);
    case 21:
    case 22:
      return write((tx) => returnToken(tx, ofState('held')), desk);
    case 23:
      return write((tx) => cancelToken(tx, id, roll(2) ? 'went home' : undefined), desk);
    case 24:
      return write((tx) => transferToken(tx, id, queueId(world, code), 'needs another doctor'), desk);
    case 25:
      return write((tx) => changeLane(tx, id, lanes[roll(lanes.length)]!, 'seen by the nurse'), desk);
    case 26:
      return write((tx) => stepAside(tx, tokenById(tx.db, id)?.key ?? '', 5), patientActor(null));
    case 27:
      return write((tx) => sayHere(tx, tokenById(tx.db, ofState('no-show'))?.key ?? ''), patientActor(null));
    case 28:
    case 29:
    case 30:
    case 31:
      return write((tx) => undoMove(tx, lastMoved(world) ?? id), staffOf(world, 'admin'));
    case 32: {
      const between = {from: world.clock.now() - 60_000, to: world.clock.now(), reason: 'prank'};
      if (roll(8) !== 0) return undefined;
      const {seq} = await write((tx) => voidFlood(tx, queueId(world, code), between), desk);
      return seq === null || roll(2) ? undefined : takeFloodBack(world, queueId(world, code), seq);
    }
    default:
      return write((tx) => {
        changeQueueState(tx, queueId(world, code), roll(3) ? 'open' : 'pause', {reason: 'tea'});
      }, desk);
  }
}

function takeFloodBack(world: World, queue: number, lastSeq: number): Promise<unknown> {
  const [step] = stepsOfVoid(world.db, queue, lastSeq);
  const asked = {askedAt: world.clock.now(), lastAt: step!.at};
  return world.write((tx) => undoFloodStep(tx, queue, step!, asked), staffOf(world, 'desk'));
}

function lastMoved(world: World): number | undefined {
  return world.db
    .prepare('select tokenId from moves where undone = 0 order by id desc limit 1')
    .pluck()
    .get() as number;
}
