// Makes the boards' sound files with Debian's espeak-ng and sox: `node scripts/clips/make.ts [--only hi/14]`. They are part of the
// repository; this runs when a word is added. A file that somebody recorded better (any mono MP3 of that name) is overwritten by a whole
// run, so name what to make then. What espeak-ng (GPL 3) says is not a part of espeak-ng: the sound files are as free as Baari.
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {spoken} from './words.ts';

const {values} = parseArgs({options: {only: {type: 'string', default: ''}}});
const folder = join(import.meta.dirname, '../../kiosk-ui/public/assets/clips');
const voices = {en: ['-v', 'en-gb', '-s', '140'], hi: ['-v', 'hi', '-s', '135']};
// Silence off both ends, all equally loud, and a breath after each.
const shape = ['silence', '1', '0.01', '0.4%', 'reverse', 'silence', '1', '0.01', '0.4%', 'reverse'];
const finish = ['pad', '0.01', '0.05', 'norm', '-1', 'rate', '16k'];

const scratch = mkdtempSync(join(tmpdir(), 'baari-clips-'));
let bytes = 0;
let files = 0;
try {
  for (const language of ['en', 'hi'] as const) {
    mkdirSync(join(folder, language), {recursive: true});
    for (const [name, text] of Object.entries(spoken[language])) {
      if (values.only !== '' && values.only !== `${language}/${name}`) continue;
      const wav = join(scratch, 'said.wav');
      const made = join(folder, language, `${name}.mp3`);
      execFileSync('espeak-ng', [...voices[language], '-w', wav, text]);
      execFileSync('sox', ['-V1', '-D', wav, '-C', '24', '-c', '1', made, ...shape, ...finish]);
      bytes += statSync(made).size;
      files++;
    }
  }
} finally {
  rmSync(scratch, {recursive: true});
}
console.log(`${files} files, ${Math.round(bytes / 1024)} KB`);
