// npm run spare -- URL: keeps a checked copy of the box at URL, and can take over from it. The first time it asks for the secret
// that the main box's admin page shows (or takes SPARE_SECRET). `--promote` takes over now, on this machine, without a page.
// Once it has taken over, the same command starts the hospital. docs/second-box.md.

import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline/promises';
import {parseArgs} from 'node:util';
import {serve} from '@hono/node-server';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {FolderTaken, lockFolder} from '../server/base/folder-lock.ts';
import {lanAddresses} from '../server/device/addresses.ts';
import {openFollower, spareFolder} from '../server/spare/follow-main.ts';
import {promote} from '../server/spare/promote.ts';
import {readSecret} from '../server/spare/rules.ts';
import {spareApp} from '../server/spare/spare-app.ts';
import {promotionOf} from '../server/spare/succession.ts';

interface Kept {
  url: string;
  secret: string;
}

const {dataDir, port, host} = config();
const folder = spareFolder(dataDir);
const keptFile = path.join(folder, 'main.json');
const controlFile = path.join(folder, 'control.json');

try {
  await run();
} catch (error) {
  const known = error instanceof ConfigFault || error instanceof FolderTaken;
  console.error(`baari: ${known || error instanceof Error ? (error as Error).message : 'unknown'}`);
  process.exit(1);
}

async function run(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {promote: {type: 'boolean', default: false}},
  });
  if (promotionOf(dataDir) && fs.existsSync(path.join(dataDir, 'baari.db'))) {
    if (values.promote) return console.log('This box has taken over already. Start it with: npm start');
    return beTheHospital();
  }
  if (values.promote) return promoteHere();
  if (fs.existsSync(path.join(dataDir, 'baari.db')))
    throw new ConfigFault(
      `${dataDir} holds a hospital. A second box needs a folder of its own. Example: DATA_DIR=./data-spare`,
    );
  const kept = await pairing(positionals[0]);
  await follow(kept);
}

function config() {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error(`baari: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** From the command line and the keyboard the first time, from the folder ever after. */
async function pairing(given: string | undefined): Promise<Kept> {
  const known = readKept();
  const url = given === undefined ? known?.url : readUrl(given);
  if (!url) throw new ConfigFault('Say which box to follow. Example: npm run spare -- http://10.0.0.5:8080');
  let secret = process.env.SPARE_SECRET ? readSecret(process.env.SPARE_SECRET) : known?.secret;
  if (process.env.SPARE_SECRET && !secret)
    throw new ConfigFault(
      'SPARE_SECRET is not what the main box shows. Example: SPARE_SECRET=ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2',
    );
  while (!secret) {
    if (!process.stdin.isTTY)
      throw new ConfigFault('the secret is missing. Example: SPARE_SECRET=ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2');
    const asking = createInterface({input: process.stdin, output: process.stdout});
    secret = readSecret(await asking.question('The secret that the main box’s admin page shows: ')) ?? undefined;
    asking.close();
  }
  const kept = {url, secret};
  fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  fs.writeFileSync(`${keptFile}.new`, JSON.stringify(kept), {mode: 0o600});
  fs.renameSync(`${keptFile}.new`, keptFile);
  return kept;
}

function readUrl(given: string): string {
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new ConfigFault(
      `"${given.slice(0, 60)}" is no address of a box. Example: npm run spare -- http://10.0.0.5:8080`,
    );
  return new URL(given).origin;
}

function readKept(): Kept | null {
  try {
    return JSON.parse(fs.readFileSync(keptFile, 'utf8')) as Kept;
  } catch {
    return null;
  }
}

async function follow({url, secret}: Kept): Promise<void> {
  const lock = lockFolder(dataDir);
  const controlSecret = randomBytes(24).toString('base64url');
  let listensOn = port;
  const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
  const begin = () => openFollower({url, secret, dataDir, steady: () => performance.now(), port: () => listensOn, say});
  let follower = begin();
  const app = spareApp({
    url,
    dataDir,
    follower: {view: () => follower.view()},
    controlSecret,
    steady: () => performance.now(),
    async takeOver() {
      await follower.stop();
      try {
        await promote({dataDir, url, secret, at: Date.now()});
      } catch (error) {
        // Nothing was taken over: it goes on as the second box that it is.
        follower = begin();
        throw error;
      }
    },
    done() {
      server.close(() => {
        lock.release();
        beTheHospital();
      });
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  });
  const server = serve({fetch: app.fetch, port, hostname: host}, (info) => {
    listensOn = info.port;
    fs.writeFileSync(controlFile, JSON.stringify({port: info.port, controlSecret}), {mode: 0o600});
    const addresses = host === '0.0.0.0' ? lanAddresses() : [host];
    for (const address of addresses) console.log(`  this second box’s page  http://${address}:${info.port}`);
    console.log(`  it follows ${url}`);
    void follower.look();
  });
  const stop = () => {
    fs.rmSync(controlFile, {force: true});
    void follower.stop().then(() => {
      lock.release();
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

/** By the running second box where there is one; else the folder is ours, and it is done here. */
async function promoteHere(): Promise<void> {
  const kept = readKept();
  if (!kept)
    throw new ConfigFault(
      `${dataDir} is not the folder of a second box. Example: DATA_DIR=./data-spare npm run spare -- --promote`,
    );
  console.log('Has the main box been unplugged? This one cannot see whether it still serves people elsewhere.');
  const running = readControl();
  if (running) {
    const answer = await fetch(`http://127.0.0.1:${running.port}/promote`, {
      method: 'POST',
      headers: {authorization: `Control ${running.controlSecret}`},
    });
    if (!answer.ok) throw new Error('the running second box could not take over; its page says why');
    return console.log('The second box takes over now; the hospital is at its address in some seconds.');
  }
  const lock = lockFolder(dataDir);
  try {
    const {siteName, jumps} = await promote({dataDir, ...kept, at: Date.now()});
    const gap = jumps[0] ? ` Each queue leaves out its next ${jumps[0].to - jumps[0].from} numbers.` : '';
    console.log(`${siteName} is here now.${gap} Start it with: npm start`);
  } finally {
    lock.release();
  }
}

function readControl(): {port: number; controlSecret: string} | null {
  try {
    lockFolder(dataDir).release();
    // Nobody holds the folder: what stands in the file is of an earlier run.
    return null;
  } catch {
    return JSON.parse(fs.readFileSync(controlFile, 'utf8')) as {port: number; controlSecret: string};
  }
}

/** The server in this process's place: the same port, the same folder, the same signals. */
function beTheHospital(): void {
  fs.rmSync(controlFile, {force: true});
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../server/main.mjs')], {stdio: 'inherit'});
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill(signal));
  }
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
