// F1: kill -9 at random instants under load, again and again on the same folder.
import {dice} from '../dice.ts';
import {fault, type Ledger, openLedger, settle, startLoad} from './acknowledged.ts';
import {freshFolder, launch} from './child.ts';
import {type Client, openClient} from './client.ts';
import {compareExactly, verifyFolder} from './compare.ts';
import {type Context, countOf, type Row, rest, roundOf, seed} from './row.ts';

const wholeKills = 1000;
const shortKills = 10;
const longestLoadMs = 350;
/** Of the kills, so many hit a server that is only starting, or is putting its file in order after the last one. */
const whileStarting = 0.15;
const startTakesMs = 700;
/** Token by token and with `npm run verify` only so often: both look at everything that ever happened. */
const allEvery = 100;

export const rows: Record<string, Row> = {F1: killAgainAndAgain};

async function killAgainAndAgain(context: Context) {
  const kills = countOf(context, wholeKills, shortKills);
  const {next, ...rng} = dice(seed);
  const folder = freshFolder();
  let ledger: Ledger | null = null;
  let earlyKills = 0;
  const startedAt = performance.now();
  const restartMs: number[] = [];
  for (let done = 0; done <= kills && (ledger?.faults.length ?? 0) === 0; ) {
    const server = launch(folder.path);
    const launchedAt = performance.now();
    if (ledger && done < kills && next() < whileStarting) {
      await rest(next() * startTakesMs);
      await server.kill();
      done++;
      earlyKills++;
      continue;
    }
    const client = openClient(await server.serving);
    restartMs.push(performance.now() - launchedAt);
    ledger ??= await openLedger(client);
    await check(ledger, client, folder.path, done % allEvery === 0 || done === kills);
    if (done < kills) await underLoad(ledger, client, {next, ...rng}, () => server.kill());
    else await server.kill('SIGTERM');
    client.close();
    done++;
    if (kills > 50 && done % 50 === 0) console.log(`    F1 ${done} kills, ${ledger.known.size} tokens`);
  }
  const {figures, faults, known, calls} = ledger!;
  folder.remove();
  return {
    id: 'F1',
    what: 'kill -9 at random instants under load, same folder: what was acknowledged stands',
    baseline: null,
    measured: `${kills} kills, ${faults.length === 0 ? '0 acknowledged writes lost, 0 numbers repeated or skipped' : `${faults.length} FAULTS`}`,
    reach: `${kills}${kills < wholeKills ? ' (short round)' : ''} kills, 0 lost, 0 repeated or skipped`,
    reached: faults.length === 0,
    notes: [
      `${known.size} tokens, ${calls} calls, ${figures.answers} answers; ${figures.unanswered} requests got none and were asked again with their key; ${earlyKills} kills hit a server that was starting`,
      `checked after each start: every changed token's number, key and state, counts, gaps, calls; every ${allEvery} kills and at the end everything, the journal and npm run verify`,
      `start median ${Math.round(median(restartMs))} ms, whole round ${Math.round((performance.now() - startedAt) / 1000)} s, seed ${seed}`,
      ...faults.slice(0, 10),
    ],
    round: roundOf(context),
  };
}

async function check(ledger: Ledger, client: Client, dataDir: string, all: boolean): Promise<void> {
  await settle(ledger, client);
  compareExactly(ledger, dataDir, all);
  const bad = all ? verifyFolder(dataDir) : null;
  if (bad) fault(ledger, bad);
}

async function underLoad(
  ledger: Ledger,
  client: Client,
  rng: ReturnType<typeof dice>,
  kill: () => Promise<unknown>,
): Promise<void> {
  const load = startLoad(ledger, client, rng);
  await rest(20 + rng.next() * longestLoadMs);
  await kill();
  await load.stop();
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
