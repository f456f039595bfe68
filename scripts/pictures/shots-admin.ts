import type {Page} from 'playwright-core';
import type {Shot} from './shots.ts';

const wide = [1440, 900] as const;
const tablet = [1024, 768] as const;
const phone = [390, 844] as const;

const sections = ['today', 'users', 'boards', 'displays', 'settings', 'journal', 'status', 'posters', 'day'].concat(
  ['departments', 'service-points', 'doctors', 'hours', 'bookings'], // 'setup' and 'queues' are staffShots
);

const at = (section: string, more: Partial<Shot> & {name: string}): Shot => ({
  path: `/admin#${section}`,
  size: wide,
  as: 'admin',
  awaits: '.admin-main h2',
  ...more,
});

/** The administrator's face: each section, then what happens in it. */
export function adminShots(): Shot[] {
  return [
    ...sections.map((section) =>
      at(section, {
        name: `admin-${section}`,
        ...(section === 'today' || section === 'settings' || section === 'journal' ? {lights: true} : {}),
        act: settled,
      }),
    ),
    at('today', {name: 'admin-today-foot', act: (page) => settled(page).then(() => foot(page))}),
    at('today', {name: 'admin-today-tablet', size: tablet, act: settled}),
    at('today', {name: 'admin-today-phone', size: phone, act: settled}),
    at('settings', {name: 'admin-settings-phone', size: phone, act: settled}),
    at('today', {name: 'admin-today-stale', act: cutOff}),
    at('status', {name: 'admin-status-stale', act: cutOff}),
    at('boards', {
      name: 'admin-boards-edit',
      act: async (page) => {
        await page.locator('.section-head .main').click();
        await page.locator('dialog input[name=name]').waitFor();
      },
    }),
    ...['departments', 'service-points', 'doctors', 'queues'].map((section) =>
      at(section, {
        name: `admin-${section}-edit`,
        act: async (page) => {
          await page.locator('.admin-main td.end .btn').first().click();
          await page.waitForTimeout(500);
        },
      }),
    ),
    at('posters', {
      name: 'admin-printers',
      size: [1440, 1500],
      act: async (page) => {
        await page.route('**/api/printers', (route) => route.fulfill({json: {items: printers}}));
        await page.reload();
        await page.locator('.need').nth(2).waitFor();
        await page.locator('.need .btn.quiet').first().click();
      },
    }),
    at('users', {
      name: 'admin-users-edit',
      act: async (page) => {
        await page.locator('.people tbody tr:nth-child(3) td.end .btn').last().click();
        await page.locator('dialog input[name=name]').waitFor();
      },
    }),
    at('users', {
      name: 'admin-users-password',
      act: async (page) => {
        await page.locator('.people tbody tr:nth-child(2) td.end .btn:nth-child(2)').click();
        await page.locator('.password').waitFor();
      },
    }),
    at('displays', {
      name: 'admin-displays-wrong',
      act: async (page) => {
        await page.fill('input[name=code]', 'XXXXXX');
        await page.keyboard.press('Enter');
        await page.locator('#pair-fault:not(:empty)').waitFor();
      },
    }),
    at('settings', {
      name: 'admin-settings-wrong',
      act: async (page) => {
        await page.fill('#set-rollOverHour', '40');
        await page.fill('#set-siteName', 'District Hospital');
        await page.locator('.settings-end .main').click();
        await page.locator('#set-rollOverHour-fault:not(:empty)').waitFor();
      },
    }),
    at('journal', {
      name: 'admin-journal-moves',
      act: async (page) => {
        await page.selectOption('select[name=group]', 'moves');
        await page.waitForTimeout(500);
      },
    }),
    at('journal', {
      name: 'admin-journal-empty',
      act: async (page) => {
        await page.fill('input[name=number]', 'C-999');
        await page.keyboard.press('Enter');
        await page.locator('.empty').waitFor();
      },
    }),
  ];
}

/** As the box tells of them: one prints, one has no paper, one was never used. */
const printer = {port: 9100, paperMm: 80, language: null, version: 1};
const lastAt = '2026-11-23T10:38:00+05:30';
const printers = [
  {
    ...printer,
    id: 'front',
    name: 'Front desk',
    address: '10.20.0.31',
    last: {at: lastAt, failed: null, paperLow: true},
  },
  {
    ...printer,
    id: 'ward',
    name: 'Ward',
    address: '10.20.0.32',
    paperMm: 58,
    language: 'hi',
    last: {at: lastAt, failed: 'printer.paper-out', paperLow: false},
  },
  {...printer, id: 'kiosk', name: 'Kiosk in the hall', address: '10.20.0.33', last: null},
];

const settled = (page: Page) => page.waitForTimeout(700);

const foot = (page: Page) => page.locator('.health-line').last().scrollIntoViewIfNeeded();

/** The box goes away under the page. */
async function cutOff(page: Page): Promise<void> {
  await settled(page);
  await page.context().setOffline(true);
  await page.waitForTimeout(13_000);
}
