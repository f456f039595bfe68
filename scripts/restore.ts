// npm run restore -- FILE [--replace] [--jump N]: puts a copy in the place of an empty data folder, or with --replace of the one
// that is there, which is moved aside. Checks the file, the rows and the journal first. Ends with 0, or with 1 and one line.
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {FolderTaken, lockFolder} from '../server/base/folder-lock.ts';
import {finishRestore, holdsHospital, prepareRestore, RestoreFault} from '../server/keeping/restore-copy.ts';
import {tellVerdict} from '../server/keeping/tell.ts';

process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const {file, replace, jump} = readOrder();
    const {dataDir} = readConfig(process.env);
    const lock = lockFolder(dataDir);
    try {
      if (holdsHospital(dataDir) && !replace)
        throw new RestoreFault(
          'not-empty',
          `${dataDir} holds a hospital already. To move it aside first: npm run restore -- ${file} --replace`,
        );
      await restore(file, dataDir, {replace, jump});
    } finally {
      lock.release();
    }
    return 0;
  } catch (error) {
    const isArgs = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    const known = error instanceof ConfigFault || error instanceof FolderTaken || error instanceof RestoreFault;
    if (!isArgs && !known) throw error;
    console.error(`baari: nothing was restored: ${(error as Error).message}`);
    return 1;
  }
}

async function restore(file: string, dataDir: string, {replace, jump}: {replace: boolean; jump: number | null}) {
  const at = Date.now();
  console.log(`Checking ${file} …`);
  const order = {file, dataDir, at, jump, passphrase: process.env.BACKUP_PASSPHRASE || null};
  const done = await prepareRestore(order).catch((error: unknown) => {
    if (error instanceof RestoreFault && error.verdict?.state === 'fault')
      for (const line of tellVerdict(error.verdict, file, 'en').slice(0, -1)) console.error(line);
    throw error;
  });
  const made = done.madeAt === null ? '' : `, copied ${new Date(done.madeAt).toISOString()} by Baari ${done.version}`;
  console.log(`Sound: ${done.siteName}${made}; ${done.seq} entries in the journal.`);
  const aside = finishRestore(dataDir, {replace, at});
  if (aside) console.log(`What was there before lies in ${aside}.`);
  const jumps = [...new Set(done.jumps.map(({from, to}) => to - from))];
  if (jumps.length > 0)
    console.log(
      `On ${done.jumps[0]!.day} each queue leaves out its next ${jumps[0]} numbers: they may be on paper already.`,
    );
  console.log(`This machine's clock says ${new Date(at).toString()}. Restored into ${dataDir}; start with npm start.`);
}

function readOrder(): {file: string; replace: boolean; jump: number | null} {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {replace: {type: 'boolean', default: false}, jump: {type: 'string'}},
  });
  if (positionals.length !== 1)
    throw new ConfigFault('Name the file. Example: npm run restore -- data/backups/baari-2026-11-28T091500Z-00012.db');
  const jump = values.jump === undefined ? null : Number(values.jump);
  if (jump !== null && !(Number.isInteger(jump) && jump >= 0 && jump <= 10_000))
    throw new ConfigFault('--jump takes a whole number from 0 to 10000. Example: --jump 50');
  return {file: path.resolve(positionals[0]!), replace: values.replace, jump};
}
