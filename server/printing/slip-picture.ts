import {Resvg} from '@resvg/resvg-js';
import {linesOf, type Outline, outlineOf} from './letters.ts';

export interface DrawnLine {
  text: string;
  /** A fact has its value at the other side of the paper. */
  value?: string;
  sizePx: number;
}

export interface Picture {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Of the letters' size: Devanagari's signs above and below need more room than Latin's. */
const lineHeight = 1.45;
const baseline = 1.05;
const gapPx = 24;

/** Draws lines below each other, black on white, as wide as the paper. */
export function drawLines(lines: readonly DrawnLine[], widthPx: number): Picture {
  const parts: string[] = [];
  let y = 0;
  const put = (outline: Outline, sizePx: number, x: number) =>
    parts.push(`<g transform="translate(${x} ${y + sizePx * baseline})">${outline.shapes.join('')}</g>`);
  for (const {text, value, sizePx} of lines) {
    if (value !== undefined) {
      const [label, told] = [outlineOf(text, sizePx), outlineOf(value, sizePx)];
      if (label.width + gapPx + told.width <= widthPx) {
        put(label, sizePx, 0);
        put(told, sizePx, widthPx - told.width);
        y += sizePx * lineHeight;
        continue;
      }
      for (const line of linesOf(text, sizePx, widthPx)) below(line, () => 0);
      for (const line of linesOf(value, sizePx, widthPx)) below(line, (width) => widthPx - width);
      continue;
    }
    for (const line of linesOf(text, sizePx, widthPx)) below(line, (width) => (widthPx - width) / 2);
  }
  // Printers take dots in eights.
  const height = Math.max(8, Math.ceil(y / 8) * 8);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`;
  const drawn = new Resvg(svg, {font: {loadSystemFonts: false}}).render();
  return {data: new Uint8ClampedArray(drawn.pixels), width: widthPx, height};

  function below({outline, sizePx}: {outline: Outline; sizePx: number}, at: (width: number) => number): void {
    put(outline, sizePx, at(outline.width));
    y += sizePx * lineHeight;
  }
}
