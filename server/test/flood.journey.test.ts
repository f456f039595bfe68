// time-limit: 120
// alone
// The desk takes back a flood from phones: by keyboard, in both languages, and axe finds nothing.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {chromium} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, startServer} from './running.ts';

const look = need('browser', 'a flood is voided at the desk') ? test : test.skip;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

look('the dialog says how many it would take, and takes them', async () => {
  const box = await startServer(freshFolder(), {DEMO: '1'});
  const browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    for (const [locale, button, says] of [
      ['en-IN', 'Flood …', 'Numbers from phones in that time: 7'],
      ['hi-IN', 'बाढ़ …', 'उस समय में फ़ोन से आए नंबर: 7'],
    ] as const) {
      for (let one = 0; one < 7; one++) await fetch(`${box.url}/api/queues/1/tokens`, {method: 'POST'});
      const context = await browser.newContext({locale, bypassCSP: true, timezoneId: 'America/New_York'});
      const page = await context.newPage();
      await page.goto(`${box.url}/desk`);
      await page.fill('input[name=username]', 'desk');
      await page.fill('input[name=password]', 'demo-1234');
      await page.keyboard.press('Enter');
      const open = page.getByRole('button', {name: button});
      await open.focus({timeout: 30_000});
      await page.keyboard.press('Enter');
      await page.getByText(says).waitFor({timeout: 15_000});
      await page.evaluate(axe);
      const faults = (await page.evaluate('axe.run().then((result) => result.violations)')) as {id: string}[];
      assert.equal(
        faults.map(({id}) => id),
        [],
        locale,
      );
      // Nothing happens without a reason.
      await page.keyboard.press('Enter');
      assert.is(await page.locator('dialog').count(), 1);
      await page.locator('dialog input:not([type=time])').focus();
      await page.keyboard.type('prank');
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor({state: 'detached', timeout: 15_000});
      const left = await fetch(`${box.url}/api/queues/1`);
      assert.is(((await left.json()) as {waiting: number}).waiting, 0);
      await context.close();
    }
  } finally {
    await browser.close();
    await box.end();
  }
});

test.run();
