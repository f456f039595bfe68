// time-limit: 300
// The box goes away while the desk gives numbers: what was pressed waits, is sent once, and survives a reload.
import {type Browser, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface Hall {
  browser: Browser;
  box: Running;
  dataDir: string;
}

const journey = suite<Hall>('pending deeds');
const play = need('browser', 'pending deeds in a real browser') ? journey : journey.skip;

journey.before(async (hall) => {
  await ensureScreens();
  hall.dataDir = freshFolder();
  hall.box = await startServer(hall.dataDir, {DEMO: '1'});
  hall.browser = await chromium.launch({executablePath: chromiumPath()!, args: ['--no-sandbox', '--disable-gpu']});
});

journey.after(async ({browser, box}) => {
  await browser?.close();
  await box?.end('SIGKILL');
});

play(
  'a number whose answer was lost, and one that never left, are each given once when the box is back',
  async (hall) => {
    const context = await hall.browser.newContext({locale: 'en-IN', viewport: {width: 1280, height: 800}});
    context.setDefaultTimeout(40_000);
    const desk = await context.newPage();
    const faults: string[] = [];
    desk.on('pageerror', (error) => faults.push(error.message));
    await desk.goto(`${hall.box.url}/desk`);
    await desk.fill('input[name=username]', 'desk');
    await desk.fill('input[name=password]', 'demo-1234');
    await desk.keyboard.press('Enter');
    await desk.waitForSelector('#search');
    await desk.waitForSelector('.livemark:not(.cut)');

    await give(desk, 'Asha Rani');
    await desk.waitForSelector('tr:has-text("Asha Rani")');

    // The box gives the number; its answer is lost, and it dies.
    let reached = 0;
    await context.route('**/api/queues/*/tokens', async (route) => {
      if (reached++ === 0) {
        await route.fetch();
        await hall.box.end('SIGKILL');
      }
      await route.abort();
    });
    await give(desk, 'Sunita Devi');
    await desk.waitForSelector('.unsent li.stale:has-text("Sunita Devi")');
    assert.is(await desk.inputValue('#search'), '', 'the form is clear: pressing again would be another number');

    // Another while it is away. A call does not wait: who is next may be somebody else by then.
    await give(desk, 'Mohan Lal');
    await desk.waitForSelector('.unsent li.stale:has-text("Mohan Lal")');
    await desk.keyboard.press('Escape');
    await desk.click('.lines button:has-text("Call next")');
    await desk.click('button:has-text("Counter 1")');
    await desk.waitForSelector('.trouble');
    assert.is(await desk.locator('.unsent li').count(), 2);

    // Back, with the page loaded anew.
    await context.unroute('**/api/queues/*/tokens');
    hall.box = await startServer(hall.dataDir, {PORT: String(hall.box.port)});
    await desk.reload();
    for (const name of ['Sunita Devi', 'Mohan Lal']) {
      await desk.waitForSelector(`.unsent li:not(.stale):has-text("${name}")`);
      await desk.waitForSelector(`tr:has-text("${name}")`);
    }
    await desk.waitForTimeout(1_000);
    for (const name of ['Sunita Devi', 'Mohan Lal'])
      assert.is(await desk.locator(`tr:has-text("${name}")`).count(), 1, name);
    assert.is(await desk.locator('tbody tr').count(), 3);

    // Nothing of it stays on a shared computer.
    await desk.click('.bar button:has-text("Sign out")');
    await desk.waitForSelector('input[name=password]');
    assert.is(await desk.evaluate(() => sessionStorage.getItem('baari.pending')), null);
    assert.equal(faults, []);
  },
);

async function give(desk: Page, name: string): Promise<void> {
  const printing = desk.locator('.check input');
  if ((await printing.count()) > 0 && (await printing.isChecked())) await printing.uncheck();
  await desk.fill('#search', name);
  await desk.waitForSelector('#hits [role=option]');
  await desk.keyboard.press('Enter');
  await desk.waitForSelector('#new-name');
  await desk.keyboard.press('Enter');
}

journey.run();
