import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {Source} from './source.ts';
import {openTabs, type TabsWorld} from './tabs.ts';
import {chooser, unionOf} from './tabs-rules.ts';

/** A browser with tabs, by hand: time moves when told, words between tabs come a millisecond later, the box is a list. */
function browser() {
  let now = 1_000_000;
  let timers: {work: () => void; at: number; tab: Tab | null}[] = [];
  const tabs: Tab[] = [];
  const streams: FakeStream[] = [];
  const refuses = new Set<string>();
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };

  class FakeStream implements Source {
    readonly url: string;
    readonly tab: Tab;
    closed = false;
    readyState = 1;
    readonly heard = new Map<string, (event: MessageEvent) => void>();
    constructor(url: string, tab: Tab) {
      this.url = url;
      this.tab = tab;
    }
    addEventListener(name: string, hear: (event: MessageEvent) => void) {
      this.heard.set(name, hear);
    }
    close() {
      this.closed = true;
    }
    emit(name: string, data: unknown = {}) {
      if (!this.closed) this.heard.get(name)?.({data: JSON.stringify(data), lastEventId: '7'} as MessageEvent);
    }
    fail(readyState: number) {
      this.readyState = readyState;
      if (!this.closed) this.heard.get('error')?.({} as MessageEvent);
    }
  }

  interface Tab {
    alive: boolean;
    open(query: string, names?: string[]): Opened;
    /** The process ends without a word. */
    crash(): void;
    leave(): void;
    back(): void;
  }
  interface Opened {
    got: [string, unknown][];
    errors: number[];
    source: Source;
  }

  function tab({visible = true, channels = true} = {}): Tab {
    const hooks = {leave: () => {}, back: () => {}};
    const hearers = new Set<(word: unknown) => void>();
    const self: Tab = {
      alive: true,
      open(query, names = ['queue', 'token', 'board', 'desk', 'beat']) {
        const source = opener(`/api/live?${query}`);
        const opened: Opened = {got: [], errors: [], source};
        for (const name of names)
          source.addEventListener(name, ({data}) => opened.got.push([name, JSON.parse(data)] as [string, unknown]));
        source.addEventListener('error', () => opened.errors.push(source.readyState));
        return opened;
      },
      crash() {
        self.alive = false;
        for (const stream of streams) if (stream.tab === self) stream.closed = true;
      },
      leave: () => hooks.leave(),
      back: () => hooks.back(),
    };
    const world: TabsWorld = {
      now: () => now,
      random,
      visible: () => visible,
      connect(hear) {
        if (!channels) return null;
        hearers.add(hear);
        lines.set(hear, self);
        return {
          post(word) {
            const copy = JSON.parse(JSON.stringify(word)) as unknown;
            for (const [other, owner] of lines)
              if (other !== hear)
                timers.push({work: () => owner.alive && lines.has(other) && other(copy), at: now + 1, tab: null});
          },
          close: () => lines.delete(hear),
        };
      },
      open(url) {
        const stream = new FakeStream(url, self);
        streams.push(stream);
        if (refuses.size > 0 && [...refuses].some((part) => url.includes(part)))
          timers.push({work: () => stream.fail(2), at: now + 1, tab: null});
        return stream;
      },
      probe: (url) => Promise.resolve([...refuses].some((part) => url.includes(part)) ? 'no' : 'yes'),
      setTimer(work, ms) {
        const timer = {work, at: now + ms, tab: self};
        timers.push(timer);
        return timer;
      },
      clearTimer(timer) {
        timers = timers.filter((other) => other !== timer);
      },
      watch: (leave, back) => Object.assign(hooks, {leave, back}),
    };
    const opener = openTabs(world);
    tabs.push(self);
    return self;
  }
  const lines = new Map<(word: unknown) => void, Tab>();

  function pass(ms: number): void {
    const until = now + ms;
    for (;;) {
      const [next] = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      now = Math.max(now, next.at);
      timers = timers.filter((timer) => timer !== next);
      if (next.tab?.alive !== false) next.work();
    }
    now = until;
  }
  /** Lets promises come round too. */
  async function settle(ms: number): Promise<void> {
    for (let part = 0; part < 10; part++) {
      pass(ms / 10);
      await Promise.resolve();
      await new Promise((done) => setImmediate(done));
    }
  }
  const open = () => streams.filter((stream) => !stream.closed);
  return {tab, pass, settle, streams, open, refuses, timers: () => timers.filter((timer) => timer.tab?.alive).length};
}

test('one tab alone has its own stream, soon', () => {
  const {tab, pass, open} = browser();
  const one = tab().open('queue=1');
  pass(200);
  assert.equal(
    open().map((stream) => stream.url),
    ['/api/live?queue=1'],
  );
  open()[0]!.emit('queue', {id: '1'});
  assert.equal(one.got, [['queue', {id: '1'}]]);
});

test('without a line between tabs each opens its own at once', () => {
  const {tab, open} = browser();
  for (let each = 0; each < 3; each++) tab({channels: false}).open('desk=1');
  assert.is(open().length, 3);
});

test('ten tabs that come together have one stream, and each hears its own topics only', () => {
  const {tab, pass, open} = browser();
  const desks = Array.from({length: 4}, () => tab().open('desk=1'));
  const phones = ['a', 'b', 'c'].map((key) => tab().open(`my=${key}`));
  const boards = ['x', 'y', 'x'].map((id) => tab().open(`board=${id}`));
  pass(1_000);
  assert.is(open().length, 1);
  const stream = open()[0]!;
  assert.is(stream.url, '/api/live?my=a&my=b&my=c&board=x&board=y&desk=1');
  stream.emit('token', {key: 'b', queue: {id: '2'}});
  stream.emit('queue', {id: '2'});
  stream.emit('desk', {queue: {id: '2'}});
  stream.emit('board', {id: 'x'});
  stream.emit('beat', {at: 1});
  pass(10);
  assert.equal(
    [...phones, ...desks, ...boards].map(({got}) => got.map(([name]) => name).join(' ')),
    ['beat', 'token queue beat', 'beat', ...Array(4).fill('desk beat'), 'board beat', 'beat', 'board beat'],
  );
});

test('who comes later gets the picture as it is now: the stream is opened anew, and the others are not disturbed', () => {
  const {tab, pass, open, streams} = browser();
  const first = tab().open('desk=1&changes=1', ['desk', 'desk-change', 'beat']);
  pass(300);
  open()[0]!.emit('desk', {n: 1});
  const second = tab().open('desk=1&changes=1', ['desk', 'desk-change', 'beat']);
  pass(5);
  // A step that starts from a picture which the second has not seen.
  open()[0]!.emit('desk-change', {n: 2});
  pass(300);
  assert.is(streams.length, 2);
  assert.is(open().length, 1);
  open()[0]!.emit('desk', {n: 2});
  pass(5);
  assert.equal(second.got, [['desk', {n: 2}]]);
  assert.equal(
    first.got.map(([name]) => name),
    ['desk', 'desk-change', 'desk'],
  );
  assert.equal([...first.errors, ...second.errors], []);
});

test('a leader that dies without a word is followed within three seconds, by one', () => {
  const {tab, pass, open} = browser();
  const tabs = Array.from({length: 10}, () => tab());
  const all = tabs.map((one) => one.open('queue=1'));
  pass(1_000);
  const leader = open()[0]!.tab;
  leader.crash();
  assert.is(open().length, 0);
  pass(3_200);
  assert.is(open().length, 1);
  open()[0]!.emit('queue', {id: '1'});
  pass(10);
  const alive = all.filter((_, index) => tabs[index]!.alive);
  assert.ok(alive.every(({got}) => got.length === 1));
});

test('a leader that says goodbye, or is frozen, is followed at once; thawed, it follows', () => {
  const {tab, pass, open} = browser();
  const tabs = Array.from({length: 5}, () => tab());
  const all = tabs.map((one) => one.open('queue=1'));
  pass(1_000);
  const leader = open()[0]!.tab;
  leader.leave();
  pass(300);
  assert.is(open().length, 1);
  assert.is.not(open()[0]!.tab, leader);
  const next = open()[0]!.tab;
  leader.back();
  pass(500);
  assert.is(open().length, 1);
  assert.is(open()[0]!.tab, next);
  open()[0]!.emit('queue', {id: '1'});
  pass(10);
  assert.ok(all.every(({got}) => got.length === 1));
});

test('a leader that was deaf for a while and wakes up follows whoever took over', () => {
  const {tab, pass, open} = browser();
  const first = tab();
  first.open('queue=1');
  pass(300);
  const second = tab();
  second.open('queue=1');
  pass(300);
  first.alive = false;
  pass(5_000);
  assert.is(open().filter((stream) => stream.tab === second).length, 1);
  first.alive = true;
  second.open('queue=2');
  pass(60_000);
  assert.equal(
    open().map((stream) => stream.tab === second),
    [true],
  );
});

test('a cut reaches every tab, and their return is one stream again', () => {
  const {tab, pass, open, streams} = browser();
  const tabs = Array.from({length: 6}, () => tab());
  const before = tabs.map((one) => one.open('queue=1'));
  pass(1_000);
  const opened = streams.length;
  open()[0]!.fail(0);
  pass(10);
  assert.ok(before.every(({errors}) => errors.length === 1 && errors[0] === 0));
  for (const {source} of before) source.close();
  // As live.ts comes back: within a quarter of a second of each other.
  tabs.forEach((one) => {
    pass(40);
    one.open('queue=1');
  });
  pass(1_000);
  assert.is(open().length, 1);
  assert.is(streams.length, opened + 1);
});

test('a wish that the box refuses is taken out; the others go on', async () => {
  const {tab, settle, open, refuses} = browser();
  refuses.add('my=old');
  const good = tab().open('queue=1');
  const bad = tab().open('my=old');
  await settle(2_000);
  assert.equal(bad.errors, [2]);
  assert.equal(good.errors, []);
  assert.equal(
    open().map((stream) => stream.url),
    ['/api/live?queue=1'],
  );
  // It asks again, and is refused without a stream being touched.
  const stream = open()[0];
  bad.source.close();
  const again = tab().open('my=old');
  await settle(2_000);
  assert.equal(again.errors, [2]);
  assert.is(open()[0], stream);
});

test('a full box is said to all, and is not asked for each of them', async () => {
  const {tab, settle, streams} = browser();
  const all = Array.from({length: 5}, (_, index) => tab().open(`queue=${index}`));
  await settle(500);
  const stream = streams.filter((one) => !one.closed)[0]!;
  stream.fail(2);
  await settle(500);
  assert.ok(all.every(({errors}) => errors.length === 1 && errors[0] === 2));
  const asked = streams.length;
  const late = tab().open('queue=9');
  await settle(1_000);
  assert.equal(late.errors, [2]);
  assert.is(streams.length, asked);
});

test('what staff see leaves the stream with the last who may see it', () => {
  const {tab, pass, open} = browser();
  const phone = tab().open('queue=1');
  const desk = tab().open('desk=1');
  pass(500);
  assert.match(open()[0]!.url, 'desk=1');
  desk.source.close();
  pass(100);
  assert.equal(
    open().map((stream) => stream.url),
    ['/api/live?queue=1'],
  );
  assert.equal(phone.errors, []);
});

test('tabs that died are forgotten: the stream does not carry their topics for ever', () => {
  const {tab, pass, open} = browser();
  tab().open('queue=1');
  pass(300);
  const dying = tab();
  dying.open('my=gone');
  pass(300);
  assert.match(open()[0]!.url, 'my=gone');
  dying.crash();
  pass(120_000);
  assert.equal(
    open().map((stream) => stream.url),
    ['/api/live?queue=1'],
  );
});

test('closed pages leave neither stream nor timer', () => {
  const {tab, pass, open, timers} = browser();
  const one = tab();
  const {source} = one.open('queue=1');
  pass(500);
  source.close();
  pass(10_000);
  assert.is(open().length, 0);
  assert.is(timers(), 0);
});

test('the union is the same for the same wishes, and asks for steps only when all understand them', () => {
  assert.is(unionOf(['my=b', 'queue=2&queue=1', 'my=a', 'my=b']), unionOf(['queue=1', 'queue=2', 'my=a&my=b']));
  assert.is(unionOf(['desk=1&changes=1', 'desk=1&changes=1']), 'desk=1&changes=1');
  assert.is(unionOf(['desk=1&changes=1', 'desk=1']), 'desk=1');
});

test('a line is for a token only once it is known to stand there', () => {
  const wants = chooser('my=k');
  assert.is(wants('queue', {id: '2'}), false);
  assert.is(wants('token', {key: 'other', queue: {id: '2'}}), false);
  assert.is(wants('queue', {id: '2'}), false);
  assert.is(wants('token', {key: 'k', queue: {id: '2'}}), true);
  assert.is(wants('queue', {id: '2'}), true);
  assert.is(wants('desk', {queue: {id: '2'}}), false);
});

test.run();
