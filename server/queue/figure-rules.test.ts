import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type FigureMove, foldMove, noFigures} from './figure-rules.ts';

const move = (kind: string, at: number, state: FigureMove['before']['state'], calledAt: number | null): FigureMove => ({
  kind,
  at,
  before: {state, calledAt},
});

test('turns that end by completing, a hold or a transfer count with the time the room was taken', () => {
  const moves = [
    move('complete', 300, 'serving', 100),
    move('hold', 450, 'called', 400),
    move('transfer', 900, 'serving', 500),
    move('no-show', 990, 'called', 950),
  ];
  assert.equal(moves.reduce(foldMove, noFigures), {recentMs: [200, 50, 400], finished: 3, holds: 1, missed: 1});
});

test('somebody who was in no room says nothing about the rooms', () => {
  assert.is(foldMove(noFigures, move('hold', 5, 'waiting', null)), noFigures);
  assert.is(foldMove(noFigures, move('start', 5, 'called', 1)), noFigures);
});

test('a clock set back gives no negative duration; only the last fifty are kept', () => {
  let figures = foldMove(noFigures, move('complete', 50, 'called', 100));
  assert.equal(figures.recentMs, [0]);
  for (let index = 1; index <= 60; index++) figures = foldMove(figures, move('complete', index, 'serving', 0));
  assert.is(figures.recentMs.length, 50);
  assert.is(figures.recentMs.at(-1), 60);
  assert.is(figures.finished, 61);
});

test.run();
