import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {Refusal} from './api.ts';
import {goodForMs, openPending, type PendingDeed, type PendingWorld, pendingMost} from './pending.ts';

const issue = '/api/queues/1/tokens';
const minuteMs = 60_000;

function desk(store: {text: string | null} = {text: null}) {
  let now = 1_000_000;
  let timers: {work: () => void; at: number}[] = [];
  const sent: string[] = [];
  const net = {answer: (_: PendingDeed): unknown => ({number: 'C-001'}), down: true};
  const shown: PendingDeed[][] = [];
  const world: PendingWorld = {
    now: () => now,
    random: () => 0.5,
    read: () => store.text,
    write: (text) => {
      store.text = text;
    },
    async send(deed) {
      if (net.down) throw new Refusal(0, {title: 'No connection'});
      sent.push(deed.key);
      return net.answer(deed);
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
  const pending = openPending(
    (deeds) => shown.push([...deeds]),
    () => {},
    world,
  );
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
  const keep = (key: string, path = issue) => pending.keep({key, path, body: {name: 'A'}, words: 'New number'});
  const states = () => pending.list().map(({key, state}) => `${key} ${state}`);
  return {pending, net, sent, pass, keep, states, store, timers: () => timers.length};
}

test('a deed waits while the box is away, and is sent once when it is back', async () => {
  const {pending, net, sent, pass, keep, states} = desk();
  pending.begin('1');
  assert.ok(keep('a'));
  await pass(20_000);
  assert.equal(states(), ['a waiting']);
  net.down = false;
  await pass(20_000);
  assert.equal(sent, ['a']);
  assert.equal(states(), ['a sent']);
  assert.is(pending.list()[0]!.said, 'C-001');
  pending.flush();
  await pass(60_000);
  assert.equal(sent, ['a']);
});

test('in order, one at a time, also when the stream and the timer say at once that the box is back', async () => {
  const {pending, net, sent, pass, keep} = desk();
  pending.begin('1');
  for (const key of ['a', 'b', 'c']) keep(key);
  net.down = false;
  pending.flush();
  pending.flush();
  await pass(10_000);
  assert.equal(sent, ['a', 'b', 'c']);
});

test('a call never waits, nor does anything that is only right in its moment', () => {
  const {pending, keep} = desk();
  pending.begin('1');
  const now = ['call-next', 'pause', 'resume', 'open', 'close', 'late', 'void'].map((deed) => `/api/queues/1/${deed}`);
  const ones = ['call', 'no-show', 'undo', 'start', 'complete'].map((deed) => `/api/tokens/1/${deed}`);
  for (const path of [...now, ...ones, '/api/my/k/cancel', '/api/queues/1/tokens/more']) {
    assert.is(goodForMs(path), 0, path);
    assert.is(keep('x', path), false, path);
  }
  assert.equal(pending.list(), []);
});

test('what became too old is not sent any more, and says so', async () => {
  const {pending, net, sent, pass, keep, states} = desk();
  pending.begin('1');
  keep('old');
  await pass(4 * minuteMs);
  keep('young', '/api/tokens/3/cancel');
  keep('youngest');
  await pass(6 * minuteMs + 10_000);
  net.down = false;
  await pass(20_000);
  assert.equal(sent, ['youngest']);
  assert.equal(states(), ['old late', 'young late', 'youngest sent']);
});

test('a refusal is shown in its words, and the next goes on', async () => {
  const {pending, net, pass, keep, states} = desk();
  pending.begin('1');
  keep('a');
  keep('b');
  net.answer = ({key}) => {
    if (key === 'a') throw new Refusal(409, {code: 'queue.full', title: 'This queue is full'});
    return {token: {number: 'C-002'}};
  };
  net.down = false;
  await pass(10_000);
  assert.equal(states(), ['a refused', 'b sent']);
  assert.equal(
    pending.list().map(({said}) => said),
    ['This queue is full', 'C-002'],
  );
});

test('a box that is back but has no room, or asks who it is, is asked again', async () => {
  for (const status of [503, 429, 401]) {
    const {pending, net, pass, keep, states, sent} = desk();
    pending.begin('1');
    keep('a');
    net.answer = () => {
      if (sent.length < 3) throw new Refusal(status, {code: 'x'});
      return {};
    };
    net.down = false;
    await pass(60_000);
    assert.equal(states(), ['a sent'], String(status));
  }
});

test('it survives a reload, for the same person only, and nothing stays after sign-out', async () => {
  const before = desk();
  before.pending.begin('1');
  before.keep('a');
  const other = desk({...before.store});
  other.pending.begin('2');
  assert.equal(other.pending.list(), []);
  const after = desk(before.store);
  after.pending.begin('1');
  assert.equal(after.states(), ['a waiting']);
  after.net.down = false;
  await after.pass(10);
  assert.equal(after.sent, ['a']);
  after.pending.clear();
  assert.is(after.store.text, null);
  assert.is(after.keep('b'), false);
  assert.is(after.timers(), 0);
});

test('only so many wait, and what is over can be taken away', async () => {
  const {pending, keep} = desk();
  pending.begin('1');
  for (let each = 0; each < pendingMost; each++) assert.ok(keep(`k${each}`));
  assert.is(keep('one too many'), false);
  pending.drop('k0');
  assert.ok(keep('room again'));
});

test('a damaged store is an empty one', () => {
  for (const text of ['{', '5', 'null', '{"a":1}']) {
    const {pending} = desk({text});
    pending.begin('1');
    assert.equal(pending.list(), []);
  }
});

test.run();
