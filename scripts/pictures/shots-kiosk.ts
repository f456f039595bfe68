import type {Page} from 'playwright-core';
import type {Language} from './camera.ts';
import {cutOff} from './cut-off.ts';
import type {People} from './scene.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

const tall = [1080, 1920] as const;
const tablet = [768, 1024] as const;
const cardiology: Record<Language, string> = {en: 'Cardiology', hi: 'हृदय रोग'};

/** As fast as a scanner: keys that come one by one over a busy machine are no code. */
export async function scanned(page: Page, text: string): Promise<void> {
  await page.evaluate((code) => {
    for (const key of [...code, 'Enter'])
      document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  }, text);
}

/** The kiosk step by step; it is always light (kiosk.css says why). `display` is the cookie of a paired kiosk. */
export function kioskShots(stage: Stage, people: People, display: string, language: Language): Shot[] {
  const shot = (name: string, act?: (page: Page) => Promise<void>, more: Partial<Shot> = {}): Shot => ({
    name: `kiosk-${name}`,
    path: '/kiosk',
    size: tall,
    display,
    awaits: '.start, .pairing',
    ...(act ? {act} : {}),
    ...more,
  });
  const choose = (page: Page) => page.locator(`button[lang=${language}]`).click();
  const person = async (page: Page) => {
    await choose(page);
    await page.getByRole('button', {name: cardiology[language]}).first().click();
  };
  const typing = async (page: Page) => {
    await person(page);
    for (const digit of '98220') await page.getByRole('button', {name: digit, exact: true}).click();
  };
  const given = async (page: Page) => {
    await person(page);
    await page.locator('.take').click();
    await page.locator('.given').waitFor();
  };
  const scan = async (page: Page, text: string) => {
    await choose(page);
    await scanned(page, text);
    await page.locator('.found').waitFor();
  };
  const cut = (page: Page) => cutOff(page, stage, '.note.stale');
  return [
    shot('start'),
    shot('start-small', undefined, {size: tablet}),
    shot('start-cut', cut),
    shot('choose', choose),
    shot('choose-cut', async (page) => {
      await choose(page);
      await cut(page);
    }),
    shot('person', person),
    shot('person-small', person, {size: tablet}),
    shot('typing', typing),
    shot('name', async (page) => {
      await person(page);
      await page.locator('input[name=name]').focus();
      for (const letter of 'SUNITA') await page.getByRole('button', {name: letter, exact: true}).click();
    }),
    shot('wrong', async (page) => {
      await typing(page);
      await page.locator('.take').click();
      await page.locator('.note.urgent').waitFor();
    }),
    shot('given', given),
    shot('given-printer', given, {path: '/kiosk?paper=80'}),
    shot(
      'given-no-slip',
      async (page) => {
        await page.route('**/slip?*', (route) => route.abort());
        await given(page);
        await page.waitForTimeout(600);
      },
      {path: '/kiosk?paper=80'},
    ),
    shot('number', async (page) => {
      await choose(page);
      await page.locator('.have').click();
    }),
    shot('found', (page) => scan(page, `http://10.20.0.5:8080/t/${people.waiting.key}`)),
    shot('found-called', (page) => scan(page, `http://10.20.0.5:8080/t/${people.called.key}`)),
    shot('found-missed', (page) => scan(page, `http://10.20.0.5:8080/t/${people.noShow.key}`)),
    shot('found-nobody', (page) => scan(page, 'C-999')),
    // Before anybody has chosen a language.
    shot('found-unknown', async (page) => {
      await scanned(page, 'http://10.20.0.5:8080/t/not-a-key');
      await page.locator('.found').waitFor();
    }),
    shot('still-there', async (page) => {
      await person(page);
      await page.waitForTimeout(46_000);
    }),
    shot('unpaired', undefined, {display: ''}),
  ];
}
