import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {type Browser, chromium, type Page} from 'playwright-core';
import {chromiumPath} from '../../scripts/need.ts';
import type {Language} from '../../scripts/pictures/camera.ts';
import type {Shot} from '../../scripts/pictures/shots.ts';
import type {Stage} from '../../scripts/pictures/stage.ts';
import {allEntries, type Entry} from './catalogue.ts';
import {pseudoScript, speakPseudo} from './pseudo.ts';
import {type Seen, seeThePage} from './seen.ts';

/** `longer` is the pseudo-language (pseudo.ts), which stands in the place of English. */
export type Spoken = Language | 'longer';

export interface Look {
  /** Narrower sizes to look at besides the shot's own. */
  also?: readonly (readonly [number, number])[];
  mayCut?: string;
  oneScreen?: boolean;
  /** Both languages side by side, as on paper. */
  bilingual?: boolean;
}

export interface Eyes {
  entries: readonly Entry[];
  /** Opens the shot's page in that language, does its deed, and hands over the page; what it throws names the shot. */
  visit(shot: Shot, spoken: Spoken, see: (page: Page) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const loadWithinMs = 45_000;
/** The page stands still when nothing in it has changed for so long. */
const stillMs = 200;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const assets = path.join(import.meta.dirname, '../../kiosk-ui/dist/assets');

/** A browser on this stage that reads the screens in every language, the longer one too. */
export async function openEyes(stage: Stage): Promise<Eyes> {
  const entries = await allEntries();
  // As they are now: a build during the test must not mix two versions.
  const files = new Map(
    fs
      .readdirSync(assets)
      .filter((name) => /\.(js|css)$/.test(name))
      .map((name) => [name, fs.readFileSync(path.join(assets, name), 'utf8')]),
  );
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
    ],
  });
  const sessions = new Map<string, string>();
  const scripts = new Map<string, string>();

  async function sessionOf(username: string): Promise<string> {
    const known =
      sessions.get(username) ??
      (await stage.hospital.ask('POST', '/api/session', {body: {username, password: 'demo-1234'}})).cookie!;
    sessions.set(username, known);
    return known;
  }

  function fileFor(name: string, spoken: Spoken): {contentType: string; body: string} | null {
    const source = files.get(name);
    if (source === undefined) return null;
    if (name.endsWith('.css')) return {contentType: 'text/css', body: source};
    if (spoken === 'longer' && !scripts.has(name)) scripts.set(name, pseudoScript(source, entries));
    return {contentType: 'text/javascript', body: spoken === 'longer' ? scripts.get(name)! : source};
  }

  return {
    entries,
    async visit(shot, spoken, see) {
      const [width, height] = shot.size;
      const context = await browser.newContext({
        viewport: {width, height},
        locale: spoken === 'hi' ? 'hi-IN' : 'en-IN',
        timezoneId: 'Asia/Kolkata',
        colorScheme: 'light',
        javaScriptEnabled: shot.script ?? true,
        bypassCSP: true,
        serviceWorkers: 'block',
      });
      const silent = spoken === 'longer' ? speakPseudo(entries) : () => {};
      try {
        const cookies = [
          `lang=${spoken === 'hi' ? 'hi' : 'en'}`,
          ...(shot.as ? [await sessionOf(shot.as)] : []),
          ...(shot.display ? [shot.display] : []),
        ];
        for (const cookie of cookies) {
          const [name = '', value = ''] = cookie.split(/=(.*)/s);
          await context.addCookies([{name, value, url: stage.address}]);
        }
        await context.route('**/assets/*', (route) => {
          const file = fileFor(path.basename(new URL(route.request().url()).pathname), spoken);
          return file ? route.fulfill(file) : route.continue();
        });
        const page = await context.newPage();
        await page.goto(stage.address + shot.path, {timeout: loadWithinMs, waitUntil: 'load'});
        if (shot.awaits) await page.locator(shot.awaits).first().waitFor({timeout: loadWithinMs});
        // A page without its script stands still, until it asks for itself again.
        if (shot.script !== false) await still(page);
        if (shot.act) {
          await shot.act(page);
          await still(page);
        }
        await see(page);
      } catch (error) {
        throw new Error(`${shot.name} ${spoken}: ${error instanceof Error ? error.message : error}`);
      } finally {
        silent();
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

/** Waits for fonts and until nothing has changed for a moment; clocks that tick are given a second at most. */
async function still(page: Page): Promise<void> {
  await page.evaluate(
    (quietMs) =>
      new Promise<void>((resolve) => {
        const done = () => {
          watcher.disconnect();
          clearTimeout(latest);
          resolve();
        };
        let quiet = setTimeout(done, quietMs);
        const latest = setTimeout(done, quietMs * 5);
        const watcher = new MutationObserver(() => {
          clearTimeout(quiet);
          quiet = setTimeout(done, quietMs);
        });
        watcher.observe(document, {subtree: true, childList: true, characterData: true});
      }),
    stillMs,
  );
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}

export function see(page: Page, {mayCut = '', oneScreen = false}: Look = {}): Promise<Seen> {
  return page.evaluate(seeThePage, {mayCut, oneScreen});
}

/** The longer language's brackets stand in the way of finding a button's words in its name. */
const namesLeftOut = "rules: {'label-content-name-mismatch': {enabled: false}}";

interface AxeFault {
  id: string;
  nodes: {target: unknown[]; any: {message: string}[]}[];
}

/** In the longer language: everything that axe knows in the light, and contrast once more in the dark. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const run = async (light: 'light' | 'dark', how: string) => {
    await page.emulateMedia({colorScheme: light, reducedMotion: 'reduce'});
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const faults = (await page.evaluate(`axe.run(${how}).then((result) => result.violations)`)) as AxeFault[];
    return faults.flatMap(({id, nodes}) =>
      nodes.slice(0, 3).map((node) => `${light} ${id} at ${String(node.target[0])} ${node.any[0]?.message ?? ''}`),
    );
  };
  const options = (more: string) => `document, {resultTypes: ['violations'], ${more}}`;
  const found = [
    ...(await run('light', options(namesLeftOut))),
    ...(await run('dark', options("runOnly: ['color-contrast']"))),
  ];
  await page.emulateMedia({colorScheme: 'light', reducedMotion: null});
  return found;
}
