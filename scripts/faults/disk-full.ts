// F4: a small file system that fills up under load, and then has room again.
import fs from 'node:fs';
import path from 'node:path';
import {dice} from '../dice.ts';
import {need} from '../need.ts';
import {addClerk, fault, type Ledger, openLedger, type Person, settle, startLoad} from './acknowledged.ts';
import {freshFolder, launch, type Server} from './child.ts';
import {type Client, openClient} from './client.ts';
import {compareExactly, verifyFolder} from './compare.ts';
import {formatImage, type Mount, mountImage, mountMemory} from './mounts.ts';
import {type Context, missing, notRun, type Row, rest, roundOf, seed, until} from './row.ts';
import {followStream, type Stream} from './stream.ts';

const sizeMib = 96;
const mib = 1024 * 1024;
/** Under the server's `fullBytes`, and not yet nothing. */
const nearlyFullLeavesMib = 20;
const noticedMs = 6000;
const ballastMs = 30_000;
const usedUpMs = 60_000;
/** "Resumes by itself within seconds". */
const resumeMs = 10_000;

export const rows: Record<string, Row> = {F4: fillTheDisk};

async function fillTheDisk(context: Context) {
  const head = {
    id: 'F4',
    what: 'disk full under load, then room again',
    reach: 'no crash, reads and streams go on, clear 503, resumes by itself, nothing acknowledged lost',
  };
  const gone = missing(['root'], 'F4 small file system');
  if (gone) return notRun(context, head, gone);
  const unable = whyNoSmallDisk();
  if (unable) return notRun(context, head, unable);
  const kinds = need('loop', 'F4 on ext4') ? (context.whole ? ['ext4', 'tmpfs'] : ['ext4']) : ['tmpfs'];
  const plays: Play[] = [];
  for (const kind of kinds) {
    const folder = freshFolder();
    const disk = smallDisk(kind, folder.path);
    plays.push(await play(kind, disk, context.whole));
    disk.remove();
    folder.remove();
  }
  const faults = plays.flatMap((one) => one.faults);
  return {
    ...head,
    baseline: null,
    measured: `${kinds.join(' and ')} of ${sizeMib} MB: ${faults.length === 0 ? 'as it should be' : `${faults.length} FAULTS`}; ready again after ${plays.map((one) => `${(one.resumedMs / 1000).toFixed(1)} s`).join(', ')}`,
    reached: faults.length === 0,
    notes: [...plays.flatMap((one) => one.notes), `seed ${seed}`, ...faults.slice(0, 10)],
    round: roundOf(context),
  };
}

/** Null when a small disk can be mounted here. */
export function whyNoSmallDisk(): string | null {
  const folder = freshFolder();
  try {
    smallDisk(need('loop', 'F4 on ext4') ? 'ext4' : 'tmpfs', folder.path).remove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    folder.remove();
  }
}

function smallDisk(kind: string, folder: string): Mount {
  const at = path.join(folder, 'disk');
  if (kind === 'tmpfs') return mountMemory(at, sizeMib);
  const image = path.join(folder, 'disk.img');
  formatImage(image, sizeMib, ['mkfs.ext4', '-q', '-F', '-m', '0']);
  return mountImage(image, at);
}

interface Play {
  faults: string[];
  notes: string[];
  resumedMs: number;
}

async function play(kind: string, disk: Mount, whole: boolean): Promise<Play> {
  const dataDir = path.join(disk.path, 'data');
  let server = launch(dataDir);
  let client = openClient(await server.serving);
  const ledger = await openLedger(client);
  const clerk = addClerk(ledger);
  const load = startLoad(ledger, client, dice(seed));
  const stream = followStream(`${await server.serving}/api/live?desk=1`, ledger.bearer);
  const insist = (good: boolean, words: string) => good || fault(ledger, `${kind}: ${words}`);
  const ballast = path.join(dataDir, 'ballast');
  insist(await until(ballastMs, () => fs.existsSync(ballast)), 'the ballast was never written');

  // Nearly full: strangers wait, staff go on, the ballast is still there.
  fill(disk, 'filler', nearlyFullLeavesMib);
  insist(await until(noticedMs, () => diskOf(stream) === 'full'), 'staff screens do not say that the disk is full');
  await insistFull(ledger, client, insist);
  insist(await goesOn(clerk), 'staff can not go on while there is room for them');
  const desks = stream.count.get('desk') ?? 0;
  insist(await until(3000, () => (stream.count.get('desk') ?? 0) > desks), 'the stream stands still');
  const nearly = {...ledger.figures};

  // Nothing left: SQLite runs out, the ballast is given, staff go on in its room.
  fill(disk, 'filler', 0);
  insist(await until(usedUpMs, () => !fs.existsSync(ballast)), 'the ballast was not given on a full disk');
  insist(await goesOn(clerk), 'staff can not go on in the room of the ballast');

  // That is taken as well: nobody can write, everybody can read.
  fill(disk, 'filler-2', 0);
  insist(await until(usedUpMs, () => standsStill(clerk)), 'writes succeed on a disk without any room');
  await insistFull(ledger, client, insist);
  insist(stream.open, 'the stream was cut');
  insist(server.child.exitCode === null, 'the server has ended');

  // Room again: all by itself.
  const resumedMs = await makeRoom(disk, client, insist);
  insist(await until(noticedMs, () => diskOf(stream) !== 'full'), 'staff screens still say that the disk is full');
  insist(
    await until(noticedMs, () => ledger.people.every(({asked}) => !asked?.refused)),
    'some writes are still refused',
  );
  await load.stop();
  await settle(ledger, client);
  compareExactly(ledger, dataDir, true);
  stream.close();

  // A start with nothing free: the ballast is given before SQLite opens its file.
  if (whole) {
    insist(await until(ballastMs, () => fs.existsSync(ballast)), 'the ballast did not come back');
    fill(disk, 'filler', 0);
    await server.kill();
    client.close();
    server = launch(dataDir);
    client = openClient(await server.serving);
    await insistFull(ledger, client, insist);
    const again = startLoad(ledger, client, dice(seed + 1));
    insist(await goesOn(clerk), 'after a start on a full disk staff can not go on');
    await makeRoom(disk, client, insist);
    await again.stop();
    await settle(ledger, client);
    compareExactly(ledger, dataDir, true);
  }
  await endAndVerify(server, client, dataDir, insist);
  return {
    faults: ledger.faults,
    resumedMs,
    notes: [
      `${kind}: ${ledger.known.size} tokens, ${ledger.figures.unavailable} answers were 503 store.unavailable with Retry-After (${nearly.unavailable} of them while staff went on), all asked again with their key and done once; ${clerk.done} people registered at the desk${whole ? '; killed and started again on the full disk' : ''}`,
    ],
  };
}

type Insist = (good: boolean, words: string) => unknown;

/** What must hold whenever the disk is full. */
async function insistFull(ledger: Ledger, client: Client, insist: Insist): Promise<void> {
  const stranger = await client.ask('/api/queues/4/tokens', {body: {}});
  insist(
    stranger?.status === 503 && stranger.body.code === 'store.unavailable',
    `a stranger was answered ${stranger?.status}`,
  );
  insist(Number(stranger?.retryAfter) > 0, 'no Retry-After');
  const status = async (where: string) => (await client.ask(where, {method: 'GET', bearer: ledger.bearer}))?.status;
  insist((await status('/readyz')) === 503, '/readyz does not say 503');
  const someone = [...ledger.known.values()].at(-1)!;
  for (const where of ['/healthz', '/api/queues', '/api/queues/1/tokens', `/api/my/${someone.key}`, '/'])
    insist((await status(where)) === 200, `GET ${where.replace(someone.key, 'KEY')} does not answer`);
}

async function goesOn(clerk: Person): Promise<boolean> {
  const before = clerk.done;
  return until(5000, () => clerk.done > before + 3);
}

async function standsStill(clerk: Person): Promise<boolean> {
  const before = clerk.done;
  await rest(1000);
  return clerk.done === before && clerk.asked?.refused === true;
}

async function makeRoom(disk: Mount, client: Client, insist: Insist): Promise<number> {
  for (const name of ['filler', 'filler-2']) fs.rmSync(path.join(disk.path, name), {force: true});
  const startedAt = performance.now();
  const ready = async () => (await client.ask('/readyz', {method: 'GET'}))?.status === 200;
  insist(await until(resumeMs, ready), `not ready ${resumeMs} ms after there was room again`);
  return performance.now() - startedAt;
}

async function endAndVerify(server: Server, client: Client, dataDir: string, insist: Insist): Promise<void> {
  client.close();
  insist((await server.kill('SIGTERM')) === 0, 'the server did not end well');
  const bad = verifyFolder(dataDir);
  insist(bad === null, bad ?? '');
}

const diskOf = (stream: Stream) => (stream.last.get('box') as {disk?: {state: string}} | undefined)?.disk?.state;

/** Writes until only so much is left; to the last block when that is 0. */
function fill({path: folder}: Mount, name: string, leaveMib: number): void {
  const file = fs.openSync(path.join(folder, name), 'a');
  try {
    for (const bytes of [mib, 4096]) {
      const chunk = Buffer.alloc(bytes, 1);
      while (freeIn(folder) > leaveMib * mib) {
        try {
          if (fs.writeSync(file, chunk) < bytes) break;
        } catch {
          break; // no room for a chunk of this size
        }
      }
    }
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

function freeIn(folder: string): number {
  const {bavail, bsize} = fs.statfsSync(folder);
  return bavail * bsize;
}
