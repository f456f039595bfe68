// F5: a hospital's file after a busy day, damaged in one place at a time. Whatever changes a row or keeps one from being read
// must be found by `npm run verify`; what lies in free space may be.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {fileURLToPath} from 'node:url';
import {type Verdict, verifyFile} from '../../server/keeping/verify.ts';
import {busyDay, diceOf} from '../../server/test/busy-day.ts';
import {openWorld} from '../../server/test/world.ts';
import type {Figure} from '../figures/record.ts';
import {cutEnd, type Done, doublePage, dump, flipBit, swapPages, zeroPage} from './damage-kinds.ts';
import {seed} from './row.ts';

const verifyScript = fileURLToPath(new URL('../verify.ts', import.meta.url));

interface Score {
  tried: number;
  harmful: number;
  found: number;
  /** Found although no row differs: the database's own check said so. */
  foundHarmless: number;
}

export interface Outcome {
  scores: Map<string, Score>;
  missed: string[];
  /** The check ended otherwise than with a verdict. */
  fell: string[];
  slowestMs: number;
}

export interface Wanted {
  seed: number;
  deeds: number;
  bits: number;
  /** Pages zeroed: every n-th. */
  zeroEvery: number;
  pages: number;
  walBits: number;
  byCommand: number;
}

export const short: Wanted = {seed: 5, deeds: 250, bits: 40, zeroEvery: 40, pages: 6, walBits: 12, byCommand: 2};
export const wholeRound: Wanted = {
  seed: 5,
  deeds: 1500,
  bits: 1200,
  zeroEvery: 1,
  pages: 60,
  walBits: 150,
  byCommand: 8,
};

export const rows: Record<'F5', (ctx: {whole: boolean}) => Promise<Figure>> = {
  async F5({whole}) {
    const wanted = {...(whole ? wholeRound : short), seed};
    const {outcome, bytes} = await damageAll(wanted, (line) => console.log(`    ${line}`));
    const all = [...outcome.scores.values()];
    const sum = (key: keyof Score) => all.reduce((total, score) => total + score[key], 0);
    const notes = [...outcome.scores].map(
      ([kind, {tried, harmful, found, foundHarmless}]) =>
        `${kind}: ${tried} tried, ${harmful} changed or hid a row, ${found} of those found; ${tried - harmful} changed none (${foundHarmless} of those found)`,
    );
    return {
      id: 'F5',
      what: `one damage at a time in a hospital's file of ${Math.round(bytes / 1024)} KB (seed ${wanted.seed}), then npm run verify`,
      baseline: null,
      measured: `${sum('tried')} damages, ${sum('harmful')} harmful, ${sum('found')} found, ${outcome.missed.length} missed; slowest verdict ${outcome.slowestMs} ms`,
      reach: 'every harmful one found, said in plain words',
      reached: outcome.missed.length === 0 && outcome.fell.length === 0,
      notes: [
        ...notes,
        'in the -wal file the last transaction is beyond judging (torn by a power cut and damaged look the same); those are not counted as harmful',
        ...outcome.missed.map((one) => `MISSED: ${one}`),
        ...outcome.fell.map((one) => `FELL: ${one}`),
      ],
      round: whole ? 'whole' : 'short',
    };
  },
};

/** Plays the day, then every damage on a copy of its own. */
export async function damageAll(
  wanted: Wanted,
  say: (line: string) => void,
): Promise<{outcome: Outcome; bytes: number}> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-damage-'));
  try {
    const hospital = await playDay(wanted);
    const outcome: Outcome = {scores: new Map(), missed: [], fell: [], slowestMs: 0};
    damageFile(folder, hospital, wanted, outcome, say);
    damageWal(folder, hospital, wanted, outcome);
    byCommand(folder, hospital, wanted, outcome);
    return {outcome, bytes: hospital.file.length};
  } finally {
    fs.rmSync(folder, {recursive: true, force: true});
  }
}

interface Hospital {
  /** At rest, everything in one file. */
  file: Buffer;
  /** In the middle of the day: the file and its write-ahead file. */
  midFile: Buffer;
  midWal: Buffer;
}

async function playDay({deeds, seed}: Wanted): Promise<Hospital> {
  const world = await openWorld();
  try {
    await busyDay(world, {deeds, seed, days: 1});
    const file = path.join(world.dataDir, 'baari.db');
    world.db.pragma('wal_checkpoint(TRUNCATE)');
    await busyDay(world, {deeds: 20, seed: seed + 1});
    const midFile = fs.readFileSync(file);
    const midWal = fs.readFileSync(`${file}-wal`);
    world.db.pragma('wal_checkpoint(TRUNCATE)');
    return {file: fs.readFileSync(file), midFile, midWal};
  } finally {
    world.end();
  }
}

function damageFile(folder: string, {file}: Hospital, wanted: Wanted, outcome: Outcome, say: (line: string) => void) {
  const target = path.join(folder, 'damaged.db');
  const pageBytes = file.readUInt16BE(16);
  const pages = file.length / pageBytes;
  const roll = diceOf(wanted.seed);
  fs.writeFileSync(target, file);
  const clean = verifyFile(target);
  if (clean.state !== 'clean') throw new Error(`the undamaged file is not clean: ${describe(clean)}`);
  const whole = dumpOf(target)!;

  const play = (damage: (bytes: Buffer) => Done | {bytes: Buffer; done: Done}) => {
    const copy = Buffer.from(file);
    const result = damage(copy);
    const {bytes, done} = 'done' in result ? result : {bytes: copy, done: result};
    fs.writeFileSync(target, bytes);
    judge(done, differs(whole, dumpOf(target)), look(target, done, outcome), outcome);
  };
  for (let index = 0; index < wanted.bits; index++) play((bytes) => flipBit(bytes, roll));
  say(`${wanted.bits} bits flipped`);
  for (let page = 0; page < pages; page += wanted.zeroEvery) play((bytes) => zeroPage(bytes, pageBytes, page));
  say(`${Math.ceil(pages / wanted.zeroEvery)} of ${pages} pages zeroed, one at a time`);
  for (let index = 0; index < wanted.pages; index++) {
    play((bytes) => swapPages(bytes, pageBytes, roll));
    play((bytes) => doublePage(bytes, pageBytes, roll));
    if (index % 5 === 0) play((bytes) => cutEnd(bytes, roll));
  }
  say(`${wanted.pages} times two pages swapped, and one written over another`);
  fs.rmSync(target);
}

/** What SQLite cuts off behind the damage was confirmed once, unless the damage lies in the last transaction. */
function damageWal(folder: string, {midFile, midWal}: Hospital, wanted: Wanted, outcome: Outcome): void {
  const target = path.join(folder, 'beside.db');
  const roll = diceOf(wanted.seed + 2);
  const frameBytes = 24 + midWal.readUInt32BE(8);
  const starts = commitsOf(midWal, frameBytes);
  const lastStarts = starts.at(-2)!;
  for (let index = 0; index < wanted.walBits; index++) {
    const bytes = Buffer.from(midWal);
    const end = 32 + starts.at(-1)! * frameBytes;
    const at = roll(end);
    bytes[at] = bytes[at]! ^ (1 << roll(8));
    fs.writeFileSync(target, midFile);
    fs.writeFileSync(`${target}-wal`, bytes);
    fs.rmSync(`${target}-shm`, {force: true});
    const done = {kind: 'wal', what: `-wal offset ${at}`};
    const inLast = at >= 32 + lastStarts * frameBytes;
    judge(done, !inLast, look(target, done, outcome), outcome);
  }
  for (const end of ['', '-wal', '-shm']) fs.rmSync(target + end, {force: true});
}

/** The number of frames up to and with each commit. */
function commitsOf(wal: Buffer, frameBytes: number): number[] {
  const salts = wal.subarray(16, 24);
  const ends = [0];
  for (let frame = 0; 32 + (frame + 1) * frameBytes <= wal.length; frame++) {
    const at = 32 + frame * frameBytes;
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    if (wal.readUInt32BE(at + 4) !== 0) ends.push(frame + 1);
  }
  return ends;
}

/** The same through the command, as an administrator meets it: exit 1, words, no trace of the program. */
function byCommand(folder: string, {file}: Hospital, wanted: Wanted, outcome: Outcome): void {
  const target = path.join(folder, 'told.db');
  const pageBytes = file.readUInt16BE(16);
  for (let index = 0; index < wanted.byCommand; index++) {
    const bytes = Buffer.from(file);
    const done = zeroPage(bytes, pageBytes, Math.floor((index * bytes.length) / pageBytes / wanted.byCommand));
    fs.writeFileSync(target, bytes);
    const {status, stdout, stderr} = spawnSync(process.execPath, [verifyScript, target], {encoding: 'utf8'});
    const plain = /FAULT: .+/.test(stdout) && /What to do: /.test(stdout) && !/\n\s+at /.test(stdout + stderr);
    judge({kind: 'by the command', what: done.what}, true, status === 1 && plain, outcome);
  }
}

function look(target: string, {what}: {what: string}, outcome: Outcome): boolean {
  const startedAt = performance.now();
  try {
    const verdict = verifyFile(target);
    outcome.slowestMs = Math.max(outcome.slowestMs, Math.round(performance.now() - startedAt));
    if (verdict.state === 'unjudged') outcome.fell.push(`${what}: ${describe(verdict)}`);
    return verdict.state === 'fault';
  } catch (error) {
    outcome.fell.push(`${what}: ${error instanceof Error ? error.stack : error}`);
    return false;
  }
}

function judge(done: {kind: string; what: string}, harmful: boolean, found: boolean, outcome: Outcome): void {
  const score = outcome.scores.get(done.kind) ?? {tried: 0, harmful: 0, found: 0, foundHarmless: 0};
  score.tried++;
  if (harmful) score.harmful++;
  if (harmful && found) score.found++;
  if (!harmful && found) score.foundHarmless++;
  if (harmful && !found) outcome.missed.push(`${done.kind}, ${done.what}`);
  outcome.scores.set(done.kind, score);
}

function dumpOf(file: string): Map<string, string> | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(`file:${file}?immutable=1`, {readOnly: true});
    return dump(db);
  } catch {
    return null;
  } finally {
    db?.close();
  }
}

function differs(whole: Map<string, string>, now: Map<string, string> | null): boolean {
  if (now === null || now.size !== whole.size) return true;
  return [...whole].some(([name, digest]) => now.get(name) !== digest);
}

function describe(verdict: Verdict): string {
  if (verdict.state === 'fault') return verdict.fault.message;
  return verdict.state === 'clean' ? 'clean' : `${verdict.why} (${verdict.detail})`;
}
