// Makes the bundled fonts (kiosk-ui/fonts) from Debian's fonts-noto-core: `node scripts/fonts.ts`. Needed only when a script or a
// letter is added; the results are part of the repository. A TV or a printer's computer may have no font with Devanagari.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import subsetFont from 'subset-font';

const from = '/usr/share/fonts/truetype/noto';
const to = join(import.meta.dirname, '../kiosk-ui/fonts');

/** Every letter from … to, both included. */
const span = (first: number, last: number) =>
  Array.from({length: last - first + 1}, (_, index) => String.fromCodePoint(first + index)).join('');

const latin = `${span(0x20, 0x7e)}${span(0xa0, 0xff)}–—‘’“”„•…‹›€₹−×→←`;
/** With the joiners, and the danda that Hindi ends a sentence with; the shaping rules of the letters come along by themselves. */
const devanagari = `${span(0x0900, 0x097f)}${span(0xa8e0, 0xa8ff)}\u200c\u200d\u25cc ₹`;

const wanted = [
  ['NotoSans-Regular.ttf', 'noto-sans.woff2', latin],
  ['NotoSans-Bold.ttf', 'noto-sans-bold.woff2', latin],
  ['NotoSansDevanagari-Regular.ttf', 'noto-sans-devanagari.woff2', devanagari],
  ['NotoSansDevanagari-Bold.ttf', 'noto-sans-devanagari-bold.woff2', devanagari],
] as const;

for (const [source, made, letters] of wanted) {
  const subset = await subsetFont(readFileSync(join(from, source)), letters, {targetFormat: 'woff2'});
  writeFileSync(join(to, made), subset);
  console.log(`${made}: ${Math.round(subset.length / 1024)} KB`);
}
