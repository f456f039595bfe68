// time-limit: 180
// What a screen reader hears and in which order, and that nobody who asked for stillness sees things move.
import {type Browser, type BrowserContext, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {type Lines, linesOf} from '../../scripts/pictures/scene.ts';
import {openStage, type Stage} from '../../scripts/pictures/stage.ts';

interface Hall {
  stage: Stage;
  browser: Browser;
  lines: Lines;
  context: BrowserContext;
}

const hearing = suite<Hall>('what is heard');
const hear = need('browser', 'what a screen reader hears') ? hearing : hearing.skip;

hearing.before(async (hall) => {
  if (!chromiumPath()) return;
  await ensureScreens();
  hall.stage = await openStage({DEMO: '1', RATE_LIMIT: 'off'});
  hall.lines = await linesOf(hall.stage);
  hall.browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
hearing.after(async (hall) => {
  await hall.browser?.close();
  hall.stage?.close();
});
hearing.before.each(async (hall) => {
  hall.context = await hall.browser?.newContext({locale: 'en-IN', timezoneId: 'Asia/Kolkata'});
});
hearing.after.each((hall) => hall.context?.close());

/** Keeps everything that a live region says from now on, with its manner. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, {said});
    const manner = (region: Element) =>
      region.getAttribute('aria-live') ?? (region.getAttribute('role') === 'alert' ? 'assertive' : 'polite');
    new MutationObserver((changes) => {
      for (const {target} of changes) {
        const at = target instanceof Element ? target : target.parentElement;
        const region = at?.closest('[aria-live], [role=alert], [role=status]');
        const words = region?.textContent?.trim();
        if (region && words && said.at(-1) !== `${manner(region)}: ${words}`) said.push(`${manner(region)}: ${words}`);
      }
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
  });
  return () => page.evaluate(() => (window as unknown as {said: string[]}).said);
}

const read = (page: Page) => page.locator('body').ariaSnapshot();

/** These stand in the page as it is read from the top, in this order. */
function inOrder(heard: string, ...parts: string[]): void {
  let at = 0;
  for (const part of parts) {
    const found = heard.indexOf(part, at);
    assert.ok(
      found >= 0,
      `"${part}" does not come after "${parts[parts.indexOf(part) - 1] ?? 'the start'}" in\n${heard}`,
    );
    at = found + part.length;
  }
}

async function take({stage}: Hall, queueId: string) {
  return (
    await stage.hospital.ask<{id: string; key: string; number: string}>('POST', `/api/queues/${queueId}/tokens`, {
      body: {},
    })
  ).body;
}

async function call({stage}: Hall, queueId: string): Promise<string> {
  const path = `/api/queues/${queueId}/call-next`;
  return (await stage.hospital.ask<{token: {id: string}}>('POST', path, {as: 'doctor', body: {}})).body.token.id;
}

const complete = ({stage}: Hall, id: string) =>
  stage.hospital.ask('POST', `/api/tokens/${id}/complete`, {as: 'doctor', body: {}});

hear('a phone says its place politely, and its call at once; the number comes first', async (hall) => {
  const {context, stage, lines} = hall;
  for (let before = 0; before < 2; before++) await take(hall, lines.car);
  const mine = await take(hall, lines.car);
  const page = await context.newPage();
  await page.goto(`${stage.address}/t/${mine.key}`);
  await page.getByText('Up to date').waitFor();
  inOrder(
    await read(page),
    'Cardiology',
    `heading "${mine.number}" [level=1]`,
    'Ahead of you',
    'definition: "2"',
    'Up to date',
  );
  const said = await listen(page);
  const first = await call(hall, lines.car);
  await page.locator('#polite:not(:empty)').waitFor({state: 'attached'});
  assert.equal(await said(), ['polite: 1 ahead of you.']);
  await complete(hall, first);
  await complete(hall, await call(hall, lines.car));
  await call(hall, lines.car);
  await page.locator('#urgent:not(:empty)').waitFor({state: 'attached'});
  const urgent = (await said()).filter((line) => line.startsWith('assertive'));
  assert.equal(urgent, [`assertive: It is your turn. Number ${mine.number}, please go to Room 3.`]);
  inOrder(
    await read(page),
    `heading "${mine.number}" [level=1]`,
    'It is your turn',
    'Room 3',
    'First floor',
    'I am on my way',
  );
  await complete(hall, mine.id);
});

hear('a board says a call at once and only that; called number, room, lines in that order', async (hall) => {
  const {context, stage, lines} = hall;
  const {number} = await take(hall, lines.car);
  const page = await context.newPage();
  await page.setViewportSize({width: 1920, height: 1080});
  await page.goto(`${stage.address}/board/all`);
  await page.locator('#announced').waitFor({state: 'attached'});
  const said = await listen(page);
  const called = await call(hall, lines.car);
  await page.locator(`h1:has-text("${number}")`).waitFor();
  await page.locator(`#announced:has-text("${number}")`).waitFor({state: 'attached'});
  const heard = await said();
  assert.ok(
    heard.some((line) => line.startsWith('assertive') && line.includes(number)),
    heard.join('\n'),
  );
  assert.equal(
    heard.filter((line) => line.startsWith('polite')),
    [],
  );
  inOrder(await read(page), `heading "${number}" [level=1]`, 'Room 3', 'General Medicine');
  assert.ok(await moving(page), 'a call points at its room');
  await page.emulateMedia({reducedMotion: 'reduce'});
  assert.not(await moving(page), 'and stands still for those who ask for it');
  await complete(hall, called);
});

hear('the desk: find, then the queues, then the line; a given number is said with its undo', async (hall) => {
  const {context, stage} = hall;
  const {cookie} = await stage.hospital.ask('POST', '/api/session', {body: {username: 'desk', password: 'demo-1234'}});
  const [name = '', value = ''] = cookie!.split(/=(.*)/s);
  await context.addCookies([{name, value, url: stage.address}]);
  const page = await context.newPage();
  await page.setViewportSize({width: 1280, height: 800});
  await page.emulateMedia({reducedMotion: 'reduce'});
  await page.goto(`${stage.address}/desk`);
  await page.getByRole('grid').waitFor();
  inOrder(
    await read(page),
    'heading "Front desk',
    'combobox "Phone, name, number or scan"',
    'group "Lane',
    'button "Give',
    'navigation "Queues"',
    'heading "General Medicine" [level=2]',
    'grid "Line of General Medicine"',
    'columnheader "Number"',
  );
  const said = await listen(page);
  await page.keyboard.press('Alt+n');
  await page.locator('#new-name').fill('Gauri');
  await page.keyboard.press('Enter');
  await page.locator('.toast').waitFor();
  const heard = await said();
  assert.ok(
    heard.some((line) => /^polite: G-\d+ given, .*Undo/.test(line)),
    heard.join('\n'),
  );
  // The answer tells the toast, the stream tells the line: the one may be here before the other.
  await page.getByRole('grid').getByText('Gauri').waitFor();
  inOrder(await read(page), 'grid "Line of', 'Gauri', 'given', 'button "Undo');
  assert.not(await moving(page), 'nothing moves for those who asked for it');
});

hear('no sheet of styles moves anything when a person asked for stillness', async (hall) => {
  const {context, stage, lines} = hall;
  const {key} = await take(hall, lines.ped);
  for (const path of ['/', '/q/CAR', `/t/${key}`, '/desk', '/board', '/kiosk', '/poster/CAR']) {
    const page = await context.newPage();
    await page.emulateMedia({reducedMotion: 'reduce'});
    await page.goto(stage.address + path);
    await page.locator('body > *').first().waitFor();
    const left = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const {animationName, transitionDuration} = getComputedStyle(element);
          return animationName !== 'none' || transitionDuration.split(', ').some((one) => one !== '0s');
        })
        .map(({tagName, className}) => `${tagName} ${className}`),
    );
    assert.equal(left, [], path);
    await page.close();
  }
});

const moving = (page: Page) =>
  page.evaluate(() => document.getAnimations().some(({playState}) => playState === 'running'));

hearing.run();
