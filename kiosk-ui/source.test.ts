import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {framesOf, isHopeless, openSource, type Record, type Source, type SourceWorld} from './source.ts';

class FakeStream implements Source {
  readyState = 0;
  closed = false;
  readonly heard = new Map<string, (event: MessageEvent) => void>();
  addEventListener(name: string, hear: (event: MessageEvent) => void) {
    this.heard.set(name, hear);
  }
  close() {
    this.closed = true;
  }
  emit(name: string) {
    this.heard.get(name)?.({data: '{}', lastEventId: '1'} as MessageEvent);
  }
}

function network(record: Record = {failures: 0, since: 0}) {
  let now = 100_000;
  let timers: {work: () => void; at: number}[] = [];
  const streams: FakeStream[] = [];
  const reads: string[] = [];
  const state = {answer: 'event: queue\nid: 3\ndata: {"id":"1"}\n\n' as string | null};
  const world: SourceWorld = {
    now: () => now,
    random: () => 0.5,
    stream() {
      streams.push(new FakeStream());
      return streams.at(-1)!;
    },
    async read(url) {
      reads.push(url);
      if (state.answer === null) throw new Error('cut');
      return state.answer;
    },
    setTimer(work, ms) {
      const timer = {work, at: now + ms};
      timers.push(timer);
      return timer;
    },
    clearTimer(timer) {
      timers = timers.filter((other) => other !== timer);
    },
  };
  async function pass(ms: number) {
    const until = now + ms;
    for (;;) {
      await new Promise((done) => setImmediate(done));
      const [next] = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      now = next.at;
      timers = timers.filter((timer) => timer !== next);
      next.work();
    }
    now = until;
  }
  function open() {
    const got: string[] = [];
    const source = openSource('/api/live?queue=1', world, record);
    for (const name of ['queue', 'polled', 'streamed', 'beat', 'error'])
      source.addEventListener(name, () => got.push(name));
    return {source, got};
  }
  return {record, streams, reads, state, pass, open, timers: () => timers.length};
}

const hopeless = (): Record => ({failures: 4, since: 0});

test('a stream that speaks is passed on, and nothing is asked for', async () => {
  const {open, streams, reads, pass} = network();
  const {got} = open();
  streams[0]!.emit('queue');
  await pass(60_000);
  assert.equal(got, ['queue']);
  assert.equal(reads, []);
});

test('four streams in a row without a word, given up in silence or cut, and the next one polls', async () => {
  const {open, streams, reads, pass, record} = network();
  for (let each = 0; each < 4; each++) {
    const {source, got} = open();
    await pass(4_000);
    if (each % 2 === 0) streams.at(-1)!.emit('error');
    source.close();
    assert.equal(reads, []);
    assert.is(got.length, each % 2 === 0 ? 1 : 0);
  }
  assert.is(record.failures, 4);
  const {got} = open();
  await pass(0);
  assert.equal(reads, ['/api/live?queue=1&once=1']);
  assert.equal(got, ['polled', 'queue']);
});

test('a stream that was exchanged at once has not failed, and one word makes good', async () => {
  const {open, record, streams} = network();
  for (let each = 0; each < 9; each++) open().source.close();
  assert.is(record.failures, 0);
  record.failures = 3;
  open();
  streams.at(-1)!.emit('beat');
  assert.is(record.failures, 0);
  assert.is(isHopeless({failures: 99, since: 0}, 5_000), false);
});

test('polling is bounded: one question at a time, about every six seconds, none after close', async () => {
  const {open, reads, pass, timers} = network(hopeless());
  const {source} = open();
  await pass(60_000);
  assert.ok(reads.length >= 9 && reads.length <= 12, String(reads.length));
  source.close();
  assert.is(timers(), 0);
  await pass(60_000);
  assert.ok(reads.length <= 12);
});

test('while it is polled a stream is tried now and then; when one speaks, polling ends', async () => {
  const {open, streams, reads, pass} = network(hopeless());
  const opened = open();
  await pass(1_000);
  streams[0]!.emit('error');
  assert.not.ok(opened.got.includes('error'), 'a poll still works');
  await pass(60_000);
  assert.is(streams.length, 2);
  assert.not.ok(opened.got.includes('streamed'));
  streams[1]!.emit('queue');
  assert.equal(opened.got.slice(-2), ['streamed', 'queue'], 'what comes by itself is said to be so');
  const asked = reads.length;
  await pass(60_000);
  assert.is(reads.length, asked);
  assert.is(streams.length, 2);
});

test('a stream that breaks while it is polled is tried again soon, then less often', async () => {
  const {open, streams, pass} = network(hopeless());
  open();
  const tried: number[] = [];
  for (let second = 1; second <= 60; second++) {
    await pass(1_000);
    if (streams.length > tried.length + 1) tried.push(second);
    if (!streams.at(-1)!.closed) streams.at(-1)!.emit('error');
  }
  assert.equal(tried, [3, 7, 15, 31]);
});

test('without any network polling fails as a stream does', async () => {
  const {open, state, pass} = network(hopeless());
  state.answer = null;
  const {got} = open();
  await pass(100);
  assert.equal(got, ['error']);
});

test('frames are read as a stream writes them', () => {
  assert.equal(framesOf(': beat\nevent: beat\ndata: {"at":1}\n\nevent: queue\nid: 5\ndata: {"a":"b: c"}\n\n'), [
    {name: 'beat', data: '{"at":1}', id: ''},
    {name: 'queue', data: '{"a":"b: c"}', id: '5'},
  ]);
});

test.run();
