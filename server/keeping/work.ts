// A process of its own for what reads whole files: the server goes on answering, and what this takes of memory goes back when
// it ends. It gets one order over its channel, answers once and ends.

import path from 'node:path';
import type {CopyOrder, Made} from './make-copy.ts';
import type {PreparedRestore, RestoreOrder} from './restore-copy.ts';
import type {FoundFault} from './run-work.ts';
import type {SecondMade, SecondOrder} from './second-place.ts';

export type Order =
  | ({what: 'copy'} & CopyOrder)
  | ({what: 'second'} & SecondOrder)
  | ({what: 'prepare'} & RestoreOrder)
  | {what: 'check'; dataDir: string; at: number};

export interface CheckFound {
  state: 'clean' | 'fault' | 'unjudged';
  ms: number;
  /** For administrators, one paragraph a line, by language. */
  lines: {en: string[]; hi: string[]};
}

export interface Results {
  copy: Made;
  second: SecondMade;
  prepare: PreparedRestore;
  check: CheckFound;
}

export type Reply = {result: Results[Order['what']]} | {fault: FoundFault};

if (process.send) {
  process.once('message', (order: Order) => {
    obey(order)
      .then(
        (result): Reply => ({result}),
        (error: unknown): Reply => ({fault: faultOf(error)}),
      )
      .then((reply) => process.send!(reply, () => process.disconnect()));
  });
  process.on('disconnect', () => process.exit(0));
}

async function obey(order: Order): Promise<Results[Order['what']]> {
  switch (order.what) {
    case 'copy':
      return (await import('./make-copy.ts')).makeCopy(order);
    case 'second':
      return (await import('./second-place.ts')).copyToSecondPlace(order);
    case 'prepare':
      return (await import('./restore-copy.ts')).prepareRestore(order);
    case 'check':
      return check(order);
  }
}

/** The file of a running box. What was found is kept beside the copies. */
async function check({dataDir, at}: {dataDir: string; at: number}): Promise<CheckFound> {
  const [{verifyFile}, {tellVerdict}, {saveRecord}] = await Promise.all([
    import('./verify.ts'),
    import('./tell.ts'),
    import('./records.ts'),
  ]);
  const file = path.join(dataDir, 'baari.db');
  const startedAt = performance.now();
  const verdict = verifyFile(file);
  const lines = {en: tellVerdict(verdict, file, 'en'), hi: tellVerdict(verdict, file, 'hi')};
  const found = {state: verdict.state, ms: Math.round(performance.now() - startedAt), lines};
  saveRecord(dataDir, 'check', {at, ...found});
  return found;
}

function faultOf(error: unknown): FoundFault {
  if (!(error instanceof Error)) return {why: 'fault', detail: 'unknown'};
  const why = 'why' in error ? String(error.why) : 'fault';
  return {why, detail: error.message.replace(/\s+/g, ' ').slice(0, 500)};
}
