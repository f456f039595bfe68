/** Figures of the samples, as a table and as a verdict. Errors are mean absolute errors in minutes. */

import type {Sample} from './measure.ts';
import {moments} from './measure.ts';
import {aim} from './parameters.ts';

export interface Figures {
  count: number;
  unknown: number;
  truth: number;
  plain: number;
  unscheduled: number;
  bare: number;
  ours: number;
  oracle: number;
  ratio: number;
  inRange: number;
  oracleInRange: number;
  width: number;
}

export function figures(samples: readonly Sample[]): Figures {
  const known = samples.flatMap(({ours, oracle, unscheduled, bare, ...rest}) => {
    return ours === null || oracle === null || unscheduled === null || bare === null
      ? []
      : [{...rest, ours, oracle, unscheduled, bare}];
  });
  const mean = (of: (sample: (typeof known)[number]) => number): number =>
    known.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, known.length);
  const ours = mean((s) => Math.abs(s.ours.likelyMinutes - s.truthMinutes));
  const oracle = mean((s) => Math.abs(s.oracle.likely - s.truthMinutes));
  return {
    count: known.length,
    unknown: samples.length - known.length,
    truth: mean((s) => s.truthMinutes),
    plain: mean((s) => Math.abs(s.plainMinutes - s.truthMinutes)),
    unscheduled: mean((s) => Math.abs(s.unscheduled.likelyMinutes - s.truthMinutes)),
    bare: mean((s) => Math.abs(s.bare.likelyMinutes - s.truthMinutes)),
    ours,
    oracle,
    ratio: ours / oracle,
    inRange: mean((s) => Number(s.truthMinutes >= s.ours.lowMinutes && s.truthMinutes <= s.ours.highMinutes)),
    oracleInRange: mean((s) => Number(s.truthMinutes >= s.oracle.low && s.truthMinutes <= s.oracle.high)),
    width: mean((s) => s.ours.highMinutes - s.ours.lowMinutes),
  };
}

export function table(samples: readonly Sample[]): string {
  const head = ['', 'n', 'wait', 'plain', 'ours', 'oracle', 'ours/oracle', 'in range', 'width', 'oracle in', 'unknown'];
  const rows = [head.concat('no schedule', 'least')];
  const add = (name: string, some: readonly Sample[]): void => {
    if (some.length > 0) rows.push(row(name, figures(some)));
  };
  for (const moment of moments) add(moment, ofMoment(samples, moment));
  add('all', samples);
  rows.push([]);
  for (const world of new Set(samples.map((sample) => sample.world))) {
    const here = samples.filter((sample) => sample.world === world);
    add(world, here);
    for (const moment of moments) add(`  ${moment}`, ofMoment(here, moment));
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const lines = rows.map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return `${lines.join('\n')}\n
wait: mean true wait. plain (people ahead × average), ours, oracle: mean absolute error, all in minutes.
in range: truths inside our 80 % range; width: its mean minutes. unknown: "not known yet", left out of every column.
no schedule: our error where the box knows neither planned breaks nor bookings; least: where it is given no optional fact
at all (holds, no-shows, overtakers, absent rooms, announced lateness). Aim: ours/oracle at most ${aim.mostErrorRatio},
in range ${100 * aim.lowestCoverage} to ${100 * aim.highestCoverage} % at ${aim.at.join(', ')} ahead, over all worlds together.`;
}

/** What is missed of the aim, in words; empty when it is reached. */
export function judge(samples: readonly Sample[]): string[] {
  const faults: string[] = [];
  const {ratio} = figures(samples);
  if (!(ratio <= aim.mostErrorRatio)) faults.push(`error is ${ratio.toFixed(3)} × the oracle's`);
  for (const ahead of aim.at) {
    const {inRange, count} = figures(ofMoment(samples, `${ahead} ahead`));
    if (count === 0 || inRange < aim.lowestCoverage || inRange > aim.highestCoverage) {
      faults.push(`${percent(inRange)} in range at ${ahead} ahead`);
    }
  }
  return faults;
}

const ofMoment = (samples: readonly Sample[], moment: string): Sample[] =>
  samples.filter((sample) => sample.moment === moment);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function row(name: string, f: Figures): string[] {
  return [
    name,
    String(f.count),
    f.truth.toFixed(1),
    f.plain.toFixed(2),
    f.ours.toFixed(2),
    f.oracle.toFixed(2),
    f.ratio.toFixed(3),
    percent(f.inRange),
    f.width.toFixed(1),
    percent(f.oracleInRange),
    String(f.unknown),
    f.unscheduled.toFixed(2),
    f.bare.toFixed(2),
  ];
}
