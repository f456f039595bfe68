import fs from 'node:fs';
import {createRequire} from 'node:module';
import {type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {chromiumPath} from '../../scripts/need.ts';
import type {Running} from './running.ts';

/** What journeys of phones share: a browser, a phone in somebody's hand, and the doctor whom we do not see. */
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patienceMs = 45_000;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });

export async function phoneIn(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: {width: 360, height: 740},
    hasTouch: true,
    isMobile: true,
    locale: 'en-IN',
    bypassCSP: true,
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(listenForBells);
  return context;
}

/** Counts struck notes and remembers vibrations: a test has no ears. */
function listenForBells(): void {
  const heard = {notes: 0, shakes: 0};
  Object.assign(window, {heard});
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    heard.notes++;
    return start.call(this, at);
  };
  navigator.vibrate = () => {
    heard.shakes++;
    return true;
  };
}

export const heard = (page: Page): Promise<{notes: number; shakes: number}> =>
  page.evaluate(() => ({...(window as unknown as {heard: {notes: number; shakes: number}}).heard}));

/** What axe finds on the page as it stands, each with where. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const faults = (await page.evaluate('axe.run().then((result) => result.violations)')) as {
    id: string;
    nodes: {target: unknown[]}[];
  }[];
  return faults.map(({id, nodes}) => `${id} at ${String(nodes[0]?.target[0])}`);
}

/** Deeds of staff over HTTP; throws where one is refused. */
export function staffOf({url}: Running) {
  const bearers = new Map<string, string>();
  async function bearerOf(username: string): Promise<string> {
    const known = bearers.get(username);
    if (known !== undefined) return known;
    const headers = {'content-type': 'application/json'};
    const body = JSON.stringify({username, password: 'demo-1234'});
    const {token} = (await (await fetch(`${url}/api/session`, {method: 'POST', headers, body})).json()) as {
      token: string;
    };
    bearers.set(username, token);
    return token;
  }
  return async <Body = {token: {id: string; number: string}}>(
    as: string,
    method: 'GET' | 'POST',
    path: string,
    body: object = {},
  ): Promise<Body> => {
    const headers = {'content-type': 'application/json', authorization: `Bearer ${await bearerOf(as)}`};
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(method === 'GET' ? {} : {body: JSON.stringify(body)}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return (text.startsWith('{') ? JSON.parse(text) : text) as Body;
  };
}

export const numberOn = (page: Page): Promise<string | null> => page.textContent('h1.num');
