import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as hb from 'harfbuzzjs';

/**
 * Words as outlines. HarfBuzz puts Indian scripts together as a browser does; resvg, which fills the outlines, loses the width
 * of vowel signs when it does this itself (2.6). Lives in the drawing thread only.
 */
const scripts = [
  ['noto-sans-devanagari-bold.ttf', /[\u0900-\u097f\ua8e0-\ua8ff]/],
  ['noto-sans-bengali-bold.ttf', /[\u0980-\u09ff]/],
  ['noto-sans-tamil-bold.ttf', /[\u0b80-\u0bff]/],
  ['noto-sans-bold.ttf', /./su],
] as const;
type FontFile = (typeof scripts)[number][0];

interface Loaded {
  font: hb.Font;
  unitsPerEm: number;
}
const loaded = new Map<FontFile, Loaded>();

function load(file: FontFile): Loaded {
  const known = loaded.get(file);
  if (known) return known;
  const face = new hb.Face(new hb.Blob(readFileSync(join(import.meta.dirname, 'fonts', file))));
  const made = {font: new hb.Font(face), unitsPerEm: face.upem};
  loaded.set(file, made);
  return made;
}

/** Joiners, spaces, digits and marks of punctuation go with the letters before them where their font has them. */
const neutral = /[\s\u0964\u0965\u200c\u200d]/u;

/** Neighbouring letters of one script belong to one run: only so are they joined rightly. */
export function runsOf(text: string): {file: FontFile; text: string}[] {
  const runs: {file: FontFile; text: string}[] = [];
  for (const letter of text) {
    const last = runs.at(-1);
    const file = last && neutral.test(letter) ? last.file : scripts.find(([, holds]) => holds.test(letter))![0];
    if (last && last.file === file) last.text += letter;
    else runs.push({file, text: letter});
  }
  return runs;
}

export interface Outline {
  /** SVG path data with the first letter's origin at 0, 0, in pixels of `sizePx`. */
  shapes: string[];
  width: number;
}

export function outlineOf(text: string, sizePx: number): Outline {
  const shapes: string[] = [];
  let x = 0;
  for (const run of runsOf(text)) {
    const {font, unitsPerEm} = load(run.file);
    const scale = sizePx / unitsPerEm;
    const buffer = new hb.Buffer();
    buffer.addText(run.text);
    buffer.guessSegmentProperties();
    hb.shape(font, buffer);
    for (const glyph of buffer.getGlyphInfosAndPositions()) {
      const {codepoint, xAdvance = 0, xOffset = 0, yOffset = 0} = glyph;
      const path = font.glyphToPath(codepoint);
      const at = `translate(${round(x + xOffset * scale)} ${round(-yOffset * scale)}) scale(${scale} ${-scale})`;
      if (path !== '') shapes.push(`<path transform="${at}" d="${path}"/>`);
      x += xAdvance * scale;
    }
  }
  return {shapes, width: x};
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Breaks a text at its spaces into lines that fit; a word that is wider than the paper gets smaller letters. */
export function linesOf(text: string, sizePx: number, widthPx: number): {outline: Outline; sizePx: number}[] {
  const lines: {outline: Outline; sizePx: number}[] = [];
  let words = text.split(' ').filter((word) => word !== '');
  while (words.length > 0) {
    let taken = words.length;
    let outline = outlineOf(words.join(' '), sizePx);
    while (taken > 1 && outline.width > widthPx) {
      taken--;
      outline = outlineOf(words.slice(0, taken).join(' '), sizePx);
    }
    if (outline.width > widthPx) {
      const smaller = (sizePx * widthPx) / outline.width;
      lines.push({outline: outlineOf(words[0]!, smaller), sizePx: smaller});
    } else lines.push({outline, sizePx});
    words = words.slice(taken);
  }
  return lines;
}
