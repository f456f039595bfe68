// node scripts/rehearse.ts DATA_DIR: whether this version can serve that hospital, without touching it. A copy of the database
// (taken beside a running server) is brought to this version's form and read to its end; then the server starts on an empty
// folder and answers a page. Nothing of the copy is ever served: it could send its messages a second time. Ends with 0 or 1.
import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {openDatabase} from '../server/base/database.ts';
import {migrateDatabase} from '../server/base/migrate.ts';
import {hasOldRows, sealOldRows} from '../server/keeping/sealed.ts';
import {tellVerdict} from '../server/keeping/tell.ts';
import {verifyFile} from '../server/keeping/verify.ts';

/** A slow card under a busy server: generous, but not for ever. */
const servesWithinMs = 120_000;
const prefix = 'rehearsal-';

const dataDir = path.resolve(process.argv[2] ?? '');
if (!fs.existsSync(path.join(dataDir, 'baari.db'))) {
  console.error(`baari: there is no database in ${dataDir}`);
  process.exit(1);
}
for (const name of fs.readdirSync(dataDir))
  if (name.startsWith(prefix)) fs.rmSync(path.join(dataDir, name), {recursive: true, force: true});
const folder = fs.mkdtempSync(path.join(dataDir, prefix));
try {
  const good = takesTheData(folder) && (await serves(path.join(folder, 'empty')));
  process.exitCode = good ? 0 : 1;
} finally {
  fs.rmSync(folder, {recursive: true, force: true});
}

function takesTheData(folder: string): boolean {
  const copy = path.join(folder, 'baari.db');
  const source = new Database(path.join(dataDir, 'baari.db'), {readonly: true});
  try {
    source.prepare('vacuum into ?').run(copy);
  } finally {
    source.close();
  }
  const db = openDatabase(copy);
  try {
    migrateDatabase(db);
    if (hasOldRows(db)) sealOldRows(db);
  } catch (error) {
    console.error('the database could not be brought to this version’s form:', error);
    return false;
  } finally {
    db.close();
  }
  const verdict = verifyFile(copy, () => {});
  for (const line of tellVerdict(verdict, copy, 'en')) console.log(line);
  return verdict.state === 'clean';
}

async function serves(empty: string): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../server/main.mjs')], {
    env: {
      PATH: process.env.PATH ?? '',
      DATA_DIR: empty,
      HOST: '127.0.0.1',
      PORT: '0',
      DISCOVERY: 'off',
      DEMO: '1',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const address = await addressOf(child, ended);
    if (address === null) return false;
    for (const page of ['/readyz', '/', '/desk']) {
      const answer = await fetch(`${address}${page}`, {signal: AbortSignal.timeout(servesWithinMs)});
      if (!answer.ok) {
        console.error(`${page} answers ${answer.status}`);
        return false;
      }
    }
    return true;
  } finally {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 8000);
    await ended;
    clearTimeout(forced);
  }
}

/** Where it serves, once it says so; null where it ends or says nothing. */
async function addressOf(child: ChildProcess, ended: Promise<void>): Promise<string | null> {
  let printed = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-10_000);
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (const giveUpAt = Date.now() + servesWithinMs; Date.now() < giveUpAt && !isOver; await sleep(50)) {
    const port = /on this machine {2}http:\/\/localhost:(\d+)/.exec(printed)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  console.error('the server did not come up:', printed.slice(-2000));
  return null;
}
