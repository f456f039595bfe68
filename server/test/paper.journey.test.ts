// time-limit: 180
// Slips and posters as the printer gets them: a PDF of one sheet in the right size, nothing over its edge, codes that hold the
// right address. BAARI_PAPER_DIR keeps the PDFs, to be looked at.
import fs from 'node:fs';
import path from 'node:path';
import type {Browser, Page} from 'playwright-core';
import QRCode from 'qrcode';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {openBrowser} from './phones.ts';
import {freshFolder, type Running, startServer} from './running.ts';

const play = need('browser', 'slips and posters as PDF') ? test : test.skip;
const pointsPerMm = 72 / 25.4;

let box: Running;
let browser: Browser;
let page: Page;
let bearer: string;
test.before(async () => {
  box = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off'});
  browser = await openBrowser();
  bearer = (await ask<{token: string}>('POST', '/api/session', {username: 'admin', password: 'demo-1234'})).token;
  const context = await browser.newContext({
    deviceScaleFactor: 3,
    extraHTTPHeaders: {authorization: `Bearer ${bearer}`},
  });
  page = await context.newPage();
  // Its page is looked at, not printed.
  await page.addInitScript('window.print = () => { document.documentElement.dataset.printed = "yes"; };');
});
test.after(async () => {
  await browser?.close();
  await box?.end();
});

async function ask<Body>(method: string, where: string, body?: unknown): Promise<Body> {
  const answer = await fetch(box.url + where, {
    method,
    headers: {'content-type': 'application/json', ...(bearer ? {authorization: `Bearer ${bearer}`} : {})},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  });
  assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
  return (await answer.json()) as Body;
}

async function settings(values: Record<string, unknown>): Promise<void> {
  const {version} = await ask<{version: number}>('GET', '/api/settings');
  await ask('PATCH', '/api/settings', {values, version});
}

/** The sheets of a PDF in millimetres. Chromium writes its pages' sizes in plain. */
async function sheetsOf(name: string): Promise<{width: number; height: number}[]> {
  const pdf = await page.pdf({preferCSSPageSize: true, printBackground: true});
  const keep = process.env.BAARI_PAPER_DIR;
  if (keep) fs.writeFileSync(path.join(keep, `${name}.pdf`), pdf);
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type\s*\/Page\b[^s][\s\S]*?\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map((found) => ({
    width: Number(found[1]) / pointsPerMm,
    height: Number(found[2]) / pointsPerMm,
  }));
}

/** Words and pictures that stand over an edge: of the sheet, or of the box that holds them. */
const overEdges = (sheet: string) =>
  page.evaluate((selector) => {
    const found: string[] = [];
    for (const main of document.querySelectorAll(selector)) {
      const edge = main.getBoundingClientRect();
      for (const part of main.querySelectorAll('*')) {
        const box = part.getBoundingClientRect();
        if (box.width === 0 || part.closest('#print')) continue;
        if (
          box.left < edge.left - 1 ||
          box.right > edge.right + 1 ||
          box.bottom > edge.bottom + 1 ||
          box.top < edge.top - 1
        )
          found.push(`${part.tagName} ${part.className}: ${part.textContent?.slice(0, 40)}`);
      }
    }
    return found;
  }, sheet);

/** Holds a drawn code against the one that this text must have, point by point as a camera sees them. */
async function codeHolds(place: string, text: string): Promise<void> {
  const {modules} = QRCode.create(text, {errorCorrectionLevel: 'M'});
  const png = (await page.locator(place).screenshot()).toString('base64');
  const looker = await browser.newPage();
  const seen = await looker.evaluate(
    async ([picture, size]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      // One module of quiet zone on each side.
      const step = image.width / (size + 2);
      const dark: number[] = [];
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
          const at = context.getImageData((column + 1.5) * step, (row + 1.5) * step, 1, 1).data;
          dark.push(at[0]! < 128 ? 1 : 0);
        }
      return dark;
    },
    [png, modules.size] as const,
  );
  await looker.close();
  assert.is(seen.join(''), [...modules.data].join(''), `the code of ${text}`);
}

for (const width of [58, 80])
  for (const language of ['en', 'hi'])
    play(`a slip of ${width} mm in ${language} is one sheet, as long as what is on it`, async () => {
      const queues = await ask<{items: {id: string; code: string}[]}>('GET', '/api/queues');
      // Several rooms and the longest names: what needs most paper.
      for (const {id, code} of queues.items.slice(0, 3)) {
        const token = await ask<{id: string; url: string; number: string}>('POST', `/api/queues/${id}/tokens`, {
          language,
        });
        await page.goto(`${box.url}/slip/${token.id}?width=${width}`);
        await page.waitForSelector('html[data-printed]', {state: 'attached'});
        const sheets = await sheetsOf(`slip-${width}-${language}-${code}`);
        assert.is(sheets.length, 1, code);
        assert.ok(Math.abs(sheets[0]!.width - width) < 0.5, `${sheets[0]!.width} mm`);
        assert.ok(sheets[0]!.height > 60 && sheets[0]!.height < 200, `${sheets[0]!.height} mm long`);
        await page.emulateMedia({media: 'print'});
        assert.equal(await overEdges('main'), []);
        const numberMm = await page.evaluate(
          () => document.querySelector('h1')!.getBoundingClientRect().width / (96 / 25.4),
        );
        assert.ok(numberMm <= width - 8, `${numberMm} mm of number`);
        await codeHolds('.qr svg', token.url);
        await page.emulateMedia({media: null});
      }
    });

for (const third of ['', 'mr', 'bn', 'ta'])
  play(`posters are one A4 sheet each, with ${third || 'no'} third language`, async () => {
    const wifiName = third === '' ? '' : 'City;Hospital Guests';
    await settings({paperLanguage: third, wifiName, wifiPassword: third === '' ? '' : 'get-well-soon-24'});
    await page.goto(`${box.url}/posters`);
    await page.waitForSelector('html[data-printed]', {state: 'attached'});
    const posters = await page.locator('body > main').count();
    const sheets = await sheetsOf(`posters-${third || 'two'}`);
    assert.is(sheets.length, posters);
    for (const {width, height} of sheets)
      assert.ok(Math.abs(width - 210) < 0.7 && Math.abs(height - 297) < 0.7, `${width} × ${height}`);
    await page.emulateMedia({media: 'print'});
    assert.equal(await overEdges('main'), []);
    const address = (await page.locator('.address b').nth(1).textContent())!;
    await codeHolds('main:nth-of-type(2) .middle .qr svg', `http://${address}`);
    assert.is(await page.locator('.qr.wifi').count(), third === '' ? 0 : posters);
    if (third !== '')
      await codeHolds('main:nth-of-type(1) .qr.wifi svg', 'WIFI:T:WPA;S:City\\;Hospital Guests;P:get-well-soon-24;;');
    await page.emulateMedia({media: null});
    assert.is(await page.locator(`main:first-of-type .lead [lang="${third || 'hi'}"]`).count(), 1);
  });

test.run();
