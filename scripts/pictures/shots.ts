import type {Page} from 'playwright-core';
import type {Lines, People} from './scene.ts';
import {paperShots} from './shots-paper.ts';

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

const desk = [1280, 800] as const;
const tablet = [1024, 768] as const;
const admin = [1440, 900] as const;

export function staffShots(): Shot[] {
  return [
    {name: 'sign-in', path: '/desk', size: desk, lights: true},
    {name: 'sign-in-tablet', path: '/doctor', size: tablet},
    {
      name: 'sign-in-wrong',
      path: '/desk',
      size: desk,
      lights: true,
      act: async (page) => {
        await page.fill('input[name=username]', 'desk');
        await page.fill('input[name=password]', 'wrong');
        await page.keyboard.press('Enter');
        await page.locator('[role=alert]:not(:empty), .fault:not(:empty), .note.urgent').first().waitFor();
      },
    },
    ...['setup', 'queues'].map(
      (section): Shot => ({name: `admin-${section}`, path: `/admin#${section}`, size: admin, as: 'admin'}),
    ),
  ];
}

export function hallShots(people: People): Shot[] {
  return [
    {name: 'slip', path: `/slip/${people.waiting.id}`, size: [302, 560], as: 'desk', whole: true},
    {name: 'poster', path: '/poster/CAR', size: [794, 1123]},
    ...paperShots(people),
  ];
}

export type {Lines};
