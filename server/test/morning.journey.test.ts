// time-limit: 400
// A morning in a real browser: two phones, desk, doctor and board, in two languages. The server is killed in the middle.
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface Hall {
  browser: Browser;
  box: Running;
  dataDir: string;
  faults: string[];
}

const journey = suite<Hall>('a morning');
const play = need('browser', 'the morning in a real browser') ? journey : journey.skip;
const patienceMs = 45_000;

journey.before(async (hall) => {
  hall.faults = [];
  hall.dataDir = freshFolder();
  hall.box = await startServer(hall.dataDir, {DEMO: '1'});
  hall.browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

journey.after(async ({browser, box}) => {
  await browser?.close();
  await box?.end();
});

play(
  'two phones, desk, doctor and board; the power goes in the middle; nothing is lost, each call is said once',
  async (hall) => {
    const {box} = hall;
    const board = await open(hall, '/board/all', {viewport: {width: 1920, height: 1080}});
    await board.waitForSelector('text=Cardiology');
    const doctor = await signedIn(hall, '/doctor', 'doctor', {viewport: {width: 1024, height: 768}, locale: 'hi-IN'});
    const desk = await signedIn(hall, '/desk', 'desk', {viewport: {width: 1280, height: 800}, locale: 'en-IN'});

    // Two phones take a number; one speaks Hindi.
    const asha = await takeToken(hall, 'en-IN');
    assert.is(await numberOn(asha), 'C-001');
    const ravi = await takeToken(hall, 'hi-IN');
    assert.is(await numberOn(ravi), 'C-002');
    assert.is(await ravi.getAttribute('html', 'lang'), 'hi');
    assert.is(await aheadOn(ravi), '1');

    // Somebody without a phone, at the desk, by keyboard alone.
    await deskGives(desk, 'Sunita Devi', '98123 45678');
    await desk.waitForSelector('tr:has-text("C-003"):has-text("Sunita Devi")');

    // The doctor calls; the phone turns; the board says it.
    await press(doctor, 'C-001');
    await asha.waitForSelector('body.called:has-text("Room 3")');
    await board.waitForSelector('.num:has-text("C-001")');
    await ravi.waitForFunction(() => document.querySelector('.big dd')?.textContent === '0');

    // The board reloads itself in between, and must not say it again.
    await board.reload();
    await press(doctor, 'C-001');
    await asha.waitForSelector('body.serving');
    await press(doctor, 'C-002');
    await ravi.waitForSelector('body.called:has-text("कमरा 3")');
    await asha.waitForSelector('body.done');

    // A third phone has its number; in that moment the power goes.
    const last = await takeToken(hall, 'en-IN');
    assert.is(await numberOn(last), 'C-004');
    await box.end('SIGKILL');
    await board.waitForSelector('text=/reconnecting since/i');
    hall.box = await startServer(hall.dataDir, {PORT: String(box.port)});
    await board.waitForSelector('text=/reconnecting since/i', {state: 'detached', timeout: patienceMs});

    // Everybody is where they were, without a hand being lifted.
    await last.waitForFunction(() => document.querySelector('.big dd')?.textContent === '1', undefined, {
      timeout: patienceMs,
    });
    await ravi.waitForSelector('body.called');
    assert.is(await numberOn(last), 'C-004');
    await desk.waitForSelector('tr:has-text("C-003")');

    // Ravi does not come; the line goes on; he says "I'm here" and is put back.
    await doctor.waitForSelector('.beside button:nth-child(2)[aria-disabled="false"]');
    await doctor.keyboard.press('x');
    await ravi.waitForSelector('body.no-show', {timeout: patienceMs});
    await press(doctor, 'C-003');
    await desk.waitForSelector('tr:has-text("C-003"):has-text("Room 3")');
    await ravi.click('form[action$="/here"] button');
    await ravi.waitForSelector('body.waiting');
    assert.is(await aheadOn(ravi), '1');

    // An emergency at the desk; the phone that moved back is told why.
    const before = await aheadOn(last);
    assert.is(before, '0');
    await issueEmergency(box);
    await last.waitForFunction(() => document.querySelector('.big dd')?.textContent === '1', undefined, {
      timeout: patienceMs,
    });
    await last.waitForSelector('text=/emergency/i');

    // Completing and calling in one press.
    await press(doctor, 'C-003');
    await press(doctor, 'C-005');
    await desk.waitForSelector('tr:has-text("C-005"):has-text("Room 3")');

    // Each call was announced once, in order, across a reload and a kill -9.
    const calls = await callsOf(box);
    assert.equal(
      calls.map((call) => call.number),
      ['C-001', 'C-002', 'C-003', 'C-005'],
    );
    await board.waitForFunction((count) => document.querySelectorAll('#announced li').length >= count, calls.length, {
      timeout: 70_000,
    });
    const said = await board.$$eval('#announced li', (items) => items.map((item) => item.getAttribute('data-call-id')));
    assert.equal(
      said,
      calls.map((call) => call.id),
    );
    const kept = await board.evaluate(
      () => JSON.parse(localStorage.getItem('baari.announced.all') ?? '[]') as {id: string}[],
    );
    assert.equal(
      kept.map((one) => one.id),
      calls.map((call) => call.id),
    );
    assert.equal(hall.faults, []);
  },
);

async function open(hall: Hall, where: string, options: BrowserContextOptions): Promise<Page> {
  const context = await hall.browser.newContext({locale: 'en-IN', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => hall.faults.push(`${where}: ${error.message}`));
  await page.goto(`${hall.box.url}${where}`);
  return page;
}

async function signedIn(hall: Hall, where: string, username: string, options: BrowserContextOptions): Promise<Page> {
  const page = await open(hall, where, options);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', 'demo-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name=password]', {state: 'detached'});
  return page;
}

/** From the hospital's first page to a number: two taps, nothing typed. */
async function takeToken(hall: Hall, locale: string): Promise<Page> {
  const page = await open(hall, '/', {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true, locale});
  await page.tap('a[href^="/q/CAR"]');
  await page.tap('#join button[type=submit]');
  await page.waitForURL(/\/t\//);
  await page.waitForSelector('h1.num');
  return page;
}

const numberOn = (page: Page) => page.textContent('h1.num');
const aheadOn = (page: Page) => page.textContent('.big dd');

async function deskGives(desk: Page, name: string, phone: string): Promise<void> {
  await desk.waitForSelector('#search');
  const printing = desk.locator('.check input');
  if (await printing.isChecked()) await printing.uncheck();
  await desk.selectOption('.find select', {label: 'Cardiology · Dr. Meera Rao'});
  await desk.focus('#search');
  // As a hand types: what comes in one breath is a scanner.
  await desk.keyboard.type(phone, {delay: 60});
  await desk.waitForSelector('#hits [role=option]');
  await desk.keyboard.press('Enter');
  await desk.waitForSelector('#new-name');
  await desk.fill('#new-name', name);
  await desk.keyboard.press('Enter');
}

/** The doctor's one big button, once it names this number. */
async function press(doctor: Page, number: string): Promise<void> {
  const answer = doctor.waitForResponse(
    (one) => one.request().method() === 'POST' && /\/(queues|tokens)\//.test(one.url()),
  );
  await doctor.click(`button.go:not([disabled]):has-text("${number}")`);
  await answer;
  // Just after an answer it takes no press.
  await doctor.waitForTimeout(800);
}

async function issueEmergency({url}: Running): Promise<void> {
  const signIn = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({username: 'desk', password: 'demo-1234'}),
  });
  const {token} = (await signIn.json()) as {token: string};
  const answer = await fetch(`${url}/api/queues/2/tokens`, {
    method: 'POST',
    headers: {'content-type': 'application/json', authorization: `Bearer ${token}`},
    body: JSON.stringify({name: 'Arif M.', lane: 'emergency', reason: 'chest pain'}),
  });
  assert.is(answer.status, 201);
}

async function callsOf({url}: Running): Promise<{id: string; number: string}[]> {
  const answer = await fetch(`${url}/api/boards/all`);
  const {calls} = (await answer.json()) as {calls: {id: string; number: string}[]};
  return calls.reverse();
}

journey.run();
