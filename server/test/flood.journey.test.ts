// time-limit: 300
// The desk cancels a flood from phones and takes that back: by keyboard, in both languages, and axe finds nothing. The PC's time zone
// is not the hospital's.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {chromium, type Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, startServer} from './running.ts';

const look = need('browser', 'a flood is voided at the desk') ? test : test.skip;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const faults = (await page.evaluate('axe.run().then((result) => result.violations)')) as {id: string}[];
  return faults.map(({id}) => id);
}

/** The minute in which the box lives, in the hospital's time: the one before and after may be shown as well. */
function minutesNow(): string[] {
  const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Kolkata'});
  return [-1, 0, 1].map((away) => clock.format(Date.now() + away * 60_000));
}

look('the dialog says how many it would take, and takes them; U gives them back', async () => {
  const box = await startServer(freshFolder(), {DEMO: '1'});
  const browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const waiting = async () => ((await (await fetch(`${box.url}/api/queues/1`)).json()) as {waiting: number}).waiting;
    for (const [locale, more, button, says, undone] of [
      [
        'en-IN',
        'More …',
        'Flood of numbers …',
        'Numbers from phones in that time: 7',
        '7 numbers have their places again',
      ],
      ['hi-IN', 'और …', 'एक साथ आए नंबर …', 'उस समय में फ़ोन से आए नंबर: 7', '7 नंबर फिर अपनी जगह पर हैं'],
    ] as const) {
      for (let one = await waiting(); one < 7; one++) await fetch(`${box.url}/api/queues/1/tokens`, {method: 'POST'});
      const context = await browser.newContext({locale, bypassCSP: true, timezoneId: 'America/New_York'});
      const page = await context.newPage();
      await page.goto(`${box.url}/desk`);
      await page.fill('input[name=username]', 'desk');
      await page.fill('input[name=password]', 'demo-1234');
      await page.keyboard.press('Enter');
      const open = page.locator('.line-head').getByRole('button', {name: more});
      await open.focus({timeout: 30_000});
      const shown = /\d\d:\d\d$/.exec((await page.locator('.bar-day').innerText()).trim())?.[0];
      assert.ok(minutesNow().includes(shown ?? ''), `the hospital's clock, not the PC's: ${shown}`);
      await page.keyboard.press('Enter');
      await page.locator('dialog').getByRole('button', {name: button}).click();
      await page.getByText(says).waitFor({timeout: 30_000});
      assert.equal(await faultsOf(page), [], locale);
      // Nothing happens without a reason.
      await page.keyboard.press('Enter');
      assert.is(await page.locator('dialog').count(), 1);
      await page.locator('dialog input:not([type=time])').focus();
      await page.keyboard.type('prank');
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor({state: 'detached', timeout: 30_000});
      assert.is(await waiting(), 0);
      await page.locator('.toast-undo').waitFor();
      assert.equal(await faultsOf(page), [], `the toast, ${locale}`);
      await page.keyboard.press('u');
      await page.getByText(undone).waitFor({timeout: 30_000});
      assert.is(await waiting(), 7);
      assert.is(await page.locator('.toast-undo').count(), 0, 'an undo is not undone');
      await context.close();
    }
  } finally {
    await browser.close();
    await box.end();
  }
});

test.run();
