// F2: the power goes while the server writes.
//
// A file with XFS holds a file with ext4, which holds the data folder. At a chance instant XFS clones the inner file. The
// clone is what a disk would hold after a power cut at that instant: ext4 has written to its block device what it was told to
// flush and whatever it chose to write by itself; what only lies in its page cache is missing. The inner loop device is in
// direct mode, so that between ext4 and the cloned file there is no second cache. (A write that reached the device counts as
// kept, flushed or not: a disk that loses its own cache is not played.) The clone is mounted, which replays ext4's journal, and
// a second server starts on it.
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Dice, dice} from '../dice.ts';
import {fault, type Ledger, openLedger, type Promised, promisedNow, startLoad} from './acknowledged.ts';
import {freshFolder, launch} from './child.ts';
import {openClient} from './client.ts';
import {compareImage, verifyFolder} from './compare.ts';
import {type Mount, nestedDisks, run} from './mounts.ts';
import {type Context, countOf, missing, notRun, type Row, rest, roundOf, seed} from './row.ts';

const wholeImages = 500;
const shortImages = 4;
const innerMib = 512;
const longestLoadMs = 500;
/** With a lying fsync this many images must be enough to find a loss. */
const toothImages = 2;

export const rows: Record<string, Row> = {F2: cutThePower};

async function cutThePower(context: Context) {
  const images = countOf(context, wholeImages, shortImages);
  const head = {
    id: 'F2',
    what: 'power cut: images of a real file system at random instants under load',
    reach: `${images}${images < wholeImages ? ' (short round)' : ''} images, 0 lost, each opens and verifies`,
  };
  const gone = missing(['loop'], 'F2 crash images');
  if (gone) return notRun(context, head, gone);
  const unable = whyNoClones();
  if (unable) return notRun(context, head, unable);

  const startedAt = performance.now();
  const honest = await takeImages(images, {});
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const shim = lyingFsync();
  const lying = shim ? await takeImages(toothImages, {LD_PRELOAD: shim}) : null;
  const bites = lying ? lying.faults.some((words) => words.startsWith('LOST')) : null;
  const good = honest.faults.length === 0;
  return {
    ...head,
    baseline: null,
    measured: `${honest.images} images, ${good ? '0 acknowledged writes lost, each opened and verified' : `${honest.faults.length} FAULTS`}`,
    reached: good && bites !== false,
    notes: [
      `${honest.tokens} tokens acknowledged before the last image; ${honest.open} requests had no answer when an image was taken and were asked again there, twice; ${seconds} s, seed ${seed}`,
      lying
        ? `the method bites: with an fsync that does nothing ${toothImages} images ${bites ? `show losses (at least ${lying.lost} things that had been acknowledged)` : 'showed NO loss, so this row proves nothing'}`
        : 'no C compiler here: not shown that a lying fsync would be found',
      ...honest.faults.slice(0, 10),
    ],
    round: roundOf(context),
  };
}

interface Found {
  images: number;
  tokens: number;
  open: number;
  lost: number;
  faults: string[];
}

/** Runs a server on the nested disks and looks at so many images of them. */
async function takeImages(count: number, env: Record<string, string>): Promise<Found> {
  const chance = dice(seed);
  const folder = freshFolder();
  const disks = nestedDisks(folder.path, innerMib);
  const server = launch(disks.dataDir, env);
  const client = openClient(await server.serving);
  const ledger = await openLedger(client);
  // So that with a lying fsync something opens at all: what comes after this is what the images are about.
  run('sync', '--file-system', disks.dataDir);
  const found: Found = {images: 0, tokens: 0, open: 0, lost: 0, faults: []};
  for (; found.images < count && (found.faults.length === 0 || env.LD_PRELOAD); found.images++) {
    const {promised, image} = await imageUnderLoad(
      ledger,
      () => disks.clone(),
      startLoad(ledger, client, chance),
      chance,
    );
    found.tokens = promised.known.length;
    found.open += promised.open.length;
    const faults = await lookAt(image, promised, ledger.bearer);
    image.remove();
    found.lost += faults.filter((words) => words.startsWith('LOST')).length;
    found.faults.push(...faults);
    if (count > 50 && found.images % 25 === 24)
      console.log(`    F2 ${found.images + 1} images, ${found.tokens} tokens`);
  }
  client.close();
  await server.kill();
  disks.remove();
  folder.remove();
  found.faults.push(...ledger.faults);
  return found;
}

async function imageUnderLoad(
  ledger: Ledger,
  clone: () => Promise<Mount>,
  load: {stop(): Promise<void>},
  chance: Dice,
): Promise<{promised: Promised; image: Mount}> {
  await rest(30 + chance.next() * longestLoadMs);
  // First what was promised, then the instant: so all of it must be in the image.
  const promised = promisedNow(ledger);
  const image = await clone();
  await load.stop();
  return {promised, image};
}

/** A second server on the image: it starts, holds what was promised, and takes up what was left open without doubling it. */
async function lookAt(image: Mount, promised: Promised, staff: string): Promise<string[]> {
  const found = {faults: [] as string[]};
  const server = launch(image.path);
  try {
    const client = openClient(await server.serving);
    compareImage(found, promised, image.path);
    for (const {path: where, body, key, deed} of promised.open) {
      const bearer = deed === 'call' || deed === 'complete' ? staff : undefined;
      const [first, again] = [
        await client.ask(where, {body, key, bearer}),
        await client.ask(where, {body, key, bearer}),
      ];
      if (!first || first.status >= 500 || JSON.stringify(first) !== JSON.stringify(again))
        fault(found, `asked again, ${deed} was answered ${first?.status}, then ${again?.status}`);
    }
    compareImage(found, {known: [], open: []}, image.path);
    client.close();
  } catch (error) {
    fault(found, `the image does not open: ${error instanceof Error ? error.message : error}`);
  }
  await server.kill();
  const bad = found.faults.length === 0 ? verifyFolder(image.path) : null;
  if (bad) fault(found, bad);
  return found.faults;
}

/** Null when the nested disks can be made and cloned here. */
export function whyNoClones(): string | null {
  const folder = freshFolder();
  try {
    nestedDisks(folder.path, 64).remove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    folder.remove();
  }
}

function lyingFsync(): string | null {
  const library = path.join(freshFolder().path, 'no-fsync.so');
  try {
    execFileSync('cc', [
      '-O2',
      '-shared',
      '-fPIC',
      '-o',
      library,
      fileURLToPath(new URL('no-fsync.c', import.meta.url)),
    ]);
    return library;
  } catch {
    return null;
  }
}
