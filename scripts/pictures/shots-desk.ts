import type {Page} from 'playwright-core';
import {cutOff} from './cut-off.ts';
import {deedsOf, type Lines, tokensIn} from './scene.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

const wide = [1280, 800] as const;
const small = [1024, 768] as const;
const names = ['Ramesh Kumar', 'लक्ष्मी नायर', 'Arif Mohammed', 'Gurpreet Singh', 'सुनीता देवी'] as const;
const upright = [390, 844] as const;

/** The desk in each of its states, on the morning as it was played. */
export function deskShots(): Shot[] {
  const desk = (name: string, more: Partial<Shot> = {}): Shot => ({
    name,
    path: '/desk',
    size: wide,
    as: 'desk',
    awaits: '.livemark:not(.cut)',
    ...more,
  });
  return [
    desk('desk', {lights: true}),
    desk('desk-small', {size: small, lights: true}),
    desk('desk-narrow', {size: upright, whole: true}),
    desk('desk-found', {act: (page) => search(page, 'As')}),
    desk('desk-family', {
      act: async (page) => {
        await register(page, 'Sunita Devi', '98123 45678');
        await page.keyboard.press('Alt+f');
        await page.waitForTimeout(400);
      },
    }),
    desk('desk-number', {act: (page) => search(page, 'G-05')}),
    desk('desk-new', {
      act: async (page) => {
        await search(page, 'Nobody Known');
        await takeFound(page);
        await page.keyboard.type('98220 12345');
        await page.keyboard.press('Tab');
        await page.keyboard.type('67');
      },
    }),
    desk('desk-given', {lights: true, act: (page) => register(page, 'Gauri Deshmukh', '98220 12346')}),
    desk('desk-chosen', {
      lights: true,
      act: async (page) => {
        await page.keyboard.press('Escape');
        for (let row = 0; row < 3; row++) await page.keyboard.press('ArrowDown');
      },
    }),
    desk('desk-priority', {
      act: async (page) => {
        await row(page, 3);
        await page.keyboard.press('p');
      },
    }),
    desk('desk-person', {
      act: async (page) => {
        await row(page, 3);
        await page.keyboard.press('v');
      },
    }),
    desk('desk-timeline', {
      act: async (page) => {
        await row(page, 1);
        await page.keyboard.press('i');
        await page.waitForTimeout(300);
      },
    }),
    desk('desk-undo', {
      act: async (page) => {
        await row(page, 4);
        await page.keyboard.press('p');
        await page.waitForTimeout(200);
        await page.keyboard.press('1');
        await page.waitForTimeout(300);
      },
    }),
    ...['hold', 'transfer', 'cancel'].map((what) =>
      desk(`desk-${what}`, {
        act: async (page) => {
          await row(page, 3);
          await page.keyboard.press({hold: 'h', transfer: 't', cancel: 'Delete'}[what]!);
          await page.waitForTimeout(400);
        },
      }),
    ),
    desk('desk-more', {act: (page) => more(page)}),
    ...['pause', 'late', 'flood'].map((what, place) =>
      desk(`desk-more-${what}`, {
        act: async (page) => {
          await more(page);
          await page.keyboard.press(String(place + 1));
          await page.waitForTimeout(700);
        },
      }),
    ),
    desk('desk-keys', {
      lights: true,
      act: async (page) => {
        await page.keyboard.press('F1');
      },
    }),
    desk('desk-refused', {
      act: async (page) => {
        await page.keyboard.press('Alt+4');
        await search(page, 'Late Comer');
        await takeFound(page);
        await page.keyboard.press('Enter');
        await page.locator('.trouble').first().waitFor();
      },
    }),
    desk('desk-wrong-phone', {
      size: small,
      act: async (page) => {
        await search(page, 'Wrong Number');
        await takeFound(page);
        await page.keyboard.type('12x');
        await page.keyboard.press('Enter');
        await page.waitForTimeout(300);
      },
    }),
  ];
}

/** What needs the box itself: cut off, deeds that wait for it, overtaken by somebody else, sixty in line. */
export async function deskEvents(stage: Stage, lines: Lines, shoot: (shot: Shot) => Promise<void>): Promise<void> {
  const deed = deedsOf(stage);
  const desk = (name: string, act: (page: Page) => Promise<void>, size: Shot['size'] = wide): Shot => ({
    name,
    path: '/desk',
    size,
    as: 'desk',
    awaits: '.livemark:not(.cut)',
    act,
  });
  await shoot(
    desk('desk-cut', async (page) => {
      await page.locator('.livemark:not(.cut)').waitFor();
      await cutOff(page, stage, '.banner.stale');
    }),
  );
  await shoot(
    desk('desk-unsent', async (page) => {
      await page.locator('.livemark:not(.cut)').waitFor();
      await cutOff(page, stage, '.banner.stale');
      for (const name of ['Farida Begum', 'Dinesh Gowda']) {
        await page.locator('#search').fill(name);
        await page.locator('#hits').waitFor();
        await takeFound(page);
        await page.keyboard.press('Enter');
        await page.locator(`.unsent li:has-text("${name}")`).waitFor();
      }
    }),
  );
  await shoot(
    desk('desk-conflict', async (page) => {
      const {token} = await deed('doctor', `/api/queues/${lines.car}/tokens`, {name: 'Meena Joshi'}).then((given) => ({
        token: given as unknown as {id: string; number: string},
      }));
      await page.keyboard.press('Alt+2');
      await page.locator(`tr:has-text("${token.number}")`).click();
      await page.keyboard.press('p');
      await page.waitForTimeout(200);
      await deed('doctor', `/api/tokens/${token.id}/cancel`);
      await page.keyboard.press('1');
      await page.waitForTimeout(600);
    }),
  );
  // The hall fills once; the second language finds it full.
  const full = (await tokensIn(stage, lines.gen)).length > 100;
  for (const place of full ? [] : [...Array(60).keys()])
    await deed('desk', `/api/queues/${lines.gen}/tokens`, {name: `${names[place % names.length]} ${place + 1}`});
  const last = async (page: Page) => {
    await page.keyboard.press('Escape');
    for (let down = 0; down < 6; down++) await page.keyboard.press('PageDown');
  };
  await shoot(desk('desk-busy', last));
  await shoot(desk('desk-busy-small', last, small));
}

/** What is done to a whole line now and then. */
async function more(page: Page): Promise<void> {
  await page.locator('.line-head .btn.quiet:not([aria-disabled=true])').first().click();
  await page.locator('dialog[open]').waitFor();
}

/** What was found stands below the field once the box has answered, on a slow machine too. */
async function search(page: Page, words: string): Promise<void> {
  const answered = page
    .waitForResponse((answer) => answer.url().includes('/api/patients'), {timeout: 10_000})
    .catch(() => null);
  await page.locator('#search').fill(words);
  await answered;
  await page.locator('#hits').waitFor();
  await page.waitForTimeout(200);
}

/** Takes the first that was found. */
async function takeFound(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page.locator('#hits').waitFor({state: 'detached'});
}

async function row(page: Page, place: number): Promise<void> {
  await page.locator('.line tbody tr').nth(place).click();
  await page.waitForTimeout(100);
}

async function register(page: Page, name: string, phone: string): Promise<void> {
  await search(page, phone);
  await takeFound(page);
  if (await page.locator('#new-name').count()) await page.locator('#new-name').fill(name);
  await page.keyboard.press('Enter');
  await page.locator('.given').waitFor();
  await page.waitForTimeout(300);
}
