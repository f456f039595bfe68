// npm run verify [-- FILE_OR_FOLDER]: reads a hospital's file to its end and says the first fault. Changes and creates nothing;
// works beside a running server. Ends with 0 (clean), 1 (a fault, named) or 2 (nothing could be checked).
import fs from 'node:fs';
import path from 'node:path';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {tellChecked, tellVerdict} from '../server/keeping/tell.ts';
import {verifyFile} from '../server/keeping/verify.ts';
import {pickLanguage} from '../server/words/say.ts';

process.exitCode = run();

function run(): number {
  let file: string;
  try {
    file = fileOf(process.argv[2] ?? readConfig(process.env).dataDir);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error(`baari: ${error.message}`);
    return 2;
  }
  const language = pickLanguage((process.env.LC_ALL || process.env.LANG || 'en').replace('_', '-'));
  console.log(file);
  const verdict = verifyFile(file, (checked) => console.log(tellChecked(checked, language)));
  for (const line of tellVerdict(verdict, file, language)) console.log(line);
  return verdict.state === 'clean' ? 0 : verdict.state === 'fault' ? 1 : 2;
}

function fileOf(named: string): string {
  const full = path.resolve(named);
  return fs.existsSync(full) && fs.statSync(full).isDirectory() ? path.join(full, 'baari.db') : full;
}
