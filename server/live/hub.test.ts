import {mock} from 'node:test';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {handClock} from '../base/clock.ts';
import type {Refusal} from '../base/refusal.ts';
import type {Follow} from './hub.ts';
import {beatEveryMs, gatheredGapMs, openHub, refreshEveryMs, tickEveryMs} from './hub.ts';

const wide = {inAll: 100, perTopic: 100, perDevice: 100, perAddress: 100, stallMs: 30_000, lifeMs: 1_800_000};

interface Seen {
  got: Buffer[];
  text(): string[];
  ended: boolean;
  cut: boolean;
  stopped: boolean;
  /** What else happens while something is written to it. */
  writing(): void;
  drain(): void;
}

/** A hub whose timers and clock are turned by hand; each topic shows how often it was rendered. */
function withHub(work: (one: Hall) => void, limits: Partial<typeof wide> = {}) {
  return () => {
    mock.timers.enable({apis: ['setInterval', 'setTimeout', 'setImmediate']});
    const one = hall({...wide, ...limits});
    try {
      work(one);
    } finally {
      one.hub.close();
      mock.timers.reset();
    }
  };
}

type Hall = ReturnType<typeof hall>;
function hall(limits: typeof wide) {
  const clock = handClock();
  const renders: string[] = [];
  const missing = new Set<string>();
  const shown = new Map<string, string[]>();
  const hub = openHub({
    clock,
    limits: () => limits,
    dependents: (topic) => shown.get(topic) ?? [],
    render(topic) {
      renders.push(topic);
      return missing.has(topic) ? null : Buffer.from(`${topic} ${renders.filter((one) => one === topic).length}`);
    },
  });
  return {
    hub,
    clock,
    renders,
    missing,
    shown,
    /** Time goes on for the clock and for every timer. */
    wait(ms: number) {
      for (let left = ms; left >= 0; left -= tickEveryMs) {
        const step = Math.min(left, tickEveryMs);
        clock.forward(step);
        mock.timers.tick(step);
        if (step === 0) return;
      }
    },
    follow(topics: string[], more: Partial<Follow> = {}): Seen & {end(): void} {
      let drained = () => {};
      const got: Buffer[] = [];
      const seen = {
        got,
        text: () => got.map((bytes) => bytes.toString()).filter((text) => !text.startsWith(': beat')),
        ended: false,
        cut: false,
        stopped: false,
        writing: () => {},
        drain() {
          seen.stopped = false;
          drained();
        },
        end: () => {},
      };
      seen.end = hub.follow({
        topics,
        device: null,
        address: null,
        sink: {
          write: (bytes) => {
            got.push(bytes);
            seen.writing();
            return !seen.stopped;
          },
          onDrained: (then) => {
            drained = then;
          },
          end: () => {
            seen.ended = true;
          },
          cut: () => {
            seen.cut = true;
          },
        },
        ...more,
      });
      return seen;
    },
  };
}
const isFull = (error: unknown) => (error as Refusal).code === 'live.full';

test(
  'a new stream gets each of its topics as it is now',
  withHub(({follow, missing}) => {
    missing.add('c');
    assert.equal(follow(['a', 'b', 'c']).text(), ['a 1', 'b 1']);
  }),
);

test(
  'a change is rendered once and everybody is given the very same bytes',
  withHub(({hub, follow, wait, renders}) => {
    const all = Array.from({length: 50}, () => follow(['a']));
    assert.is(renders.length, 1, 'the snapshot too is rendered once');
    hub.touched(['a']);
    wait(20);
    assert.is(renders.length, 2);
    for (const one of all) {
      assert.equal(one.text(), ['a 1', 'a 2']);
      assert.is(one.got[0], all[0]!.got[0]);
      assert.is(one.got[1], all[0]!.got[1]);
    }
  }),
);

test(
  'changes that come in a burst are told together, the first of them at once',
  withHub(({hub, follow, wait, renders}) => {
    const her = follow(['a']);
    wait(1000);
    for (let index = 0; index < 10; index++) hub.touched(['a']);
    wait(0);
    assert.equal(her.text(), ['a 1', 'a 2']);
    for (let index = 0; index < 10; index++) hub.touched(['a']);
    wait(1);
    assert.equal(her.text(), ['a 1', 'a 2']);
    wait(20);
    assert.equal(her.text(), ['a 1', 'a 2', 'a 3']);
    assert.is(renders.length, 3);
  }),
);

test(
  'only who follows it hears of it, and a queue is also shown by its boards and desks',
  withHub(({hub, follow, wait, shown, renders}) => {
    shown.set('queue:1', ['board:all', 'desk:1']);
    const board = follow(['board:all']);
    const other = follow(['queue:2']);
    hub.touched(['queue:1']);
    wait(20);
    assert.equal(board.text(), ['board:all 1', 'board:all 2']);
    assert.equal(other.text(), ['queue:2 1']);
    assert.equal(renders, ['board:all', 'queue:2', 'board:all'], 'nothing is rendered for nobody');
  }),
);

test(
  'what shows many topics is told at once, then at most ten times a second, with all that changed',
  withHub(({hub, follow, wait, shown}) => {
    for (const topic of ['queue:1', 'queue:2']) shown.set(topic, ['board:all']);
    const board = follow(['board:all']);
    const phone = follow(['queue:1']);
    for (let ms = 0; ms < gatheredGapMs; ms += 20) {
      hub.touched(['queue:1', 'queue:2']);
      wait(ms === 0 ? 0 : 20);
      if (ms === 0) assert.is(board.text().length, 2, 'the first at once');
    }
    assert.is(board.text().length, 2);
    assert.ok(phone.text().length > 4, 'a queue does not wait for its board');
    wait(gatheredGapMs);
    assert.is(board.text().length, 3);
    wait(gatheredGapMs);
    assert.is(board.text().length, 3, 'and then there is nothing more to say');
  }),
);

test(
  'who asks something while a hall is told does not wait for all of it; who is told later is told what is true then',
  withHub(({hub, follow, wait, clock}) => {
    const all = Array.from({length: 90}, () => follow(['a']));
    const told = () => all.filter(({got}) => got.length > 1).length;
    for (const one of all) one.writing = () => clock.forward(0.1);
    let toldBefore = 0;
    let late: ReturnType<typeof follow> | null = null;
    hub.touched(['a']);
    setImmediate(() => {
      toldBefore = told();
      // Half of them have the last change; now there is a further one, and somebody new comes in.
      hub.touched(['a']);
      late = follow(['a']);
    });
    wait(0);
    wait(20);
    assert.ok(toldBefore > 0 && toldBefore < 45, `${toldBefore} were told before`);
    for (const one of [...all, late!]) assert.is(one.text().at(-1), 'a 4');
    assert.equal(all[0]!.text(), ['a 1', 'a 2', 'a 4']);
    assert.equal(all[89]!.text(), ['a 1', 'a 3', 'a 4'], 'not the frame that is known to be old');
    assert.equal(late!.text(), ['a 3', 'a 4']);
  }),
);

test(
  'a board does not wait until the hall of its queue has been told',
  withHub(({hub, follow, wait, clock, shown}) => {
    shown.set('queue:1', ['board:all']);
    let left = 1000;
    for (const phone of Array.from({length: 50}, () => follow(['queue:1'])))
      phone.writing = () => {
        clock.forward(1);
        if (left-- > 0) hub.touched(['queue:1']);
      };
    const board = follow(['board:all']);
    let boardAt: number | null = null;
    board.writing = () => {
      boardAt ??= left;
    };
    hub.touched(['queue:1']);
    for (let turn = 0; turn < 100; turn++) wait(20);
    assert.ok(left <= 0, 'all the changes were made');
    assert.ok(boardAt !== null && boardAt > 975, `told when ${boardAt} changes were left`);
  }),
);

test('who has the picture before gets the step, everybody else the whole', () => {
  mock.timers.enable({apis: ['setInterval', 'setTimeout', 'setImmediate']});
  const clock = handClock();
  let n = 0;
  const hub = openHub({
    clock,
    limits: () => wide,
    dependents: () => [],
    render: () => {
      n++;
      return {n, from: n - 1, step: Buffer.from(`step to ${n}`), whole: () => Buffer.from(`whole ${n}`)};
    },
  });
  const got: string[] = [];
  const slow: string[] = [];
  let drained = () => {};
  let takes = true;
  const to = (list: string[], taken: () => boolean, onDrained: (work: () => void) => void) => ({
    write(bytes: Buffer) {
      list.push(bytes.toString());
      return taken();
    },
    onDrained,
    end() {},
    cut() {},
  });
  const change = () => {
    clock.forward(1000);
    hub.touched(['desk:1']);
    mock.timers.tick(1000);
  };
  try {
    const about = {topics: ['desk:1'], device: null, address: null};
    hub.follow({
      ...about,
      sink: to(
        got,
        () => true,
        () => {},
      ),
    });
    hub.follow({
      ...about,
      sink: to(
        slow,
        () => takes,
        (work) => (drained = work),
      ),
    });
    takes = false;
    change();
    change();
    change();
    takes = true;
    drained();
    change();
    const words = (list: string[]) => list.filter((one) => /^(step|whole)/.test(one));
    assert.equal(words(got), ['whole 1', 'step to 2', 'step to 3', 'step to 4', 'step to 5']);
    assert.equal(words(slow), ['whole 1', 'step to 2', 'whole 4', 'step to 5'], 'two steps were missed');
  } finally {
    hub.close();
    mock.timers.reset();
  }
});

test(
  'a snapshot comes from memory until something changes or two seconds have passed',
  withHub(({hub, follow, wait, renders, clock}) => {
    follow(['a']);
    hub.snapshot('a');
    hub.snapshot('a');
    assert.is(renders.length, 1);
    assert.equal([hub.figures.hits, hub.figures.misses], [2, 1]);
    hub.touched(['a']);
    assert.is(hub.snapshot('a')!.toString(), 'a 2', 'never what was before a change that is known');
    wait(20);
    clock.forward(2000);
    hub.snapshot('a');
    assert.is(renders.length, 4);
  }),
);

test(
  'whoever joins after a change sees it, also if nobody followed before',
  withHub(({hub, follow, wait}) => {
    follow(['a']).end();
    hub.touched(['a']);
    wait(20);
    assert.equal(follow(['a']).text(), ['a 2']);
  }),
);

test(
  'a slow browser gets only the latest after it has drained; the others do not wait for it',
  withHub(({hub, follow, wait}) => {
    const slow = follow(['a']);
    const quick = follow(['a']);
    slow.stopped = true;
    for (let index = 0; index < 5; index++) {
      hub.touched(['a']);
      wait(20);
    }
    assert.equal(slow.text(), ['a 1', 'a 2']);
    assert.equal(quick.text(), ['a 1', 'a 2', 'a 3', 'a 4', 'a 5', 'a 6']);
    slow.drain();
    assert.equal(slow.text(), ['a 1', 'a 2', 'a 6']);
    assert.is(slow.got[2], quick.got[5]);
  }),
);

test(
  'who takes nothing for thirty seconds is cut, to the tick, and its place is free',
  withHub(
    ({hub, follow, wait}) => {
      const stuck = follow(['a'], {address: '10.0.0.9', device: 'device:1'});
      const well = follow(['a']);
      stuck.stopped = true;
      hub.touched(['a']);
      wait(0);
      wait(30_000 - tickEveryMs);
      assert.equal([stuck.cut, stuck.ended], [false, false]);
      assert.throws(() => follow(['a']), isFull);
      wait(tickEveryMs);
      assert.equal([stuck.cut, stuck.ended], [true, false], 'without last words: it would not read them');
      assert.equal([well.cut, well.ended], [false, false]);
      assert.is(hub.figures.followers, 1);
      assert.equal(hub.figures.stalled, {a: 1});
      follow(['a'], {address: '10.0.0.9', device: 'device:1'});
    },
    {inAll: 2, perAddress: 1, perDevice: 1},
  ),
);

test(
  'who reads again within thirty seconds stays',
  withHub(({hub, follow, wait}) => {
    const her = follow(['a']);
    for (let round = 0; round < 3; round++) {
      her.stopped = true;
      hub.touched(['a']);
      wait(29_000);
      her.drain();
    }
    assert.equal([her.cut, hub.figures.stalled], [false, {}]);
  }),
);

test(
  'a life is bounded, each by its own measure, and ends politely; who does not leave is cut',
  withHub(
    ({hub, follow, wait}) => {
      const all = Array.from({length: 100}, () => follow(['queue:1']));
      const endedAt = new Map<number, number>();
      for (let second = 0; second <= 125; second++) {
        for (const [index, one] of all.entries()) if (one.ended && !endedAt.has(index)) endedAt.set(index, second);
        wait(1000);
      }
      const times = [...endedAt.values()];
      assert.is(times.length, 100);
      assert.ok(Math.min(...times) >= 80 && Math.max(...times) <= 121, `${Math.min(...times)} – ${Math.max(...times)}`);
      assert.ok(new Set(times).size > 15, 'not all together');
      assert.equal(hub.figures.aged, {queue: 100});
      assert.equal([hub.figures.followers, hub.figures.stalled], [0, {}]);
      for (const one of all) {
        assert.is(one.got.at(-1)!.toString(), 'event: again\ndata: {}\n\n');
        assert.ok(one.cut, 'a second later');
      }
    },
    {lifeMs: 100_000},
  ),
);

test(
  'beats do not all fall due in the same instant',
  withHub(
    ({follow, wait}) => {
      const all = Array.from({length: 200}, () => follow(['a']));
      const beats = () => all.reduce((sum, one) => sum + one.got.length - one.text().length, 0);
      let most = 0;
      for (let tick = 0; tick < beatEveryMs / tickEveryMs; tick++) {
        const before = beats();
        wait(tickEveryMs);
        most = Math.max(most, beats() - before);
      }
      assert.is(beats(), 200, 'each has had one');
      assert.ok(most < 50, `${most} at once`);
      for (let tick = 0; tick < 10; tick++) wait(beatEveryMs);
      assert.is(beats(), 2200, 'none is lost to ticks');
    },
    {inAll: 300, perTopic: 300},
  ),
);

test(
  'topics are shown anew one by one, and one that has just changed not at all',
  withHub(({hub, follow, wait, renders}) => {
    for (let index = 0; index < 100; index++) follow([`a${index}`]);
    renders.length = 0;
    let most = 0;
    for (let ms = 0; ms < refreshEveryMs; ms += tickEveryMs) {
      const before = renders.length;
      wait(tickEveryMs);
      hub.touched(['a0']);
      most = Math.max(most, renders.length - before);
    }
    wait(20);
    assert.ok(renders.filter((topic) => topic === 'a1').length >= 1);
    assert.ok(most < 30, `${most} at once`);
  }),
);

test(
  'each beat is a comment and an event, and comes more often than every 15 seconds',
  withHub(({follow, wait}) => {
    const her = follow(['a']);
    wait(beatEveryMs);
    assert.ok(beatEveryMs < 15_000);
    assert.match(her.got.at(-1)!.toString(), /^: beat\nevent: beat\ndata: \{"at":\d+\}\n\n$/);
  }),
);

test(
  'what is followed is shown anew now and then, because waits move with time',
  withHub(({follow, wait}) => {
    const her = follow(['a']);
    wait(refreshEveryMs + tickEveryMs);
    wait(20);
    assert.is(her.text().length, 2);
  }),
);

for (const [name, limit, topics, more] of [
  ['in all', {inAll: 2}, ['b'], {}],
  ['per topic', {perTopic: 2}, ['b', 'a'], {}],
  ['per device', {perDevice: 2}, ['b'], {device: 'device:1'}],
  ['per address', {perAddress: 2}, ['b'], {address: '10.0.0.9'}],
] as const)
  test(
    `streams are limited ${name}; one that ends makes room`,
    withHub(({hub, follow}) => {
      const first = follow(['a'], more);
      follow(['a'], more);
      assert.throws(() => hub.insistRoom({topics, device: null, address: null, ...more}), isFull);
      assert.throws(() => follow([...topics], more), isFull);
      assert.is(hub.figures.followers, 2);
      assert.is(hub.figures.refused, 2);
      assert.is(hub.figures.refusedBy[Object.keys(limit)[0] as keyof typeof hub.figures.refusedBy], 2);
      if (!('inAll' in limit)) follow(['c']);
      first.end();
      first.end();
      follow([...topics], more);
    }, limit),
  );

test(
  'a refusal says when to come back, and not to everybody the same',
  withHub(
    ({hub}) => {
      const seconds = new Set<unknown>();
      for (let index = 0; index < 50; index++)
        try {
          hub.insistRoom({topics: ['a'], device: null, address: null});
        } catch (error) {
          seconds.add((error as Refusal).extra.retryAfterSeconds);
        }
      assert.ok(seconds.size > 3);
      for (const wait of seconds) assert.ok(Number(wait) >= 1 && Number(wait) <= 60);
    },
    {inAll: 0},
  ),
);

test(
  'a stream ends when its session was revoked: at once by name, at the latest with the next beat',
  withHub(({hub, follow, wait}) => {
    let allowed = true;
    const staff = follow(['a'], {device: 'session:7', stillAllowed: () => allowed});
    const other = follow(['a'], {device: 'session:8', stillAllowed: () => allowed});
    const phone = follow(['a']);
    hub.endWhere((device) => device === 'session:7');
    assert.equal([staff.ended, other.ended, phone.ended], [true, false, false]);
    allowed = false;
    wait(beatEveryMs);
    assert.equal([other.ended, phone.ended], [true, false]);
  }),
);

test(
  'figures count streams by kind of topic, and go down again',
  withHub(({hub, follow}) => {
    const her = follow(['token:1', 'queue:1']);
    follow(['queue:2']);
    assert.equal(hub.figures.byKind, {token: 1, queue: 2});
    her.end();
    assert.equal(hub.figures.byKind, {queue: 1});
    assert.is(hub.figures.followers, 1);
  }),
);

test(
  'closing ends every stream and stops every timer; nobody is let in afterwards',
  withHub(({hub, follow, wait, renders}) => {
    const her = follow(['a']);
    hub.touched(['a']);
    hub.close();
    assert.ok(her.ended);
    const before = renders.length;
    wait(60_000);
    hub.touched(['a']);
    wait(60_000);
    assert.is(renders.length, before);
    assert.equal(her.text(), ['a 1']);
    assert.throws(() => follow(['a']), isFull);
    assert.is(hub.figures.followers, 0);
  }),
);

test('closing clears the timers that opening started', () => {
  const running = new Set<unknown>();
  const {setInterval: start, clearInterval: stop} = globalThis;
  Object.assign(globalThis, {
    setInterval: (work: () => void, ms: number) => {
      const timer = start(work, ms);
      running.add(timer);
      return timer;
    },
    clearInterval: (timer: NodeJS.Timeout) => {
      running.delete(timer);
      stop(timer);
    },
  });
  try {
    const {hub} = hall(wide);
    assert.is(running.size, 1, 'one timer for all streams');
    hub.close();
    assert.is(running.size, 0);
  } finally {
    Object.assign(globalThis, {setInterval: start, clearInterval: stop});
  }
});

test.run();
