import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {personFrom, startSearch, suggestionsMost} from './search.ts';

const rest = (ms: number) => new Promise((done) => setTimeout(done, ms));

test('asks once, when the typing rests', async () => {
  const asked: string[] = [];
  const told: string[][] = [];
  const search = startSearch(
    async (text) => {
      asked.push(text);
      return [text];
    },
    (items) => told.push(items),
    10,
  );
  for (const text of ['98', '981', '9812', '9812 ']) search.type(text);
  await rest(40);
  assert.equal(asked, ['9812']);
  assert.equal(told, [['9812']]);
  search.stop();
});

test('a late answer to an old question is dropped; suggestions are bounded', async () => {
  const told: string[] = [];
  const search = startSearch(
    async (text) => {
      await rest(text === 'slow' ? 60 : 1);
      return Array.from({length: 50}, () => text);
    },
    (items) => told.push(`${items[0]} ${items.length}`),
    1,
  );
  search.type('slow');
  await rest(15);
  search.type('quick');
  await rest(90);
  assert.equal(told, [`quick ${suggestionsMost}`]);
  search.stop();
});

test('a failed search suggests nothing; stop stops', async () => {
  const told: number[] = [];
  const search = startSearch(
    async () => {
      throw new Error('box is down');
    },
    (items) => told.push(items.length),
    1,
  );
  search.type('abc');
  await rest(20);
  assert.equal(told, [0]);
  search.type('abcd');
  search.stop();
  await rest(20);
  assert.equal(told, [0]);
});

test('digits are a phone, the rest is a name', () => {
  assert.equal(personFrom(' 98123 45678 '), {phone: '98123 45678'});
  assert.equal(personFrom('+91 98123'), {phone: '+91 98123'});
  assert.equal(personFrom('Sunita Devi'), {name: 'Sunita Devi'});
  assert.equal(personFrom(' '), {});
});

test.run();
