/** Mornings that once broke a promise, and what it was. They are played again with every test; the list only grows. */
export const seeds: readonly {seed: number; found: string}[] = [
  {seed: 3, found: 'after the clock went back, the latest instant was taken for the last call of a room'},
  {seed: 4, found: 'two rooms that called in one millisecond changed places on the screens by a restart'},
  {seed: 14, found: 'somebody of the priority lane went from 2nd to 3rd by a walk-in, and the journal gave no reason'},
  {seed: 36, found: "somebody's five minutes were over: who was overtaken was worked out from an older line"},
  {seed: 67, found: 'at a counter that takes two at once, the estimate took either of them, whoever was read last'},
  {seed: 94, found: 'a transfer undone after a restart: the token had forgotten why it had moved back'},
  {seed: 103, found: 'a call out of turn let a restored no-show come before others, and the journal did not say so'},
  {seed: 174, found: 'back into the walk-in lane, before others: the journal did not say so'},
  {
    seed: 563,
    found: 'somebody who was held left a lane empty, a walk-in came later by that, and the journal did not say so',
  },
  {seed: 1362, found: 'the judge itself took a line of which half had ended with its day for one that people see'},
];
