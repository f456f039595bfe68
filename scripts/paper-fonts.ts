// Makes the fonts of paper from Debian's fonts-noto-core: `node scripts/paper-fonts.ts`. TTF for the slips that the box draws
// itself (server/printing/fonts), WOFF2 of Bengali and Tamil for posters. Run by hand when a script is added; licence in OFL.txt.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import subsetFont from 'subset-font';

const from = '/usr/share/fonts/truetype/noto';
const slips = join(import.meta.dirname, '../server/printing/fonts');
const posters = join(import.meta.dirname, '../kiosk-ui/fonts');

/** Every letter from … to, both included. */
const span = (first: number, last: number) =>
  Array.from({length: last - first + 1}, (_, index) => String.fromCodePoint(first + index)).join('');

/** Joiners, the circle that shows a lone sign, and the danda that ends a sentence. */
const indic = '\u200c\u200d\u25cc\u0964\u0965 ₹';
const letters = {
  '': `${span(0x20, 0x7e)}${span(0xa0, 0xff)}–—‘’“”„•…‹›€₹−×→←`,
  Devanagari: `${span(0x0900, 0x097f)}${span(0xa8e0, 0xa8ff)}${indic}`,
  Bengali: `${span(0x0980, 0x09ff)}${indic}`,
  Tamil: `${span(0x0b80, 0x0bff)}${indic}`,
};

for (const [script, kept] of Object.entries(letters)) {
  const name = script === '' ? 'noto-sans' : `noto-sans-${script.toLowerCase()}`;
  // A printer's dots make thin strokes vanish: slips are bold throughout.
  await make(`NotoSans${script}-Bold.ttf`, join(slips, `${name}-bold.ttf`), kept, 'truetype');
  if (script !== 'Bengali' && script !== 'Tamil') continue;
  await make(`NotoSans${script}-Regular.ttf`, join(posters, `${name}.woff2`), kept, 'woff2');
  await make(`NotoSans${script}-Bold.ttf`, join(posters, `${name}-bold.woff2`), kept, 'woff2');
}

async function make(source: string, made: string, kept: string, targetFormat: 'truetype' | 'woff2'): Promise<void> {
  const subset = await subsetFont(readFileSync(join(from, source)), kept, {targetFormat});
  writeFileSync(made, subset);
  console.log(`${made.split('/').at(-1)}: ${Math.round(subset.length / 1024)} KB`);
}
