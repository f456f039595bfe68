// What the desk's journeys have in common: a demo hospital, a browser, a hand on the keyboard.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {type Browser, type BrowserContextOptions, chromium, type Page, type Request} from 'playwright-core';
import * as assert from 'uvu/assert';
import {chromiumPath} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patienceMs = 45_000;

export interface Hall {
  box: Running;
  browser: Browser;
  /** Errors of the pages; a journey ends with none. */
  faults: string[];
  /** A desk where somebody has signed in, with the focus where they find it. */
  desk(username: string, options?: BrowserContextOptions): Promise<Page>;
  /** Asks the box as somebody else would who sits elsewhere. */
  ask<Answer>(username: string, method: string, path: string, body?: unknown): Promise<Answer>;
  end(): Promise<void>;
}

export async function openHall(): Promise<Hall> {
  const box = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off'});
  const browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const faults: string[] = [];
  const sessions = new Map<string, string>();

  async function ask<Answer>(username: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const send = (what: string, how: string, headers: Record<string, string>, content: unknown) =>
      fetch(`${box.url}${what}`, {
        method: how,
        headers: {'content-type': 'application/json', ...headers},
        ...(content === undefined ? {} : {body: JSON.stringify(content)}),
      });
    if (!sessions.has(username)) {
      const answer = await send('/api/session', 'POST', {}, {username, password: 'demo-1234'});
      sessions.set(username, ((await answer.json()) as {token: string}).token);
    }
    const answer = await send(path, method, {authorization: `Bearer ${sessions.get(username)}`}, body);
    const said = (await answer.json()) as Answer;
    assert.ok(answer.ok, `${method} ${path}: ${JSON.stringify(said)}`);
    return said;
  }

  return {
    box,
    browser,
    faults,
    ask,
    async desk(username, options = {}) {
      const context = await browser.newContext({
        locale: 'en-IN',
        bypassCSP: true,
        viewport: {width: 1280, height: 800},
        ...options,
      });
      // No printer here: each slip that would be printed is counted at the desk's window.
      await context.addInitScript(() => {
        window.print = () => {
          const top = window.top as Window & {printed?: string[]};
          top.printed = [...(top.printed ?? []), `${location.pathname}${location.search}`];
        };
      });
      const page = await context.newPage();
      page.setDefaultTimeout(patienceMs);
      page.on('pageerror', (error) => faults.push(`${username}: ${error.message}`));
      await page.goto(`${box.url}/desk`);
      await page.fill('input[name=username]', username);
      await page.fill('input[name=password]', 'demo-1234');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.tab');
      await page.waitForFunction(() => document.activeElement?.id === 'search');
      return page;
    },
    async end() {
      await browser.close();
      await box.end();
    },
  };
}

/** Faster than a person, slower than a scanner: the desk must never take the one for the other. */
const keyMs = 60;

/** A hand on the keyboard that counts what it presses; a chord counts each of its keys. */
export function handOn(page: Page) {
  let keys = 0;
  return {
    keys: () => keys,
    async type(text: string) {
      keys += text.length;
      await page.keyboard.type(text, {delay: keyMs});
      await page.waitForTimeout(keyMs);
    },
    async press(...presses: string[]) {
      for (const press of presses) {
        keys += press.split('+').length;
        await page.keyboard.press(press);
        await page.waitForTimeout(keyMs);
      }
    },
  };
}

/** A little longer than the doctor's big button takes no press after an answer (kiosk-ui/screens/doctor/deeds.ts). */
const restMs = 800;

/** A hand that rests after a deed. The rest counts from the answer: on a slow machine it may come late. */
export function restOn(page: Page): () => Promise<void> {
  let asked = 0;
  let answeredAt = 0;
  const ended = (request: Request) => {
    if (request.method() === 'GET') return;
    asked--;
    answeredAt = Date.now();
  };
  page.on('request', (request) => {
    if (request.method() !== 'GET') asked++;
  });
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async () => {
    await page.waitForTimeout(restMs);
    while (asked > 0 || Date.now() - answeredAt < restMs) await page.waitForTimeout(50);
  };
}

export type Hand = ReturnType<typeof handOn>;

/** What has the focus, as somebody would say it: the row's number, the field's id, the button's words. */
export function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return 'nothing';
    return at.id || at.querySelector('.number')?.textContent || at.textContent?.trim() || at.tagName;
  });
}

/** The focus comes to where it belongs, once the page has drawn what happened. */
export async function focusIs(page: Page, wanted: string, when: string): Promise<void> {
  const there = await page
    .waitForFunction(
      (name) => {
        const at = document.activeElement;
        return at !== null && (at.id === name || at.querySelector('.number')?.textContent === name);
      },
      wanted,
      {timeout: patienceMs},
    )
    .catch(() => null);
  if (there === null) assert.is(await focusOf(page), wanted, when);
}

export const rowOf = (page: Page, number: string, words: string) =>
  page.waitForSelector(`tr:has(.number:text-is("${number}")):has-text("${words}")`);

/** What axe finds, named by where the page stood. */
export async function axeOn(page: Page, state: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run().then((result) => result.violations)')) as {
    id: string;
    nodes: {target: unknown[]}[];
  }[];
  return found.map(({id, nodes}) => `${state}: ${id} at ${String(nodes[0]?.target[0])}`);
}
