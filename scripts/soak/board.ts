// `npm run soak -- --board 60`: a board's page for that many minutes at speed, and what it holds. Thousands of calls: weeks of a
// quiet hall. Needs Chromium.
import {chromiumPath} from '../need.ts';
import {type BoardSample, boardFindings, soakBoard} from './board-run.ts';

export async function soakBoardFor(minutes: number): Promise<void> {
  const executable = chromiumPath();
  if (!executable) throw new Error('this needs Chromium: install it, or name one in CHROMIUM');
  console.log('      s    calls   heap KB   nodes  listeners');
  const samples = await soakBoard({executable, seconds: minutes * 60, samples: 24, speed: 40, told: line});
  const found = boardFindings(samples);
  console.log(found.length === 0 ? 'Nothing grows.' : found.join('\n'));
  if (found.length > 0) process.exitCode = 1;
}

function line({seconds, calls, heapBytes, nodes, listeners}: BoardSample): void {
  const cell = (value: number, width: number) => String(value).padStart(width);
  const kb = Math.round(heapBytes / 1024);
  console.log(`${cell(seconds, 7)} ${cell(calls, 8)} ${cell(kb, 9)} ${cell(nodes, 7)} ${cell(listeners, 10)}`);
}
