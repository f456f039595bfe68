// One measured load on one server: warm it up, drive it for some seconds, and know how busy each process was.
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Load, LoadResult} from './driver.ts';

const driver = fileURLToPath(new URL('driver.ts', import.meta.url));
const driverMs = 120_000;
/**
 * Both sides alike, until the compiler is done with the hot path: a hospital's server runs for weeks, and the first ten thousand
 * answers of a process take it half as long again as all later ones.
 */
const warmUpTurns = 3;
const warmUpSeconds = 1.5;
const leastRequests = 500;
const mostRequests = 200_000;
const ticksPerSecond = 100;

export interface Measured extends LoadResult {
  /** Share of one processor that the server and the driver took. */
  serverBusy: number;
  driverBusy: number;
  /** Everything else on the machine: the baseline's database, or somebody who disturbs the measurement. */
  restBusy: number;
}

export interface LoadParts {
  /** Takes the measured load. */
  url: string;
  /** Takes the warming up: another queue of the same server. */
  warmUrl: string;
  serverPid: number;
  clients: number;
  seconds: number;
  /** Between warming up and measuring. */
  between?(): Promise<void>;
}

/** Every answer must be a 201; anything else is a fault of the measurement, not a figure. */
export async function measureLoad({url, warmUrl, serverPid, clients, seconds, between}: LoadParts): Promise<Measured> {
  let warm = await drive({url: warmUrl, clients, amount: leastRequests});
  for (let turn = 0; turn < warmUpTurns; turn++)
    warm = await drive({url: warmUrl, clients, amount: bounded(warm.perSecond * warmUpSeconds)});
  await between?.();
  const before = cpuSecondsOf(serverPid);
  const result = await drive({url, clients, amount: bounded(warm.perSecond * seconds)});
  const server = cpuSecondsOf(serverPid) - before;
  const rest = result.machineCpuSeconds - server - result.driverCpuSeconds;
  return {
    ...result,
    serverBusy: server / result.seconds,
    driverBusy: result.driverCpuSeconds / result.seconds,
    restBusy: Math.max(0, rest) / result.seconds,
  };
}

export async function drive(load: Load): Promise<LoadResult> {
  const printed = await new Promise<string>((resolve, reject) =>
    execFile(
      process.execPath,
      [driver, JSON.stringify(load)],
      {timeout: driverMs, killSignal: 'SIGKILL'},
      (error, out) => (error ? reject(error) : resolve(out)),
    ),
  );
  const result = JSON.parse(printed) as LoadResult;
  if (result.lost > 0 || Object.keys(result.other).length > 0)
    throw new Error(`${load.url}: not every answer was a 201: ${JSON.stringify(result)}`);
  return result;
}

const bounded = (amount: number) => Math.round(Math.min(mostRequests, Math.max(leastRequests, amount)));

function cpuSecondsOf(pid: number): number {
  // The name in brackets may hold anything; the fields after it are counted from the last bracket.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
