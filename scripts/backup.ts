// npm run backup [-- DIR] [--locked]: a consistent, checked copy of the box in one file, beside a running server or at rest. The
// last line printed is its absolute path. --locked locks it with BACKUP_PASSPHRASE. Ends with 0 (there is a copy) or 1.
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {copiesFolder} from '../server/keeping/copies.ts';
import {leastPassphrase} from '../server/keeping/lock-copy.ts';
import {megabytes} from '../server/keeping/make-copy.ts';
import {startWork, WorkFault} from '../server/keeping/run-work.ts';

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const {values, positionals} = parseArgs({
      allowPositionals: true,
      options: {locked: {type: 'boolean', default: false}},
    });
    if (positionals.length > 1) throw new ConfigFault('One folder at most. Example: npm run backup -- /media/usb');
    const {dataDir} = readConfig(process.env);
    const usual = copiesFolder(dataDir);
    const folder = path.resolve(positionals[0] ?? usual);
    const passphrase = values.locked ? passphraseOf(process.env.BACKUP_PASSPHRASE) : null;
    const rotateIn = folder === usual ? 'UTC' : null;
    console.log(`Copying ${dataDir} …`);
    const order = {
      what: 'copy',
      dataDir,
      folder,
      at: Date.now(),
      version: versionHere(),
      passphrase,
      rotateIn,
    } as const;
    const made = await startWork(order, {dataDir, gently: false}).done;
    console.log(`Checked: sound. ${megabytes(made.bytes)} in ${(made.ms / 1000).toFixed(1)} s.`);
    console.log(made.file);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigFault) && !(error instanceof WorkFault) && !isArgs(error)) throw error;
    console.error(`baari: no copy was made: ${error.message}`);
    return 1;
  }
}

function passphraseOf(given: string | undefined): string {
  if (given && given.length >= leastPassphrase) return given;
  throw new ConfigFault(
    `BACKUP_PASSPHRASE must have at least ${leastPassphrase} characters. Example: BACKUP_PASSPHRASE='five plain words in a row'`,
  );
}

function versionHere(): string {
  const text = fs.readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(text) as {version: string}).version;
}

function isArgs(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
