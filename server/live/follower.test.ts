import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type Follower, frame, openFollower} from './follower.ts';

/** A browser that takes everything until told to stop, as a socket with a full buffer would. */
function browser() {
  const got: string[] = [];
  let takes = true;
  let drained = () => {};
  return {
    got,
    ended: 0,
    stop: () => {
      takes = false;
    },
    drain() {
      takes = true;
      drained();
    },
    sink(this: {ended: number}) {
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
      };
    },
  };
}

function follow(topics: string[], present: Record<string, string | null> = {}) {
  const her = browser();
  const gone: Follower[] = [];
  const me = openFollower(
    {topics, sink: her.sink(), device: null, address: null},
    (topic) => {
      const text = present[topic];
      return text === null || text === undefined ? null : Buffer.from(text);
    },
    (one) => gone.push(one),
  );
  return {her, me, gone, present};
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

test('who takes nothing for three beats is let go', () => {
  const {her, me, gone} = follow(['a']);
  me.beat(bytes('beat'));
  assert.equal(her.got, ['beat']);
  her.stop();
  me.show('a', bytes('1'));
  me.beat(bytes('beat'));
  me.beat(bytes('beat'));
  assert.equal(gone, []);
  me.beat(bytes('beat'));
  assert.equal(gone, [me]);
  assert.equal(her.got, ['beat', '1'], 'beats are not queued either');
});

test('who takes something in between starts anew', () => {
  const {her, me, gone} = follow(['a']);
  for (let round = 0; round < 3; round++) {
    her.stop();
    me.show('a', bytes('1'));
    me.beat(bytes('beat'));
    me.beat(bytes('beat'));
    her.drain();
  }
  assert.equal(gone, []);
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

test('who may follow is asked each time', () => {
  let allowed = true;
  const her = browser();
  const me = openFollower(
    {topics: [], sink: her.sink(), device: null, address: null, stillAllowed: () => allowed},
    () => null,
    () => {},
  );
  assert.ok(me.allowed());
  allowed = false;
  assert.not(me.allowed());
});

test.run();
