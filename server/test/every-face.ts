import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {type Browser, type CDPSession, chromium, type Page} from 'playwright-core';
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
  /** axe goes over this very state in another journey, in the light and in the dark. */
  axeElsewhere?: boolean;
  /** Both languages side by side, as on paper. */
  bilingual?: boolean;
}

export interface Eyes {
  entries: readonly Entry[];
  /** Opens the shot's page in that language, does its deed, and hands over the page; what it throws names the shot. */
  visit(shot: Shot, spoken: Spoken, see: (page: Page) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What stands at the box's door: the built scripts and sheets, in the language of whoever is looking. */
export interface Scripts {
  entries: readonly Entry[];
  speak(spoken: Spoken): void;
  /** Says nothing where another than `/assets/*.js` or `.css` is asked for. */
  answer(request: Request): Response | null;
}

/** Generous: the machine that judges every change is several times slower than the one on a desk. */
const withinMs = 45_000;
/** The page stands still when nothing in it has changed for so long. */
const stillMs = 200;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const assets = path.join(import.meta.dirname, '../../kiosk-ui/dist/assets');

/** The screens' files as they are now: a build during the test must not mix two versions. */
export async function openScripts(): Promise<Scripts> {
  const entries = await allEntries();
  const files = new Map(
    fs
      .readdirSync(assets)
      .filter((name) => /\.(js|css)$/.test(name))
      .map((name) => [name, fs.readFileSync(path.join(assets, name), 'utf8')]),
  );
  const longer = new Map<string, string>();
  let now: Spoken = 'en';
  const inLonger = (name: string, source: string) => {
    const made = longer.get(name) ?? pseudoScript(source, entries);
    longer.set(name, made);
    return made;
  };
  return {
    entries,
    speak(spoken) {
      now = spoken;
    },
    answer(request) {
      const name = /\/assets\/([^/?]+)$/.exec(request.url)?.[1] ?? '';
      const source = files.get(name);
      if (source === undefined) return null;
      const sheet = name.endsWith('.css');
      const headers = {
        'content-type': sheet ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
        'cache-control': 'max-age=3600, immutable',
      };
      return new Response(now === 'longer' && !sheet ? inLonger(name, source) : source, {headers});
    },
  };
}

/** A browser on this stage that reads the screens in every language, the longer one too. */
export async function openEyes(stage: Stage, scripts: Scripts): Promise<Eyes> {
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
  // One page for each language goes from state to state, so that what it has loaded once stays in its memory.
  const seats = new Map<string, Seat>();

  async function sessionOf(username: string): Promise<string> {
    const known =
      sessions.get(username) ??
      (await stage.hospital.ask('POST', '/api/session', {body: {username, password: 'demo-1234'}})).cookie!;
    sessions.set(username, known);
    return known;
  }

  async function seatFor(spoken: Spoken, javaScriptEnabled: boolean): Promise<Seat> {
    const name = `${spoken} ${javaScriptEnabled}`;
    const there = seats.get(name);
    if (there) return there;
    const context = await browser.newContext({
      locale: spoken === 'hi' ? 'hi-IN' : 'en-IN',
      timezoneId: 'Asia/Kolkata',
      colorScheme: 'light',
      javaScriptEnabled,
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(withinMs);
    context.setDefaultNavigationTimeout(2 * withinMs);
    const page = await context.newPage();
    const seat: Seat = {
      page,
      devtools: await context.newCDPSession(page),
      async leave() {
        seats.delete(name);
        await context.close();
      },
    };
    seats.set(name, seat);
    return seat;
  }

  /** As a browser that has never been here, but for its cache. */
  async function sitDown({page, devtools}: Seat, shot: Shot, spoken: Spoken): Promise<void> {
    await page.unrouteAll({behavior: 'ignoreErrors'});
    await page.goto('about:blank');
    const [width, height] = shot.size;
    await page.setViewportSize({width, height});
    await devtools.send('Storage.clearDataForOrigin', {
      origin: stage.address,
      storageTypes: 'cookies,local_storage,indexeddb,cache_storage',
    });
    const cookies = [
      `lang=${spoken === 'hi' ? 'hi' : 'en'}`,
      ...(shot.as ? [await sessionOf(shot.as)] : []),
      ...(shot.display ? [shot.display] : []),
    ];
    await page.context().addCookies(
      cookies.map((cookie) => {
        const [name = '', value = ''] = cookie.split(/=(.*)/s);
        return {name, value, url: stage.address};
      }),
    );
  }

  return {
    entries: scripts.entries,
    async visit(shot, spoken, see) {
      const silent = spoken === 'longer' ? speakPseudo(scripts.entries) : () => {};
      scripts.speak(spoken);
      const seat = await seatFor(spoken, shot.script ?? true);
      const {page} = seat;
      try {
        await sitDown(seat, shot, spoken);
        await page.goto(stage.address + shot.path, {waitUntil: 'load'});
        if (shot.awaits) await page.locator(shot.awaits).first().waitFor();
        // A page without its script stands still, until it asks for itself again.
        if (shot.script !== false) await still(page);
        if (shot.act) {
          await shot.act(page);
          await still(page);
        }
        await see(page);
      } catch (error) {
        // What went wrong here must not go on in the next state.
        await seat.leave();
        throw new Error(`${shot.name} ${spoken}: ${error instanceof Error ? error.message : error}`);
      } finally {
        silent();
      }
    },
    close: () => browser.close(),
  };
}

interface Seat {
  page: Page;
  devtools: CDPSession;
  leave(): Promise<void>;
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
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const run = async (light: 'light' | 'dark', how: string) => {
    await page.emulateMedia({colorScheme: light, reducedMotion: 'reduce'});
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const faults = (await page.evaluate(`axe.run(${how}).then((result) => result.violations)`)) as AxeFault[];
    return faults.flatMap(({id, nodes}) =>
      nodes.slice(0, 3).map((node) => `${light} ${id} at ${String(node.target[0])} ${node.any[0]?.message ?? ''}`),
    );
  };
  // What lies under a question cannot be reached and has been looked at without it.
  const options = (more: string) =>
    `document.querySelector('dialog[open]') ?? document, {resultTypes: ['violations'], ${more}}`;
  const found = [
    ...(await run('light', options(namesLeftOut))),
    ...(await run('dark', options("runOnly: ['color-contrast']"))),
  ];
  await page.emulateMedia({colorScheme: 'light', reducedMotion: null});
  return found;
}
