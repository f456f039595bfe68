import * as fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {applyChange, changeOf} from './desk-change-rules.ts';
import type {DeskEvent, StaffTokenView} from './schema.ts';

/** The rules look at nothing but ids, places and whether anything else differs. */
const wait = fc.option(fc.record({least: fc.nat(9), most: fc.nat(9)}));
const token = fc.record({
  id: fc.nat(30).map(String),
  state: fc.constantFrom('waiting', 'called', 'done'),
  name: fc.option(fc.constantFrom('Asha', 'Ravi')),
  queue: fc.record({id: fc.constant('1'), name: fc.constantFrom('A', 'B')}),
  position: fc.option(fc.nat(30)),
  ahead: fc.option(fc.nat(30)),
  wait,
}) as unknown as fc.Arbitrary<StaffTokenView>;
const event = fc.record({
  queue: fc.record({id: fc.constant('1'), waiting: fc.nat(30)}),
  tokens: fc.uniqueArray(token, {selector: ({id}) => id, maxLength: 30}),
  truncated: fc.boolean(),
  box: fc.record({demo: fc.boolean()}),
}) as unknown as fc.Arbitrary<Omit<DeskEvent, 'n'>>;

test('whoever knew the picture before knows the one after, step by step', () => {
  fc.assert(
    fc.property(fc.array(event, {minLength: 2, maxLength: 8}), (made) => {
      const events: typeof made = JSON.parse(JSON.stringify(made));
      const pictures = events.map((one, index) => ({n: 100 + index, ...one}));
      let known: DeskEvent = pictures[0]!;
      for (const [index, next] of pictures.slice(1).entries()) {
        const change = changeOf(pictures[index]!, next, {from: 100 + index, n: 101 + index});
        // As it travels.
        known = applyChange(known, JSON.parse(JSON.stringify(change)))!;
        assert.equal(known, next);
      }
    }),
  );
});

test('a step from another picture is not taken', () => {
  const empty = {queue: {id: '1'}, tokens: [], truncated: false, box: {}} as unknown as DeskEvent;
  const change = changeOf({...empty, n: 4}, {...empty, n: 5}, {from: 4, n: 5});
  assert.is(applyChange({...empty, n: 3}, change), null);
  assert.is(applyChange(empty, change), null);
  assert.is(applyChange({...empty, n: 4}, change)?.n, 5);
  assert.is(applyChange({...empty, n: 4}, {...change, order: ['7']}), null);
});

test('who only moved up is told by the place alone', () => {
  const person = (id: string, position: number) =>
    ({id, name: 'Asha', position, ahead: position - 1, wait: null}) as unknown as StaffTokenView;
  const of = (...tokens: StaffTokenView[]) =>
    ({queue: {id: '1'}, tokens, truncated: false, box: {}}) as unknown as DeskEvent;
  const change = changeOf(of(person('1', 1), person('2', 2)), of(person('2', 1), person('3', 2)), {from: 1, n: 2});
  assert.equal(change.order, ['2', '3']);
  assert.equal(change.changed, [person('3', 2)]);
  assert.equal(change.places, {2: [1, 0, null]});
});

test.run();
