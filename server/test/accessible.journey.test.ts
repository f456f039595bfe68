// time-limit: 300
// axe on each screen as a person first meets it, in both languages.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {chromium, type Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

const look = need('browser', 'axe on every screen') ? test : test.skip;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const staff: Record<string, string> = {'/desk': 'desk', '/doctor': 'doctor', '/admin': 'admin'};

look('axe finds nothing on any screen, in English and Hindi', async () => {
  const box = await startServer(freshFolder(), {DEMO: '1'});
  const browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const found: string[] = [];
  try {
    const token = await joined(box);
    for (const locale of ['en-IN', 'hi-IN'])
      for (const where of ['/', '/q/GEN', token, '/board/all', '/kiosk', '/desk', '/doctor', '/admin', '/poster/GEN']) {
        const context = await browser.newContext({locale, bypassCSP: true});
        const page = await context.newPage();
        await page.goto(`${box.url}${where}`);
        if (staff[where]) await signIn(page, staff[where]);
        await page.waitForTimeout(600);
        for (const fault of await faultsOf(page)) found.push(`${where} ${locale}: ${fault}`);
        await context.close();
      }
  } finally {
    await browser.close();
    await box.end();
  }
  assert.equal(found, []);
});

async function joined(box: Running): Promise<string> {
  const answer = await fetch(`${box.url}/api/queues/1/tokens`, {method: 'POST'});
  return `/t/${((await answer.json()) as {key: string}).key}`;
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', 'demo-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name=password]', {state: 'detached', timeout: 30_000});
}

interface AxeFault {
  id: string;
  nodes: {target: unknown[]}[];
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const faults = (await page.evaluate('axe.run().then((result) => result.violations)')) as AxeFault[];
  return faults.map((fault) => `${fault.id} at ${String(fault.nodes[0]?.target[0])}`);
}

test.run();
