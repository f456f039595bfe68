import path from 'node:path';
import type {Page} from 'playwright-core';
import {type Language, openCamera} from './camera.ts';
import type {Shot} from './shots.ts';
import {openStage} from './stage.ts';

/** The demo as its administrator sees it: what is missing, and on its way out. */
export function demoShots(): Shot[] {
  const list = {path: '/admin#setup', size: [1440, 900], as: 'admin', awaits: '.need'} as const;
  return [
    {...list, name: 'setup-demo-list', lights: true},
    {
      ...list,
      name: 'setup-demo-going',
      act: async (page) => page.locator('.demo-card .danger').click(),
    },
    {name: 'setup-demo-table', path: '/setup', size: [1440, 900], as: 'admin', awaits: '.sheet input'},
    {name: 'setup-demo-sign-in', path: '/desk', size: [1280, 800]},
  ];
}

/** A hospital is founded once, so each look has a box of its own; each language and light on each size in turn. */
const looks: [Language, 'light' | 'dark', readonly [number, number]][] = [
  ['en', 'light', [1440, 900]],
  ['hi', 'dark', [1440, 900]],
  ['en', 'dark', [360, 740]],
  ['hi', 'light', [360, 740]],
];

/** The first run, step by step, with what goes wrong in it. Answers how many pictures came of it. */
export async function takeFirstRun(executable: string, folder: string): Promise<number> {
  let taken = 0;
  for (const [language, light, size] of looks) {
    const stage = await openStage({});
    const sessionOf = () => Promise.reject(new Error('nobody can sign in yet'));
    const camera = await openCamera({executable, address: stage.address, folder, sessionOf});
    const link = `${stage.address}/setup#${stage.open.setupSecret}`;
    try {
      const shot: Shot = {name: 'setup', path: '/setup', size};
      await camera.look(shot, language, light, async (page) => {
        const snap = async (name: string) => {
          const dark = light === 'dark' ? '.dark' : '';
          const file = `setup-${name}.${size.join('x')}.${language}${dark}.png`;
          await page.waitForTimeout(300);
          await page.screenshot({path: path.join(folder, file), fullPage: true});
          taken++;
        };
        await walk(page, link, snap);
      });
    } finally {
      await camera.close();
      stage.close();
    }
  }
  return taken;
}

const copiesOnAStick = [
  {
    file: '/media/usb/baari-2026-11-28T091500Z-00812.db.locked',
    at: '2026-11-28T14:45:00+05:30',
    bytes: 412_000_000,
    locked: true,
  },
  {
    file: '/var/lib/baari/backups/baari-2026-11-27T091500Z-00640.db',
    at: '2026-11-27T14:45:00+05:30',
    bytes: 408_000_000,
    locked: false,
  },
];

export async function walk(page: Page, link: string, snap: (name: string) => Promise<void>): Promise<void> {
  await snap('0-wrong-link');
  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('.language-choice').first().waitFor();
  await snap('1-language');
  await page.keyboard.press('Enter');
  await page.locator('input[name=siteName]').fill('Sanjeevani Hospital');
  await snap('2-hospital');
  await page.locator('summary').last().click();
  await page.route('**/api/setup/copies', (route) => route.fulfill({json: {items: copiesOnAStick}}));
  await page.locator('details[open] .btn').first().click();
  await page.locator('input[name=copy]').first().check();
  await snap('2-hospital-restore');
  await page.locator('input[name=siteName]').press('Enter');
  await page.locator('input[name=name]').fill('Asha Patil');
  await page.locator('input[name=password]').fill('neem-');
  await snap('3-founder');
  // The box goes away in the middle.
  await page.route('**/api/**', (route) => route.abort());
  await page.locator('input[name=password]').fill('neem-tree-shade');
  await page.keyboard.press('Enter');
  await page.locator('.note.urgent').waitFor();
  await snap('3-founder-cut');
  await page.unroute('**/api/**');
  await page.locator('button[type=submit]').click();
  await page.locator('.sheet input').first().waitFor();
  await snap('4-table');
  await page.locator('tr:nth-child(3) .cell-prefix input').fill('G');
  await page.locator('tr:nth-child(4) .cell-opensAt input').fill('soon');
  await page.keyboard.press('Tab');
  await snap('4-table-faults');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.route('**/api/**', (route) => route.abort());
  await page.locator('tr:nth-child(1) .cell-doctor input').fill('Dr. Meera Rao');
  await page.keyboard.press('Tab');
  await page.locator('.save-state.cut').waitFor();
  await snap('4-table-cut');
  await page.unroute('**/api/**');
  await page.locator('.save-state.saved').waitFor();
  await page.locator('.ways .main').click();
  await page.locator('.people .person').first().waitFor();
  await snap('5-people');
  await page.locator('button[type=submit]').click();
  await page.locator('.handout:nth-child(6)').waitFor();
  await snap('5-people-made');
  await page.locator('button[type=submit]').click();
  await page.locator('.doors').waitFor();
  await snap('6-open');
  await page.locator('.ways .main').click();
  await page.locator('.need').first().waitFor();
  await snap('7-list');
}
