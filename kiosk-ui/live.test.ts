import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {firstWordMs, follow, isSilent, type LiveState, type LiveWorld, retryInMs, silenceMs} from './live.ts';

/** A browser by hand: time moves when told, streams are plain objects. */
function handWorld() {
  let now = 1_000_000;
  let timers: {work: () => void; at: number}[] = [];
  const streams: FakeStream[] = [];
  const hooks = {wake: () => {}, leave: () => {}, doubt: () => {}, stopped: false};
  const world: LiveWorld = {
    now: () => now,
    random: () => 1,
    open(url) {
      const stream = new FakeStream(url);
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    setTimer(work, ms) {
      const timer = {work, at: now + ms};
      timers.push(timer);
      return timer;
    },
    clearTimer(timer) {
      timers = timers.filter((other) => other !== timer);
    },
    watch(wake, leave, doubt) {
      Object.assign(hooks, {wake, leave, doubt});
      return () => {
        hooks.stopped = true;
      };
    },
  };
  function pass(ms: number): void {
    const until = now + ms;
    for (;;) {
      const [next] = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      now = Math.max(now, next.at);
      timers = timers.filter((timer) => timer !== next);
      next.work();
    }
    now = until;
  }
  const last = () => streams[streams.length - 1]!;
  return {world, streams, last, hooks, pass, timers: () => timers.length, sleep: (ms: number) => (now += ms)};
}

class FakeStream {
  readonly url: string;
  closed = false;
  readyState = 1;
  private readonly listeners = new Map<string, (event: unknown) => void>();
  constructor(url: string) {
    this.url = url;
  }
  addEventListener(name: string, listener: (event: unknown) => void) {
    this.listeners.set(name, listener);
  }
  close() {
    this.closed = true;
  }
  emit(name: string, data: unknown = {}) {
    this.listeners.get(name)?.({data: JSON.stringify(data), lastEventId: '7'});
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.listeners.get('error')?.({});
  }
}

function following() {
  const hand = handWorld();
  const got: unknown[] = [];
  const states: LiveState[] = [];
  const live = follow(
    'queue=1',
    {on: {queue: (data, id) => got.push([data, id])}, onState: (state) => states.push(state)},
    hand.world,
  );
  return {...hand, got, states, live};
}

test('an event is handed on and makes the state fresh', () => {
  const {last, got, live} = following();
  assert.is(last().url, '/api/live?queue=1');
  assert.is(live.state().fresh, false);
  last().emit('queue', {waiting: 3});
  assert.equal(got, [[{waiting: 3}, '7']]);
  assert.is(live.state().fresh, true);
});

test('a beat alone does not make an empty screen fresh', () => {
  const {last, live} = following();
  last().emit('beat', {at: '2026-11-22T09:00:00Z'});
  assert.is(live.state().fresh, false);
});

test('beats keep it fresh, silence makes it stale and opens a new stream', () => {
  const {last, streams, pass, live} = following();
  last().emit('queue');
  for (let beat = 0; beat < 5; beat++) {
    pass(6_000);
    last().emit('beat', {at: '2026-11-22T09:00:00Z'});
  }
  assert.is(live.state().fresh, true);
  assert.is(streams.length, 1);
  const heardAt = live.state().heardAt;
  pass(silenceMs + 2_000);
  assert.equal(live.state(), {fresh: false, heardAt, refused: false});
  assert.ok(streams[0]!.closed);
  pass(1_000);
  assert.is(streams.length, 2);
  last().emit('queue');
  assert.is(live.state().fresh, true);
});

test('a cut shows at once, and the next try is soon', () => {
  const {last, streams, pass, live} = following();
  last().emit('queue');
  last().fail(0);
  assert.is(live.state().fresh, false);
  pass(1_000);
  assert.is(streams.length, 2);
});

test('after silence, who says nothing is given up within three seconds, again and again', () => {
  const {last, streams, pass} = following();
  last().emit('queue');
  pass(silenceMs + 1_500);
  assert.is(streams.length, 2);
  for (let tries = 2; tries < 200; tries++) {
    assert.is(streams.length, tries);
    pass(3_500);
    assert.ok(streams[tries - 1]!.closed);
  }
});

test('a network that was slow before has longer for its first word', () => {
  const {last, streams, pass} = following();
  pass(firstWordMs + 200);
  last().emit('queue');
  pass(silenceMs + 1_500);
  pass(firstWordMs + 2_000);
  assert.is(streams.length, 2);
  last().emit('queue');
});

test('a server that came back may take its time: the herd before its door is not made greater', () => {
  const {last, streams, pass} = following();
  last().emit('queue');
  pass(silenceMs + 1_500);
  last().fail(0);
  pass(1_500);
  assert.is(streams.length, 3);
  pass(silenceMs - 2_500);
  assert.is(streams.length, 3);
});

test('tries that the machine itself gives up after a while are no reason to ask less often', () => {
  const {last, streams, pass} = following();
  last().emit('queue');
  pass(silenceMs + 1_500);
  for (let tries = 2; tries < 20; tries++) {
    assert.is(streams.length, tries);
    pass(2_000);
    last().fail(0);
    pass(1_000);
  }
});

test('a stream that ends of age is followed by the next without a word of doubt', () => {
  const {last, streams, states, live} = following();
  last().emit('queue');
  const before = states.length;
  last().emit('again');
  assert.is(streams.length, 2);
  assert.ok(streams[0]!.closed);
  assert.is(live.state().fresh, true);
  assert.is(states.length, before);
});

test('what is only polled is shown with its age, until a stream speaks', () => {
  const {last, live, got, pass} = following();
  last().emit('polled');
  last().emit('queue');
  assert.is(got.length, 1);
  assert.is(live.state().fresh, false);
  const heardAt = live.state().heardAt!;
  pass(6_000);
  last().emit('polled');
  last().emit('queue');
  assert.is(live.state().heardAt, heardAt + 6_000);
  last().emit('streamed');
  assert.is(live.state().fresh, false);
  last().emit('queue');
  assert.is(live.state().fresh, true, 'at its first word, not only at the next beat');
});

test('no stream is opened before the browser is ready, whatever wakes the page; afterwards one', () => {
  const hand = handWorld();
  let ready = () => {};
  const world: LiveWorld = {
    ...hand.world,
    ready(then) {
      ready = then;
    },
  };
  follow('queue=1', {on: {}}, world);
  hand.hooks.wake();
  hand.hooks.doubt();
  assert.is(hand.streams.length, 0);
  ready();
  ready();
  assert.is(hand.streams.length, 1);
});

test('a refused stream says so and is asked less often', () => {
  const {last, streams, pass, live} = following();
  last().fail(2);
  assert.is(live.state().refused, true);
  for (let round = 0; round < 20; round++) {
    pass(20_000);
    last().fail(2);
  }
  const before = streams.length;
  pass(19_000);
  assert.is(streams.length, before);
});

test('a phone that slept asks at once when it wakes', () => {
  const {last, streams, sleep, hooks} = following();
  last().emit('queue');
  sleep(3_600_000);
  hooks.wake();
  assert.is(streams.length, 2);
  assert.ok(streams[0]!.closed);
});

test('a wake-up after a moment leaves a good stream alone', () => {
  const {last, streams, sleep, hooks} = following();
  last().emit('queue');
  sleep(5_000);
  hooks.wake();
  assert.is(streams.length, 1);
});

test('leaving closes the stream and coming back opens it', () => {
  const {last, streams, hooks, live, timers} = following();
  last().emit('queue');
  hooks.leave();
  assert.ok(streams[0]!.closed);
  assert.is(timers(), 0);
  assert.is(live.state().fresh, false);
  hooks.wake();
  assert.is(streams.length, 2);
});

test('what an old stream still says is not heard', () => {
  const {last, streams, got, live} = following();
  last().emit('queue', 1);
  live.refresh();
  streams[0]!.emit('queue', 2);
  assert.is(got.length, 1);
});

test('a handler that throws does not stop the stream', () => {
  const hand = handWorld();
  const silent = console.error;
  console.error = () => {};
  const live = follow(
    'my=x',
    {
      on: {
        token: () => {
          throw new Error('a fault in the screen');
        },
      },
    },
    hand.world,
  );
  hand.last().emit('token');
  hand.last().emit('token');
  console.error = silent;
  assert.is(live.state().fresh, true);
});

test('close leaves no stream, timer or listener', () => {
  const {live, streams, timers, hooks, pass} = following();
  live.close();
  assert.ok(streams[0]!.closed);
  assert.is(timers(), 0);
  assert.ok(hooks.stopped);
  hooks.wake();
  pass(60_000);
  assert.is(streams.length, 1);
});

test('retries grow, have jitter and stay within five seconds', () => {
  assert.is(retryInMs(0, false, 0), 250);
  assert.is(retryInMs(0, false, 1), 500);
  for (let failures = 0; failures < 100; failures++) {
    assert.ok(retryInMs(failures, false, 1) <= 3_000);
    assert.ok(retryInMs(failures, false, 0) >= 250);
    assert.ok(retryInMs(failures, true, 1) <= 20_000);
  }
});

test('a clock that was set back is not silence', () => {
  assert.is(isSilent(1_000_000, 0), false);
  assert.is(isSilent(0, silenceMs), false);
  assert.is(isSilent(0, silenceMs + 1), true);
});

test.run();
