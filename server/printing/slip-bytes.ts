import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import {type DrawnLine, drawLines} from './slip-picture.ts';
import {isNative, numberScale, paperSizes, type Slip} from './slip-rules.ts';

const sizesPx = {small: 26, large: 40};
/** Printers feed a line after each picture, so words that stand together are one; GS v 0 takes 2303 rows at most. */
const stripPx = 2048;
const feedLines = 4;

/** A slip in ESC/POS: the number and the QR code as the printer's own, words as its letters where it has them, else drawn. */
export function slipBytes(slip: Slip): Uint8Array {
  const {dots, columns} = paperSizes[slip.paperMm];
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    imageMode: 'raster',
    feedBeforeCut: feedLines,
    newline: '\n',
  });
  encoder.initialize();
  if (slip.codepage !== null) encoder.codepage(slip.codepage);
  write(slip.head.map((text) => ({text, sizePx: sizesPx.small})));
  const scale = numberScale(slip.number, slip.paperMm);
  // The big number is ASCII, which every code page has.
  if (slip.codepage === null) encoder.codepage('cp437');
  encoder.align('center').bold(true).width(scale).height(scale).line(slip.number);
  encoder.width(1).height(1).bold(false).align('left');
  write(slip.names.map((text) => ({text, sizePx: sizesPx.large})));
  write(slip.facts.map(([text, value]) => ({text, value, sizePx: sizesPx.small})));
  encoder
    .align('center')
    .qrcode(slip.url, {model: 2, size: slip.paperMm === 58 ? 6 : 7, errorlevel: 'm'})
    .align('left');
  write(slip.foot.map((text) => ({text, sizePx: sizesPx.small})));
  return encoder.cut('partial').encode();

  /** Lines that must be drawn and stand together become one picture. */
  function write(lines: readonly DrawnLine[]): void {
    let drawn: DrawnLine[] = [];
    const flush = () => {
      if (drawn.length > 0) picture(drawn);
      drawn = [];
    };
    for (const line of lines) {
      if (!isNative(line.text + (line.value ?? ''), slip.codepage)) {
        drawn.push(line);
        continue;
      }
      flush();
      letters(line);
    }
    flush();
  }

  function letters({text, value, sizePx}: DrawnLine): void {
    if (value === undefined) {
      const tall = sizePx === sizesPx.large ? 2 : 1;
      encoder.align('center').height(tall).line(text).height(1).align('left');
      return;
    }
    const gap = columns - text.length - value.length;
    if (gap > 0) encoder.line(text + ' '.repeat(gap) + value);
    else encoder.line(text).align('right').line(value).align('left');
  }

  function picture(lines: readonly DrawnLine[]): void {
    const {data, width, height} = drawLines(lines, dots);
    for (let top = 0; top < height; top += stripPx) {
      const rows = Math.min(stripPx, height - top);
      const strip = {data: data.slice(top * width * 4, (top + rows) * width * 4), width, height: rows};
      encoder.image(strip as unknown as ImageData, width, rows, 'threshold');
    }
  }
}
