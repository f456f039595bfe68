import type {Page} from 'playwright-core';
import type {Lines, People} from './scene.ts';

/** One picture to take, in each language and, where asked for, in both lights. */
export interface Shot {
  name: string;
  path: string;
  size: readonly [number, number];
  /** Signs in as this user. */
  as?: string;
  /** The cookies of a paired kiosk or board. */
  display?: string;
  script?: boolean;
  /** Light and dark. */
  lights?: boolean;
  /** The whole page, not only what fits. */
  whole?: boolean;
  /** Something that must be seen before the picture counts. */
  awaits?: string;
  act?(page: Page): Promise<void>;
}

const phone = [360, 740] as const;
const desk = [1280, 800] as const;
const tablet = [1024, 768] as const;
const tv = [1920, 1080] as const;
const admin = [1440, 900] as const;
const kiosk = [1080, 1920] as const;

export function phoneShots(people: People): Shot[] {
  const token = (name: keyof People): Shot => ({
    name: `phone-token-${name}`,
    path: `/t/${people[name].key}`,
    size: phone,
    lights: true,
  });
  return [
    {name: 'phone-landing', path: '/', size: phone, lights: true, whole: true},
    {name: 'phone-join', path: '/q/CAR', size: phone, lights: true},
    {name: 'phone-join-closed', path: '/q/ORT', size: phone},
    {name: 'phone-join-paused', path: '/q/PED', size: phone},
    token('waiting'),
    token('near'),
    token('next'),
    token('called'),
    token('serving'),
    token('held'),
    token('noShow'),
    token('done'),
    token('transferred'),
    {
      ...token('moved'),
      whole: true,
      act: async (page) => {
        await page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
      },
    },
    {name: 'phone-plain-landing', path: '/', size: phone, script: false, whole: true},
    {name: 'phone-plain-waiting', path: `/t/${people.waiting.key}`, size: phone, script: false},
    {name: 'phone-plain-called', path: `/t/${people.called.key}`, size: phone, script: false},
    {name: 'phone-unknown', path: '/t/not-a-key', size: phone},
    {name: 'phone-wide', path: `/t/${people.waiting.key}`, size: [1280, 800]},
  ];
}

export function staffShots(): Shot[] {
  return [
    {name: 'sign-in', path: '/desk', size: desk},
    {name: 'sign-in-tablet', path: '/doctor', size: tablet},
    {name: 'desk', path: '/desk', size: desk, as: 'desk'},
    {
      name: 'desk-found',
      path: '/desk',
      size: desk,
      as: 'desk',
      act: async (page) => {
        await page.locator('#search').fill('As');
        await page.waitForTimeout(600);
      },
    },
    {
      name: 'desk-new',
      path: '/desk',
      size: desk,
      as: 'desk',
      act: async (page) => {
        await page.locator('#search').fill('Gauri Deshmukh');
        await page.waitForTimeout(600);
        await page.keyboard.press('Enter');
        await page.waitForTimeout(200);
        await page.keyboard.type('98220 12345');
      },
    },
    {
      name: 'desk-keys',
      path: '/desk',
      size: desk,
      as: 'desk',
      act: async (page) => {
        await page.locator('#search').press('Escape');
        await page.locator('#search').blur();
        await page.keyboard.press('?');
      },
    },
    {name: 'desk-small', path: '/desk', size: tablet, as: 'desk'},
    ...['today', 'setup', 'queues', 'users', 'posters', 'journal', 'settings', 'day', 'displays'].map(
      (section): Shot => ({name: `admin-${section}`, path: `/admin#${section}`, size: admin, as: 'admin'}),
    ),
  ];
}

export function hallShots(people: People): Shot[] {
  return [
    {name: 'board-quiet', path: '/board/all', size: tv, awaits: '.num'},
    {name: 'board-pairing', path: '/board', size: tv},
    {name: 'slip', path: `/slip/${people.waiting.id}`, size: [302, 560], as: 'desk', whole: true},
    {name: 'poster', path: '/poster/CAR', size: [794, 1123]},
  ];
}

export function kioskShots(display: string, queueName: Record<string, string>, language: string): Shot[] {
  const choose = async (page: Page) => page.locator(`button[lang=${language}]`).click();
  const person = async (page: Page) => {
    await choose(page);
    await page.getByRole('button', {name: queueName[language]!}).first().click();
  };
  return [
    {name: 'kiosk', path: '/kiosk', size: kiosk, display},
    {name: 'kiosk-queues', path: '/kiosk', size: kiosk, display, act: choose},
    {name: 'kiosk-person', path: '/kiosk', size: kiosk, display, act: person},
    {
      name: 'kiosk-given',
      path: '/kiosk',
      size: kiosk,
      display,
      act: async (page) => {
        await person(page);
        await page.locator('button.main').first().click();
      },
    },
  ];
}

export function doctorShot(state: string): Shot {
  return {name: `doctor-${state}`, path: '/doctor', size: tablet, as: 'doctor'};
}

export type {Lines};
