import path from 'node:path';
import {type Browser, type BrowserContext, chromium, type Page} from 'playwright-core';
import type {Shot} from './shots.ts';

export type Language = 'en' | 'hi';
export type Light = 'light' | 'dark';

export interface Camera {
  /** Takes a shot in one language, in `only` or in the lights that it asks for, and says which files came of it. */
  take(shot: Shot, language: Language, only?: Light): Promise<string[]>;
  /** The same with the page at hand: for what must happen while somebody looks. */
  look(shot: Shot, language: Language, light: Light, see: (page: Page) => Promise<void>, scale?: number): Promise<void>;
  close(): Promise<void>;
}

/** For pictures that need a hospital of their own. */
export interface OwnRound {
  executable: string;
  folder: string;
  languages: readonly Language[];
  takeAll(camera: Camera, shots: readonly Shot[], language: Language): Promise<void>;
}

export interface CameraParts {
  executable: string;
  address: string;
  folder: string;
  /** `name=value` of a staff session. */
  sessionOf(username: string): Promise<string>;
}

const loadWithinMs = 15_000;
/** Fonts, the first live event and entry movements. */
const settleMs = 500;

export async function openCamera({executable, address, folder, sessionOf}: CameraParts): Promise<Camera> {
  const browser: Browser = await chromium.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // As a TV is started: a board is heard without a key.
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

  async function contextFor(shot: Shot, language: Language, light: Light, scale: number) {
    const [width, height] = shot.size;
    const context: BrowserContext = await browser.newContext({
      viewport: {width, height},
      deviceScaleFactor: scale,
      locale: language === 'hi' ? 'hi-IN' : 'en-IN',
      timezoneId: 'Asia/Kolkata',
      colorScheme: light,
      javaScriptEnabled: shot.script ?? true,
    });
    const cookies = [`lang=${language}`, ...(shot.as ? [await sessionOf(shot.as)] : []), shot.display ?? ''];
    for (const cookie of cookies.filter(Boolean)) {
      const [name = '', value = ''] = cookie.split(/=(.*)/s);
      await context.addCookies([{name, value, url: address}]);
    }
    return context;
  }

  const look: Camera['look'] = async (shot, language, light, see, scale = 1) => {
    const context = await contextFor(shot, language, light, scale);
    try {
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`${shot.name} ${language}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${shot.name} ${language}: ${message.text()}`);
      });
      await page.goto(address + shot.path, {timeout: loadWithinMs, waitUntil: 'load'});
      if (shot.awaits) await page.locator(shot.awaits).first().waitFor({timeout: loadWithinMs});
      await page.waitForTimeout(settleMs);
      await shot.act?.(page);
      await page.waitForTimeout(200);
      await see(page);
    } finally {
      await context.close();
    }
  };

  return {
    look,
    async take(shot, language, only) {
      const files: string[] = [];
      const asked: readonly Light[] = shot.lights ? ['light', 'dark'] : ['light'];
      for (const light of only ? [only] : asked) {
        const file = path.join(folder, `${nameOf(shot, language, light)}.png`);
        await look(shot, language, light, async (page) => {
          await page.screenshot({path: file, fullPage: shot.whole ?? false});
        });
        files.push(file);
      }
      return files;
    },
    close: () => browser.close(),
  };
}

function nameOf(shot: Shot, language: Language, light: string): string {
  return [shot.name, `${shot.size[0]}x${shot.size[1]}`, language, ...(light === 'dark' ? ['dark'] : [])].join('.');
}
