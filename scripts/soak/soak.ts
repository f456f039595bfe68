// `npm run soak`: demo days at high speed against a real server, and what is left of them in memory, handles and files.
//   npm run soak                     ten days in half a minute; printed, not written down
//   npm run soak -- --minutes 60     an hour, a day each minute; written down in docs/figures.md as F10
//   npm run soak -- --hours 24       the long one
//   npm run soak -- --board 60       a board's page instead, for so many minutes at speed (see board.ts)
import {parseArgs} from 'node:util';
import {recordFigure} from '../figures/record.ts';
import {soakBoardFor} from './board.ts';
import {soak} from './run.ts';
import {fileGrowth, findings, growthOf, mb, type Sample} from './samples.ts';

const {values} = parseArgs({options: {minutes: {type: 'string'}, hours: {type: 'string'}, board: {type: 'string'}}});
if (values.board !== undefined) {
  await soakBoardFor(Number(values.board) || 1);
  process.exit();
}
const minutes = values.hours ? Number(values.hours) * 60 : values.minutes ? Number(values.minutes) : null;
const daySeconds = minutes === null || minutes < 10 ? 2.8 : 60;
const days = minutes === null ? 10 : Math.max(1, Math.round((minutes * 60) / daySeconds));

console.log(
  '      s   days  tokens  entries    heap      rss  timers sockets  fds  listeners followers streams  database      wal  statements',
);
const result = await soak({days, daySeconds, told: line});
const {before, during, after, counts, seconds} = result;
line(after, 0);
const found = findings(result);
// A machine that does other things for ten seconds breaks a connection now and then; a box that breaks them by itself does it often.
if (counts.reset > counts.requests / 1000)
  found.push(`${counts.reset} of ${counts.requests} requests met a broken connection`);
const second = during.slice(Math.floor(during.length / 2));
const {grown, computed} = fileGrowth(before, during.at(-1)!);
recordFigure({
  id: 'F10',
  what: `demo days at high speed: ${during.at(-1)!.days} days in ${Math.round(seconds / 60)} min (${Math.round(seconds)} s)`,
  baseline: null,
  measured:
    found.length === 0
      ? `nothing leaks; heap ${signed(growthOf(second, 'heap'))} over the second half`
      : `${found.length} findings`,
  reach: 'memory flat, file growth as computed, no timer or listener leaked',
  reached: found.length === 0,
  notes: [
    `heap ${mb(second[0]!.heap)} → ${mb(during.at(-1)!.heap)}, resident ${mb(second[0]!.rss)} → ${mb(during.at(-1)!.rss)} over the second half`,
    `before and after: timers ${before.timers}, ${after.timers}; sockets ${before.sockets}, ${after.sockets}; listeners ${before.listeners}, ${after.listeners}; open files ${before.files}, ${after.files}; followers ${before.followers}, ${after.followers}`,
    `file: ${mb(grown)} for ${during.at(-1)!.tokens - before.tokens} tokens and ${during.at(-1)!.entries - before.entries} journal entries, computed ${mb(computed)}; log ${mb(during.at(-1)!.walBytes)}; ${during.at(-1)!.statements} statements kept`,
    `${counts.joins} joins, ${counts.calls} calls, ${counts.streams} streams (${counts.slow} of them slow), ${counts.refused} refused by rate, ${counts.reset} of ${counts.requests} requests asked again after a broken connection`,
    ...found,
  ],
  round: minutes !== null && minutes >= 60 ? 'whole' : 'short',
});
if (found.length > 0) process.exitCode = 1;

function line(one: Sample, streams: number): void {
  const cell = (value: string | number, width: number) => String(value).padStart(width);
  console.log(
    [
      cell(Math.round(one.atMs / 1000), 7),
      cell(one.days, 6),
      cell(one.tokens, 7),
      cell(one.entries, 8),
      cell(mb(one.heap), 9),
      cell(mb(one.rss), 9),
      cell(one.timers, 6),
      cell(one.sockets, 7),
      cell(one.files, 5),
      cell(one.listeners, 9),
      cell(one.followers, 9),
      cell(streams, 8),
      cell(mb(one.databaseBytes), 9),
      cell(mb(one.walBytes), 9),
      cell(one.statements, 6),
    ].join(' '),
  );
}

function signed(bytes: number): string {
  return `${bytes >= 0 ? '+' : '−'}${mb(Math.abs(bytes))}`;
}
