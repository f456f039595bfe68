// What a page and everything that it loads before it is useful weigh on the wire, asked for as browsers do.
import http from 'node:http';
import {gunzipSync, gzipSync} from 'node:zlib';

export type Screen = 'phone' | 'board' | 'desk' | 'doctor' | 'admin';
export interface Weight {
  /** Bytes of JavaScript, and of everything (page, style, script, icon); what came plain is counted as if packed. */
  js: number;
  all: number;
  /** Files over a kilobyte that the server sent without packing them. */
  plain: string[];
}

const kb = 1024;
const noLimit = Number.POSITIVE_INFINITY;
export const mostBytes: Record<Screen, {js: number; all: number}> = {
  phone: {js: 16 * kb, all: 40 * kb},
  board: {js: 40 * kb, all: noLimit},
  desk: {js: 80 * kb, all: noLimit},
  doctor: {js: 80 * kb, all: noLimit},
  admin: {js: 120 * kb, all: noLimit},
};

export function pages(key: string): {name: string; screen: Screen; path: string; language: 'en' | 'hi'}[] {
  return [
    {name: 'phone, first page', screen: 'phone', path: '/', language: 'hi'},
    {name: 'phone, to join', screen: 'phone', path: '/q/GEN', language: 'en'},
    {name: 'phone, my number', screen: 'phone', path: `/t/${key}`, language: 'en'},
    {name: 'phone, my number, Hindi', screen: 'phone', path: `/t/${key}`, language: 'hi'},
    {name: 'board', screen: 'board', path: '/board/all', language: 'en'},
    {name: 'desk', screen: 'desk', path: '/desk', language: 'en'},
    {name: 'doctor', screen: 'doctor', path: '/doctor', language: 'en'},
    {name: 'admin', screen: 'admin', path: '/admin', language: 'en'},
  ];
}

/** Follows style sheets, scripts and their imports; of files by language, only this one's. */
export async function weigh(url: string, path: string, language: 'en' | 'hi'): Promise<Weight> {
  const weight: Weight = {js: 0, all: 0, plain: []};
  const page = await load(`${url}${path}`, language);
  weight.all += page.packed;
  if (page.plain && page.text.length > 4 * kb) weight.plain.push(path.replace(/\/t\/.*/, '/t/…'));
  const todo = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => found[1]!);
  if (todo.length < 2) throw new Error(`${path} names no style or script: are the screens built?`);
  const seen = new Set<string>();
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const {packed, plain, text} = await load(`${url}${file}`, language);
    weight.all += packed;
    if (plain && text.length > kb) weight.plain.push(file);
    if (!file.endsWith('.js')) continue;
    weight.js += packed;
    for (const [, how, name] of text.matchAll(/(from|import|import\()\s*[`"']\.\/([\w.-]+\.js)[`"']/g)) {
      const otherLanguage = /-(en|hi)-/.exec(name!)?.[1];
      if (how !== 'import(' || otherLanguage === language) todo.push(`/assets/${name}`);
    }
  }
  return weight;
}

/** What a browser must have before it paints the page for the first time: the page, and what it may not paint without. */
export async function weighFirstPaint(url: string, path: string, language: 'en' | 'hi') {
  const page = await load(`${url}${path}`, language);
  const styles = [...page.text.matchAll(/<link\b[^>]*>/g)]
    .filter(([tag]) => /rel="?stylesheet/.test(tag) && !/media="?print/.test(tag))
    .map(([tag]) => /href="([^"]+)"/.exec(tag)![1]!);
  const scripts = [...page.text.matchAll(/<script\b[^>]*src=[^>]*>/g)].map(([tag]) => tag);
  let packed = page.packed;
  for (const style of styles) packed += (await load(`${url}${style}`, language)).packed;
  return {
    packed,
    styles: styles.length,
    /** Scripts that hold the page up. */
    holding: scripts.filter((tag) => !/\b(defer|async)\b|type="module"/.test(tag)),
    /** What stands in the page itself, without what scripts would put there. */
    words: page.text.replace(/<script\b[\s\S]*?<\/script>/g, '').replace(/<[^>]*>/g, ' '),
  };
}

function load(url: string, language: string): Promise<{packed: number; plain: boolean; text: string}> {
  return new Promise((resolve, reject) => {
    const headers = {'accept-encoding': 'gzip', 'accept-language': language, accept: 'text/html'};
    http
      .get(url, {headers, agent: false}, async (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const bytes = Buffer.concat(chunks);
        const plain = answer.headers['content-encoding'] !== 'gzip';
        const text = (plain ? bytes : gunzipSync(bytes)).toString();
        resolve({packed: plain ? gzipSync(bytes).length : bytes.length, plain, text});
      })
      .on('error', reject);
  });
}
