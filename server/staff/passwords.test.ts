import {registerHooks} from 'node:module';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {Refusal} from '../base/refusal.ts';

// A hash that takes as long as the test wants, in place of the real one: what is tested here is the line before it.
interface Fake {
  now: number;
  most: number;
  finish: (() => void)[];
}
const fake: Fake = {now: 0, most: 0, finish: []};
Object.assign(globalThis, {fakeArgon: fake});
const source = `
  const fake = globalThis.fakeArgon;
  async function slow(answer) {
    fake.now++;
    fake.most = Math.max(fake.most, fake.now);
    await new Promise((done) => fake.finish.push(done));
    fake.now--;
    return answer;
  }
  export const hash = (password) => slow('hash of ' + password);
  export const verify = (stored, password) => slow(stored === 'hash of ' + password);
`;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@node-rs/argon2'
      ? {url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true}
      : next(specifier, context),
});
const {fitsPassword, hashPassword} = await import('./passwords.ts');

/** Lets everybody finish, one after the other. */
async function finishAll(): Promise<void> {
  for (let idle = 0; idle < 5; ) {
    await new Promise((done) => setImmediate(done));
    const finish = fake.finish.shift();
    if (finish) finish();
    idle = finish ? 0 : idle + 1;
  }
}

test('two at once, the rest in line, in the order they came', async () => {
  fake.most = 0;
  const answered: string[] = [];
  const all = ['a', 'b', 'c', 'd', 'e'].map((password) =>
    hashPassword(password).then((hash) => {
      answered.push(hash.at(-1)!);
      // Whoever comes back at once must not slip in before those in line.
      return hashPassword('again');
    }),
  );
  await finishAll();
  await Promise.all(all);
  assert.is(fake.most, 2);
  assert.is(answered.join(''), 'abcde');
});

test('two run and twenty wait; one more is told to come later, and the line moves on', async () => {
  fake.most = 0;
  const outcomes = Promise.allSettled(Array.from({length: 23}, () => hashPassword('x')));
  await finishAll();
  const refusals = (await outcomes).flatMap((one) => (one.status === 'rejected' ? [one.reason as Refusal] : []));
  assert.is(refusals.length, 1);
  assert.ok(refusals[0] instanceof Refusal);
  assert.is(refusals[0].code, 'rate.limited');
  assert.type(refusals[0].extra.retryAfterSeconds, 'number');
  assert.is(fake.most, 2);
  const later = hashPassword('later');
  await finishAll();
  assert.is(await later, 'hash of later');
});

test('an unknown person costs a check all the same, and never fits', async () => {
  const before = fake.finish.length;
  const known = fitsPassword('hash of secret', 'secret');
  await finishAll();
  assert.is(await known, true);
  const wrong = fitsPassword('hash of secret', 'guess');
  await finishAll();
  assert.is(await wrong, false);
  const unknown = fitsPassword(null, 'nobody has this password');
  await finishAll();
  assert.is(await unknown, false);
  assert.is(fake.finish.length, before);
});

test.run();
