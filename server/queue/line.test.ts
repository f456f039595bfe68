// What is kept beside the database must always be what the database would give: random deeds, then both are compared.
import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {Refusal} from '../base/refusal.ts';
import {firstBrokenEntry} from '../journal/rows.ts';
import {directoryOf} from '../places/directory.ts';
import {inWorld, issue, issueLanes, next, order, rooms, row, rows} from '../test/inside.ts';
import {openWorld, patientActor, queueId, systemActor, type World} from '../test/world.ts';
import {callToken} from './call-token.ts';
import {cancelToken} from './cancel-token.ts';
import {changeLane} from './change-lane.ts';
import {changeQueueState} from './change-queue-state.ts';
import {completeToken} from './complete-token.ts';
import {holdToken} from './hold-token.ts';
import {lineOf, openDay, positionOf} from './line.ts';
import {markNoShow} from './mark-no-show.ts';
import {restoreToken} from './restore-token.ts';
import {returnToken} from './return-token.ts';
import {arrivalsBefore, tokenById} from './rows.ts';
import {sayHere} from './say-here.ts';
import {lanes} from './schema.ts';
import {startToken} from './start-token.ts';
import {stepAside} from './step-aside.ts';
import {transferToken} from './transfer-token.ts';
import {undoMove} from './undo-move.ts';
import {queueEventOf} from './views.ts';
import {voidFlood} from './void-flood.ts';
import {figuresOf} from './wait-of.ts';

const codes = ['CAR', 'GEN', 'PED'] as const;
const minute = 60_000;

interface Deed {
  kind: string;
  which: number;
  more: number;
}

/** One deed by chance; refusals are part of life, faults are not. */
async function doDeed(world: World, {kind, which, more}: Deed): Promise<void> {
  const code = codes[which % codes.length]!;
  const count = row<{count: number}>(world, 'select count(*) as count from tokens').count;
  // Rather the younger ones: the old are mostly finished.
  const id = Math.max(1, count - (which % 15));
  const {write} = world;
  switch (kind) {
    case 'issue':
      await issue(world, code, {lane: lanes[more % lanes.length]!});
      break;
    case 'join':
      await issue(world, code, {phone: `987654321${more % 10}`}, patientActor(null));
      break;
    case 'next': {
      const points = rooms(world, code);
      const servicePointId = points[more % points.length]!;
      const there = row<{id: number} | undefined>(
        world,
        "select id from tokens where servicePointId = ? and state in ('called', 'serving')",
        servicePointId,
      );
      await next(world, code, {servicePointId, ...(there && more % 2 ? {completeTokenId: there.id} : {})});
      break;
    }
    case 'out of turn':
      await write((tx) => callToken(tx, id, {reason: 'frail', servicePointId: rooms(world, code)[0]!}));
      break;
    case 'again': {
      const called = row<{id: number} | undefined>(world, "select id from tokens where state = 'called' limit 1");
      if (called) await write((tx) => callToken(tx, called.id, {}));
      break;
    }
    case 'look':
      // What is only remembered from reading is remembered from here on.
      kept(world);
      break;
    case 'start':
      await write((tx) => startToken(tx, id));
      break;
    case 'complete':
      await write((tx) => completeToken(tx, id, {}));
      break;
    case 'no-show':
      await write((tx) => markNoShow(tx, id));
      break;
    case 'restore':
      await write((tx) => restoreToken(tx, id));
      break;
    case 'hold':
      await write((tx) => holdToken(tx, id, more % 2 ? 'x-ray' : undefined));
      break;
    case 'return':
      await write((tx) => returnToken(tx, id));
      break;
    case 'cancel':
      await write((tx) => cancelToken(tx, id, more % 2 ? 'went home' : undefined));
      break;
    case 'transfer':
      await write((tx) => transferToken(tx, id, queueId(world, code)));
      break;
    case 'lane':
      await write((tx) => changeLane(tx, id, lanes[more % lanes.length]!, 'seen by the nurse'));
      break;
    case 'aside':
      await write((tx) => stepAside(tx, tokenById(tx.db, id)?.key ?? '', 5), patientActor(null));
      break;
    case 'here':
      await write((tx) => sayHere(tx, tokenById(tx.db, id)?.key ?? ''), patientActor(null));
      break;
    case 'undo':
      await write((tx) => undoMove(tx, id));
      break;
    case 'void':
      await write((tx) =>
        voidFlood(tx, queueId(world, code), {from: world.clock.now(), to: Infinity, reason: 'prank'}),
      );
      break;
    case 'pause':
      await write((tx) => void changeQueueState(tx, queueId(world, code), more % 2 ? 'pause' : 'open', {}));
      break;
    case 'fault':
      // Changes everything and then fails: the line must be read anew.
      await write((tx) => {
        cancelToken(tx, id);
        throw new Error('by chance');
      }).catch((error: Error) => {
        if (error.message !== 'by chance' && !(error instanceof Refusal)) throw error;
      });
      break;
    case 'time':
      world.clock.forward([1000, 20_000, 3 * minute, 50 * minute][more % 4]!);
      await world.watch.tick();
      break;
  }
}

async function tryDeed(world: World, deed: Deed): Promise<void> {
  try {
    await doDeed(world, deed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

const often = [
  'look',
  'look',
  'issue',
  'issue',
  'issue',
  'join',
  'next',
  'next',
  'next',
  'complete',
  'undo',
  'undo',
  'time',
  'hold',
  'return',
];
const seldom = [
  'again',
  'out of turn',
  'start',
  'no-show',
  'restore',
  'cancel',
  'transfer',
  'lane',
  'aside',
  'here',
  'void',
  'pause',
  'fault',
];
const deeds = fc.array(
  fc.record({
    kind: fc.constantFrom(...often, ...seldom),
    which: fc.nat({max: 100}),
    more: fc.nat({max: 100}),
    /** Asked in the same moment as the one after it: they share a commit. */
    together: fc.boolean(),
  }),
  {minLength: 30, maxLength: 110, size: 'max'},
);

/** Everything that is kept in memory of each line, and what screens show of it. */
function kept(world: World) {
  const sight = {db: world.db, now: world.clock.now(), siteAddress: ''};
  return codes.map((code) => {
    const line = lineOf(world.db, queueId(world, code), openDay(world.db)!);
    const tokens = [...line.tokens.values()].sort((a, b) => a.id - b.id);
    const moved = tokens.map((token) => line.moved.get(token.id) ?? []);
    const event = queueEventOf(sight, directoryQueue(world, queueId(world, code)), 0);
    // What is only remembered from reading is asked for anew, and so compared too.
    const facts = {figures: figuresOf(world.db, line), overtakers: arrivalsBefore(world.db, line.queueId, line.day)};
    if (line.overtakers) assert.equal(line.overtakers, facts.overtakers);
    const {order: _, tokens: __, moved: ___, wait: ____, changedBy: _____, lastCallAt, ...rest} = line;
    return {
      ...rest,
      ...facts,
      tokens,
      moved,
      lastCallAt: [...lastCallAt].sort(([a], [b]) => a - b),
      order: order(world, code),
      positions: tokens.map((token) => positionOf(world.db, line, token, world.clock.now())),
      event,
    };
  });
}

const directoryQueue = (world: World, id: number) => directoryOf(world.db).queues.get(id)!;

/** The promises that hold whatever anybody does. */
function insistWhole(world: World): void {
  assert.is(firstBrokenEntry(world.db), null, 'the journal chain');
  for (const code of codes) {
    const id = queueId(world, code);
    const tokens = rows<{serial: number; state: string}>(
      world,
      'select serial, state from tokens where queueId = ? order by serial',
      id,
    );
    assert.equal(
      tokens.map((token) => token.serial),
      tokens.map((_, index) => index + 1),
      'numbers without gap',
    );
    const waiting = tokens.filter((token) => token.state === 'waiting').map((token) => token.serial);
    assert.equal(
      [...order(world, code)].sort((a, b) => a - b),
      waiting,
      'everybody who waits stands in the order, once',
    );
    const day = row<{lastSerial: number; calls: number; wheel: string} | undefined>(
      world,
      'select lastSerial, calls, wheel from queue_days where queueId = ?',
      id,
    );
    if (!day) continue;
    assert.is(day.lastSerial, tokens.length);
    const calls = rows<{wheel: string | null}>(
      world,
      'select wheel from calls where queueId = ? and undone = 0 and again = 0',
      id,
    );
    assert.is(day.calls, calls.length, 'calls that were not undone');
    const wheel = [0, 0, 0, 0];
    for (const call of calls)
      if (call.wheel)
        (JSON.parse(call.wheel) as number[]).forEach((turn, lane) => {
          wheel[lane]! += turn;
        });
    assert.equal(JSON.parse(day.wheel), wheel, 'the wheel is the sum of the turns');
  }
  const crowded = rows(
    world,
    `select servicePointId from tokens where state in ('called', 'serving') group by servicePointId having count(*) > 1`,
  );
  assert.equal(crowded, [], 'one at a time in each room');
  const astray = rows(
    world,
    `select id, state, servicePointId from tokens where (servicePointId is null) <> (state not in ('called', 'serving', 'done'))`,
  );
  assert.equal(astray, [], 'a room exactly while called, served or done');
}

test('random deeds: what is kept beside the database is what a restart reads from it', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const world = await openWorld();
      try {
        let together: Promise<void>[] = [];
        for (const deed of all) {
          together.push(tryDeed(world, deed));
          if (deed.together && deed.kind !== 'time') continue;
          await Promise.all(together);
          together = [];
        }
        await Promise.all(together);
        insistWhole(world);
        const before = kept(world);
        await world.reopen();
        assert.equal(kept(world), before);
        insistWhole(world);
      } finally {
        world.end();
      }
    }),
    {numRuns: Number(process.env.RUNS ?? 8), ...(process.env.SEED ? {seed: Number(process.env.SEED)} : {})},
  );
});

test(
  'an undone lane and a repeated call are remembered as the database has them',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const called = await next(world, 'CAR');
    await world.write((tx) => changeLane(tx, 2, 'emergency', 'chest pain'));
    kept(world);
    await world.write((tx) => undoMove(tx, 2));
    world.clock.forward(50 * minute);
    await world.write((tx) => callToken(tx, called.id, {}));
    const before = kept(world);
    await world.reopen();
    assert.equal(kept(world), before);
  }),
);

test(
  'positions are 1 … n without the order being worked out for each',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'emergency', 'walk-in', 'walk-in']);
    const line = lineOf(world.db, queueId(world, 'CAR'), openDay(world.db)!);
    line.order = null;
    const last = tokenById(world.db, 4)!;
    assert.is(positionOf(world.db, line, last, world.clock.now()), 4);
    assert.is(line.order, null, 'the newest walk-in stands last without looking');
    assert.is(positionOf(world.db, line, tokenById(world.db, 2)!, world.clock.now()), 1);
    await world.write((tx) => stepAside(tx, tokenById(tx.db, 1)!.key, 5), patientActor(null));
    line.order = null;
    assert.is(positionOf(world.db, line, last, world.clock.now()), 3, 'unless somebody stepped aside');
  }),
);

test(
  'what is forgotten by a rolled-back batch is read anew',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const [one, two, three] = await Promise.allSettled([
      world.write((tx) => cancelToken(tx, 1), systemActor),
      world.write((tx) => {
        cancelToken(tx, 2);
        throw new Error('by chance');
      }),
      issue(world, 'CAR'),
    ]);
    assert.equal([one!.status, two!.status, three!.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.equal(order(world, 'CAR'), [2, 3]);
  }),
);

test(
  'when a whole batch is taken back, so is everything that was remembered in it, however often it was read meanwhile',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    const {db} = world;
    const exec = db.exec.bind(db);
    db.exec = (text) => {
      if (text === 'commit') throw Object.assign(new Error('full'), {code: 'SQLITE_FULL'});
      return exec(text);
    };
    const all = await Promise.allSettled([
      world.write((tx) => cancelToken(tx, 1)),
      world.write((tx) => {
        cancelToken(tx, 2);
        throw new Error('by chance');
      }),
      // Reads the line anew inside the batch, and is refused without changing it.
      world.write((tx) => startToken(tx, 3)),
    ]);
    assert.equal(
      all.map((one) => (one as PromiseRejectedResult).reason.code),
      ['store.unavailable', 'store.unavailable', 'store.unavailable'],
    );
    db.exec = exec;
    assert.equal(order(world, 'CAR'), [1, 2, 3]);
    assert.is((await next(world, 'CAR')).serial, 1);
  }),
);

test.run();
