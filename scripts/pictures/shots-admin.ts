import type {Page} from 'playwright-core';
import type {Shot} from './shots.ts';

const wide = [1440, 900] as const;
const tablet = [1024, 768] as const;
const phone = [390, 844] as const;

const sections = ['today', 'users', 'boards', 'displays', 'settings', 'journal', 'status', 'posters', 'day'];

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

const settled = (page: Page) => page.waitForTimeout(700);

const foot = (page: Page) => page.locator('.health-line').last().scrollIntoViewIfNeeded();

/** The box goes away under the page. */
async function cutOff(page: Page): Promise<void> {
  await settled(page);
  await page.context().setOffline(true);
  await page.waitForTimeout(13_000);
}
