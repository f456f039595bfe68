// time-limit: 240
// Boards in a real browser: sizes that ten metres need, calls in a row, sound without internet, a cut, quiet hours; axe in each state.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {type Browser, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface Hall {
  box: Running;
  dataDir: string;
  /** As a TV in kiosk mode is started, and as a browser without leave to play sound. */
  tv: Browser;
  shy: Browser;
  token: string;
  queues: Map<string, string>;
  faults: string[];
}

const boards = suite<Hall>('boards');
const play = need('browser', 'boards in a real browser') ? boards : boards.skip;
const patienceMs = 45_000;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const quietly = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--mute-audio'];

boards.before(async (hall) => {
  hall.faults = [];
  hall.dataDir = freshFolder();
  hall.box = await startServer(hall.dataDir, {DEMO: '1', RATE_LIMIT: 'off'});
  const executablePath = chromiumPath()!;
  hall.tv = await chromium.launch({executablePath, args: [...quietly, '--autoplay-policy=no-user-gesture-required']});
  hall.shy = await chromium.launch({
    executablePath,
    args: [...quietly, '--autoplay-policy=document-user-activation-required'],
  });
  await signIn(hall);
  const {items} = await ask<{items: {id: string; code: string}[]}>(hall, 'GET', '/api/queues');
  hall.queues = new Map(items.map(({id, code}) => [code, id]));
});

boards.after(async ({tv, shy, box}) => {
  await tv?.close();
  await shy?.close();
  await box?.end();
});

play(
  'a call fills the screen, is said in both languages by recordings from this box, and axe finds nothing',
  async (hall) => {
    const heard: string[] = [];
    const page = await open(hall, 'all');
    page.on('request', (request) => {
      const clip = /\/clips\/(.+)\.mp3$/.exec(request.url());
      if (clip) heard.push(clip[1]!);
    });
    await page.waitForSelector('.idle');
    assert.equal(await faultsOf(page), [], 'before the first call');
    assert.is(await page.locator('.unmute').count(), 0, 'a TV that may play sound asks for no key');

    for (let one = 0; one < 14; one++) await join(hall, 'CAR');
    await callNext(hall, 'CAR');
    await page.waitForSelector('.called.loud .num:text-is("C-001")');
    assert.ok((await sizeOf(page, '.num')) >= 340, 'legible at ten metres');
    assert.match(await page.locator('.called').innerText(), /Room 3\s+कमरा 3/);
    assert.equal(await faultsOf(page), [], 'while somebody is called');
    assert.equal(
      await page
        .locator('[lang=hi]')
        .evaluateAll((all) => all.filter((one) => /[a-z]/i.test(one.textContent ?? '')).length),
      0,
    );
    await page.waitForFunction(
      (count) => performance.getEntriesByType('resource').filter(({name}) => name.includes('/clips/')).length >= count,
      12,
      {timeout: patienceMs},
    );
    assert.equal(heard.slice(0, 6), ['en/token', 'en/C', 'en/1', 'en/please_go_to', 'en/room', 'en/3']);
    assert.equal(heard.slice(6, 12), ['hi/token', 'hi/C', 'hi/1', 'hi/please', 'hi/room', 'hi/3']);
    // Letters for Hindi come from this box, too.
    assert.ok(await page.evaluate(async () => (await document.fonts.load('700 40px "Noto Sans"', 'कमरा')).length > 0));
    await page.setViewportSize({width: 1280, height: 720});
    assert.ok((await sizeOf(page, '.num')) >= 340 * (720 / 1080), 'the same share of a smaller screen');
    await page.context().close();
  },
);

play('three calls in a row: all are seen at once, each is loud in its turn, none twice over a reload', async (hall) => {
  const page = await open(hall, 'all', hurry);
  await page.waitForSelector('.queues');
  await page.waitForFunction(() => document.querySelectorAll('#announced li').length >= 0);
  const before = await said(page);
  await join(hall, 'GEN');
  await join(hall, 'GEN');
  await join(hall, 'PED');
  await callNext(hall, 'GEN', '1');
  await callNext(hall, 'GEN', '2');
  await callNext(hall, 'PED');
  await page.waitForSelector('.call.now');
  await page.waitForFunction((count) => document.querySelectorAll('#announced li').length >= count, before.length + 2);
  await page.reload();
  await page.waitForFunction((count) => document.querySelectorAll('#announced li').length >= count, before.length + 3);
  await page.waitForSelector('.called.calm');
  assert.equal((await said(page)).slice(before.length), ['G-001', 'G-002', 'P-001']);
  await page.context().close();
});

play('a long number takes the whole width and stays as large; a floor and a room show their own', async (hall) => {
  const eye = await addQueue(hall, 'EYE', 'Eye', 'Room 12');
  const floor = await addBoard(hall, {name: 'First floor', layout: 'floor', queueIds: [...hall.queues.values(), eye]});
  const room = await addBoard(hall, {name: 'Room 3', layout: 'room', queueIds: [hall.queues.get('CAR')!]});
  const page = await open(hall, floor, undefined, true);
  await page.waitForSelector('.cell:has-text("Cardiology")');
  await page.waitForSelector('.called.wide', {state: 'detached', timeout: patienceMs});
  assert.equal(await faultsOf(page), [], 'a floor');
  await join(hall, 'EYE');
  await callNext(hall, 'EYE');
  await page.waitForSelector('.called.loud.wide .num:text-is("EYE-001")');
  assert.ok((await sizeOf(page, '.num')) >= 340);
  const fits = await page.locator('.num').evaluate((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getBoundingClientRect().right <= one.closest('main')!.getBoundingClientRect().right;
  });
  assert.ok(fits, 'the number stays on its card');
  await page.goto(`${hall.box.url}/board/${room}`);
  await page.waitForSelector('.nexts li:has-text("C-002")');
  assert.match(await page.locator('.door').innerText(), /Room 3[\s\S]*C-001/);
  assert.ok((await sizeOf(page, '.num')) >= 340);
  assert.equal(await faultsOf(page), [], 'beside a room');
  await page.context().close();
});

play('a browser that wants a key first says so, and any key is enough', async (hall) => {
  const page = await hall.shy.newPage({viewport: {width: 1920, height: 1080}});
  await page.goto(`${hall.box.url}/board/all`);
  await page.waitForSelector('.unmute');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('.unmute', {state: 'detached'});
  await page.close();
});

play('text, picture and quiet hours are the administrator’s; a dark board lights up for a call', async (hall) => {
  const id = await addBoard(hall, {
    name: 'Hall',
    queueIds: [...hall.queues.values()],
    message: 'Children under one are seen first.\nرمضان مبارک',
    languages: ['hi', 'en'],
    quietFrom: '00:00',
    quietUntil: '23:59',
  });
  await ask(hall, 'POST', `/api/boards/${id}/picture`, {image: onePixel});
  const page = await open(hall, id, undefined, true);
  await page.waitForSelector('.night');
  assert.is(await page.getAttribute('html', 'lang'), 'hi');
  assert.equal(await faultsOf(page), [], 'at night');
  const clips: string[] = [];
  page.on('request', (request) => request.url().includes('/clips/') && clips.push(request.url()));
  await callNext(hall, 'CAR', undefined, true);
  await page.waitForSelector('.called.loud .num');
  assert.equal(clips, [], 'nobody is woken');
  const {version} = await ask<{version: number}>(hall, 'PATCH', `/api/boards/${id}`, {version: 2, quietFrom: null});
  assert.is(version, 3);
  await page.waitForSelector('img.picture', {timeout: 30_000});
  assert.is(await page.locator('img.picture').evaluate((one) => (one as HTMLImageElement).naturalWidth), 1);
  const foot = page.locator('footer p');
  await page.waitForSelector('footer p:has-text("رمضان")', {timeout: 30_000});
  assert.is(await foot.getAttribute('lang'), 'ur');
  assert.is(await foot.evaluate((one) => getComputedStyle(one).direction), 'rtl');
  await page.context().close();
});

play(
  'a cut is said the moment it is true; the board comes back by itself and says what it missed, once',
  async (hall) => {
    const page = await open(hall, 'all', hurry);
    await page.waitForSelector('.called.calm', {timeout: patienceMs});
    const before = await said(page);
    await hall.box.end('SIGKILL');
    await page.waitForSelector('.cut:has-text("Reconnecting since")');
    assert.equal(await faultsOf(page), [], 'while cut off');
    hall.box = await startServer(hall.dataDir, {PORT: String(hall.box.port), RATE_LIMIT: 'off'});
    await signIn(hall);
    await callNext(hall, 'CAR', undefined, true);
    await page.waitForSelector('.cut', {state: 'detached', timeout: patienceMs});
    await page.waitForFunction((count) => document.querySelectorAll('#announced li').length > count, before.length);
    await page.waitForSelector('.called.calm', {timeout: patienceMs});
    assert.is((await said(page)).length, before.length + 1);
    assert.equal(hall.faults, []);
    await page.context().close();
  },
);

/** In the page: a call's ten seconds go by in half a one. Shorter timers, and what reading a recording may take, stay. */
function hurry(): void {
  const real = window.setTimeout.bind(window);
  Object.assign(window, {
    setTimeout: (work: TimerHandler, ms = 0) => real(work, ms >= 4_000 ? ms / 20 : ms),
  });
}

interface Mark {
  board: string;
  id: string;
  at: string;
}

async function newestCall(hall: Hall, board: string): Promise<Mark> {
  const {calls, asOf} = await ask<{calls: {id: string; at: string}[]; asOf: string}>(
    hall,
    'GET',
    `/api/boards/${board}`,
  );
  return {board, id: calls[0]?.id ?? '0', at: calls[0]?.at ?? asOf};
}

/** In the page, at its first load. */
function remember({board, id, at}: Mark): void {
  const name = `baari.board.${board}`;
  if (localStorage.getItem(name) === null) localStorage.setItem(name, JSON.stringify({last: {id, at}, pending: []}));
}

/** `knowing`: a board that has been on for a while, and has said what was called so far. */
async function open(hall: Hall, board: string, first?: () => void, knowing = false): Promise<Page> {
  const context = await hall.tv.newContext({viewport: {width: 1920, height: 1080}, locale: 'en-IN'});
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => hall.faults.push(`${board}: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) hall.faults.push(`${board}: ${message.text()}`);
  });
  if (first) await page.addInitScript(first);
  if (knowing) await page.addInitScript(remember, await newestCall(hall, board));
  await page.goto(`${hall.box.url}/board/${board}`);
  return page;
}

const said = (page: Page) =>
  page.$$eval('#announced li', (items) => items.map((item) => item.textContent?.trim() ?? ''));
const sizeOf = (page: Page, what: string) =>
  page
    .locator(what)
    .first()
    .evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));

/** By the driver, not by a script element: the page's own policy stays in force. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run().then((result) => result.violations)')) as {
    id: string;
    nodes: {target: unknown[]}[];
  }[];
  return found.map((fault) => `${fault.id} at ${String(fault.nodes[0]?.target[0])}`);
}

async function signIn(hall: Hall): Promise<void> {
  const body = {username: 'admin', password: 'demo-1234'};
  hall.token = (await ask<{token: string}>(hall, 'POST', '/api/session', body)).token;
}

async function ask<Answer>(hall: Hall, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(hall.box.url + path, {
    method,
    headers: {
      ...(body ? {'content-type': 'application/json'} : {}),
      ...(hall.token ? {authorization: `Bearer ${hall.token}`} : {}),
    },
    ...(body ? {body: JSON.stringify(body)} : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const join = (hall: Hall, code: string) => ask(hall, 'POST', `/api/queues/${hall.queues.get(code)}/tokens`, {});

/** `complete`: whoever is in the room goes first. */
async function callNext(hall: Hall, code: string, servicePointId?: string, complete = false): Promise<void> {
  const queue = hall.queues.get(code);
  const {items} = await ask<{items: {id: string; state: string}[]}>(
    hall,
    'GET',
    `/api/queues/${queue}/tokens?state=called,serving`,
  );
  const inside = items[0]?.id;
  await ask(hall, 'POST', `/api/queues/${queue}/call-next`, {
    ...(servicePointId ? {servicePointId} : {}),
    ...(complete && inside ? {completeTokenId: inside} : {}),
  });
}

async function addQueue(hall: Hall, code: string, name: string, room: string): Promise<string> {
  const department = await ask<{id: string}>(hall, 'POST', '/api/departments', {name});
  const point = await ask<{id: string}>(hall, 'POST', '/api/service-points', {name: room, departmentId: department.id});
  const body = {code, prefix: code, name, departmentId: department.id, servicePointIds: [point.id]};
  const {id} = await ask<{id: string}>(hall, 'POST', '/api/queues', body);
  hall.queues.set(code, id);
  return id;
}

const addBoard = async (hall: Hall, body: object) => (await ask<{id: string}>(hall, 'POST', '/api/boards', body)).id;

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

boards.run();
