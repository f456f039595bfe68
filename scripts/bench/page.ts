// S8: what a page weighs on the wire. S11: how long a slow phone on a slow line takes until the number can be read.
import http from 'node:http';
import {type Browser, chromium} from 'playwright-core';
import {ensureScreens} from '../build.ts';
import type {Figure} from '../figures/record.ts';
import {chromiumPath} from '../need.ts';
import type {BenchContext, Row} from './bench.ts';
import {mostBytes, pages, weigh} from './page-weight.ts';
import {alternate, median, ratioInWords, ratios, spreadInWords} from './rounds.ts';
import {endEverything, startBaari} from './server.ts';

export const rows: Record<string, Row> = {S8: measureWeight, S11: measurePatience};

// ---- S8 ----

async function measureWeight(): Promise<Figure> {
  await ensureScreens();
  const baari = await startBaari();
  const {key} = await joined(baari.url);
  const notes: string[] = [];
  let fits = true;
  let phone = {js: 0, all: 0};
  for (const page of pages(key)) {
    const weight = await weigh(baari.url, page.path, page.language);
    const limit = mostBytes[page.screen];
    const good = weight.js <= limit.js && weight.all <= limit.all && weight.plain.length === 0;
    fits &&= good;
    if (page.screen === 'phone' && weight.js > phone.js) phone = weight;
    const plain = weight.plain.length > 0 ? `; sent without gzip: ${weight.plain.join(', ')}` : '';
    notes.push(`${page.name}: JavaScript ${kb(weight.js)}, all ${kb(weight.all)}${good ? '' : '  OVER'}${plain}`);
  }
  return {
    id: 'S8',
    what: 'bytes on the wire to the first useful page',
    baseline: null,
    measured: `phone: JavaScript ${kb(phone.js)}, all ${kb(phone.all)} (the heavier language)`,
    reach:
      'phone ≤ 16 KB JavaScript, ≤ 40 KB in all; JavaScript of board ≤ 40 KB, desk and doctor ≤ 80 KB, admin ≤ 120 KB',
    reached: fits,
    notes,
    round: 'whole',
  };
}

const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

// ---- S11 ----

/** 400 kbit/s both ways, 300 ms there and back, a processor four times as slow. */
const line = {offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000};
const slowdown = 4;

async function measurePatience({rounds}: BenchContext): Promise<Figure> {
  const what = "a patient's page on a 4× slowed processor, 400 kbit/s, 300 ms: until the number is readable";
  const reach = '≤ 2.5×';
  const executablePath = chromiumPath();
  if (!executablePath)
    return {
      id: 'S11',
      what,
      baseline: null,
      measured: 'not run here',
      reach,
      reached: null,
      notes: ['no Chromium here'],
      round: 'whole',
    };
  await ensureScreens();
  const baari = await startBaari();
  const {key, number} = await joined(baari.url);
  const blank = await startBlank();
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']});
  try {
    // Once each unmeasured: the browser itself starts slowly.
    await readableMs(browser, `${baari.url}/t/${key}`, number);
    await readableMs(browser, blank.url, blankText);
    const measured = await alternate(rounds, {
      ours: () => readableMs(browser, `${baari.url}/t/${key}`, number),
      blank: () => readableMs(browser, blank.url, blankText),
    });
    const ratio = ratios(measured.ours, measured.blank);
    return {
      id: 'S11',
      what,
      baseline: `a blank HTML page from a bare node:http: ${spreadInWords(measured.blank, 0)} ms`,
      measured: `${ratioInWords(ratio)}; ${median(measured.ours).toFixed(0)} ms`,
      reach,
      reached: median(ratio) <= 2.5,
      notes: [
        'an empty cache and a new connection each time; timed to the first paint with the number in it, by the browser',
      ],
      round: 'whole',
    };
  } finally {
    await browser.close();
    await blank.close();
  }
}

/** From the start of the navigation to the first paint that shows anything; throws unless the text is in what was painted. */
async function readableMs(browser: Browser, url: string, text: string): Promise<number> {
  const context = await browser.newContext({viewport: {width: 360, height: 640}, locale: 'en-IN'});
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', {cacheDisabled: true});
    await devtools.send('Network.emulateNetworkConditions', line);
    await devtools.send('Emulation.setCPUThrottlingRate', {rate: slowdown});
    // Before any script of the page has run: the number must be in the page as it came.
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) Object.assign(window, {painted: {ms: paint.startTime, text: document.body.innerText}});
      }).observe({type: 'paint', buffered: true});
    });
    await page.goto(url, {waitUntil: 'commit', timeout: 60_000});
    const handle = await page.waitForFunction(() => (window as unknown as {painted?: Painted}).painted, null, {
      timeout: 60_000,
    });
    const painted = (await handle.jsonValue()) as Painted;
    if (!painted.text.includes(text)) throw new Error(`the first paint of ${new URL(url).pathname} shows no ${text}`);
    return painted.ms;
  } finally {
    await context.close();
  }
}

interface Painted {
  ms: number;
  text: string;
}

const blankText = 'G-001';

async function startBlank(): Promise<{url: string; close(): Promise<void>}> {
  const server = http.createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(`<!doctype html><title>Blank</title><link rel="icon" href="data:,"><p>${blankText}</p>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as {port: number};
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Somebody who waits as the thirtieth in line. */
async function joined(url: string): Promise<{key: string; number: string}> {
  let token = {key: '', number: ''};
  for (let index = 0; index < 30; index++) {
    const answer = await fetch(`${url}/api/queues/2/tokens`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{}',
    });
    token = (await answer.json()) as typeof token;
  }
  return token;
}

// For a look at one row without the frame: node scripts/bench/page.ts S11
if (import.meta.main) {
  for (const id of process.argv.slice(2).filter((arg) => arg in rows)) {
    console.log(JSON.stringify(await rows[id]!({rounds: 5, quick: false}), null, 2));
    await endEverything();
  }
  process.exit(0);
}
