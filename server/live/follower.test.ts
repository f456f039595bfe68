import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {Follower, frame} from './follower.ts';

/** A browser that takes everything until told to stop, as a socket with a full buffer would. */
function browser() {
  const got: string[] = [];
  let takes = true;
  let drained = () => {};
  return {
    got,
    ended: 0,
    cut: 0,
    stop: () => {
      takes = false;
    },
    drain() {
      takes = true;
      drained();
    },
    sink(this: {ended: number; cut: number}) {
      return {
        write: (bytes: Buffer) => {
          got.push(bytes.toString());
          return takes;
        },
        onDrained: (then: () => void) => {
          drained = then;
        },
        end: () => {
          this.ended++;
        },
        cut: () => {
          this.cut++;
        },
      };
    },
  };
}

function follow(topics: string[], present: Record<string, string | null> = {}, stillAllowed = () => true) {
  const her = browser();
  const time = {now: 0};
  const me = new Follower({
    topics,
    sink: her.sink(),
    device: null,
    address: null,
    stillAllowed,
    snapshot(topic) {
      const text = present[topic];
      return text === null || text === undefined ? null : Buffer.from(text);
    },
    now: () => time.now,
    beatAt: 0,
    endsAt: 0,
  });
  return {her, me, time, present};
}
const bytes = (text: string) => Buffer.from(text);

test('an event is a name, an id and one line of JSON', () => {
  assert.is(frame('queue', 7, {name: 'a\nb'}).toString(), 'event: queue\nid: 7\ndata: {"name":"a\\nb"}\n\n');
});

test('who takes everything gets everything', () => {
  const {her, me} = follow(['a']);
  me.show('a', bytes('1'));
  me.show('a', bytes('2'));
  me.show('a', null);
  assert.equal(her.got, ['1', '2']);
});

test('who is slow gets nothing meanwhile, and afterwards only the latest of each topic', () => {
  const {her, me, present} = follow(['a', 'b']);
  her.stop();
  me.show('a', bytes('a1'));
  for (let index = 0; index < 1000; index++) {
    me.show('a', bytes(`a${index}`));
    me.show('b', bytes(`b${index}`));
  }
  assert.equal(her.got, ['a1'], 'nothing is queued for it');
  present.a = 'a now';
  present.b = 'b now';
  her.drain();
  assert.equal(her.got, ['a1', 'a now', 'b now']);
  her.drain();
  assert.is(her.got.length, 3, 'and once');
});

test('who is slow again in the middle of catching up gets the rest after the next drain', () => {
  const {her, me, present} = follow(['a', 'b']);
  her.stop();
  for (const topic of ['a', 'a', 'b']) me.show(topic, bytes('old'));
  Object.assign(present, {a: 'a', b: 'b'});
  // Drained, but each write fills it again at once.
  const {drain} = her;
  const stopped = () => {
    her.drain();
    her.stop();
  };
  stopped();
  assert.is(her.got.filter((text) => text === 'a').length, 1);
  drain();
  assert.equal(her.got, ['old', 'a', 'b']);
});

test('what no longer exists is left out when it catches up', () => {
  const {her, me} = follow(['a'], {a: null});
  her.stop();
  me.show('a', bytes('1'));
  me.show('a', bytes('2'));
  her.drain();
  assert.equal(her.got, ['1']);
});

test('it knows for how long the browser takes nothing; beats are not queued for it', () => {
  const {her, me, time} = follow(['a']);
  me.beat(bytes('beat'));
  assert.equal(her.got, ['beat']);
  assert.is(me.blockedMs(time.now), 0);
  her.stop();
  me.show('a', bytes('1'));
  time.now = 29_999;
  me.beat(bytes('beat'));
  me.show('a', bytes('2'));
  assert.is(me.blockedMs(time.now), 29_999);
  assert.equal(her.got, ['beat', '1']);
});

test('who takes something in between starts anew', () => {
  const {her, me, time} = follow(['a']);
  for (let round = 0; round < 3; round++) {
    her.stop();
    me.show('a', bytes('1'));
    time.now += 20_000;
    assert.is(me.blockedMs(time.now), 20_000);
    her.drain();
    assert.is(me.blockedMs(time.now), 0);
  }
});

test('after its end nothing is written and it ends once', () => {
  const {her, me, present} = follow(['a']);
  her.stop();
  me.show('a', bytes('1'));
  me.show('a', bytes('2'));
  me.end();
  me.end();
  assert.is(her.ended, 1);
  present.a = 'now';
  her.drain();
  me.show('a', bytes('3'));
  me.beat(bytes('beat'));
  assert.equal(her.got, ['1']);
});

test('who is cut gets no last words', () => {
  const {her, me} = follow(['a']);
  me.cut();
  me.end();
  me.show('a', bytes('1'));
  assert.equal([her.cut, her.ended, her.got.length], [1, 0, 0]);
});

test('who may follow is asked each time', () => {
  let allowed = true;
  const {me} = follow([], {}, () => allowed);
  assert.ok(me.allowed());
  allowed = false;
  assert.not(me.allowed());
});

test.run();
