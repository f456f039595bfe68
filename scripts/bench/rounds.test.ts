// time-limit: 20
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {alternate, median, quantile, ratioInWords, ratios, spreadInWords} from './rounds.ts';

test('each round measures every side once, one at a time, in turned order', async () => {
  const seen: string[] = [];
  let atOnce = 0;
  const side = (name: string) => async (round: number) => {
    assert.is(++atOnce, 1);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    seen.push(`${name}${round}`);
    return round + (name === 'ours' ? 10 : 1);
  };
  const figures = await alternate(3, {ours: side('ours'), baseline: side('baseline')});
  assert.equal(seen, ['ours0', 'baseline0', 'baseline1', 'ours1', 'ours2', 'baseline2']);
  assert.equal(figures, {ours: [10, 11, 12], baseline: [1, 2, 3]});
});

test('what counts is the median of the rounds’ own ratios, not the ratio of medians', () => {
  const found = ratios([10, 90, 30], [1, 30, 10]);
  assert.equal(found, [10, 3, 3]);
  assert.is(median(found), 3);
});

test('the median of an even number lies between the two in the middle; the order given does not matter', () => {
  assert.is(median([4, 1, 3, 2]), 2.5);
  assert.is(median([7]), 7);
  const given = [3, 1, 2];
  median(given);
  assert.equal(given, [3, 1, 2]);
});

test('quantiles lie between the measured values', () => {
  const values = Array.from({length: 101}, (_, index) => index);
  assert.is(quantile(values, 0.95), 95);
  assert.is(quantile([0, 10], 0.95), 9.5);
  assert.is(quantile([0, 10], 0), 0);
  assert.is(quantile([0, 10], 1), 10);
});

test('a round that measured nothing is no ratio', () => {
  assert.throws(() => median([]), /nothing was measured/);
  assert.throws(() => ratios([1, 2], [1]), /2 rounds of ours, 1 of the baseline/);
  assert.throws(() => ratios([1], [0]), /no ratio/);
  assert.throws(() => ratios([Number.NaN], [1]), /no ratio/);
  assert.throws(() => ratios([1], [Number.NaN]), /no ratio/);
});

test('the words say median, number of rounds and spread', () => {
  assert.is(ratioInWords([15.94, 17.21, 18.4], 1), '17.2× (3 rounds, 15.9 – 18.4)');
  assert.is(ratioInWords([2]), '2.00× (1 round, 2.00 – 2.00)');
  assert.is(spreadInWords([1, 3], 0), '2 rounds, 1 – 3');
});

test.run();
