import type {Page} from 'playwright-core';
import type {KeepingState} from '../../server/keeping/schema.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

const weekMs = 7 * 24 * 3600_000;

/** The box in trouble: a clock that nobody believes; copies, file, cloud, certificate and address that need somebody. */
export function boxShots(stage: Stage): Shot[] {
  const suspect = async (page: Page) => {
    page.once('close', () => stage.lieBy(0));
    stage.lieBy(-weekMs);
    await page.locator('.banner button').first().waitFor();
  };
  const ask = async (page: Page) => {
    await suspect(page);
    await page.locator('.banner button').first().click();
    await page.locator('dialog[open]').waitFor();
  };
  const live = '.livemark:not(.cut)';
  const admin = {size: [1440, 900], as: 'admin'} as const;
  return [
    {name: 'desk-clock', path: '/desk', size: [1280, 800], as: 'desk', awaits: live, act: suspect},
    {name: 'desk-clock-ask', path: '/desk', size: [1280, 800], as: 'desk', awaits: live, act: ask},
    {...admin, name: 'admin-clock', path: '/admin#today', awaits: '.queues-today tbody tr', act: suspect},
    // As tall as the whole of it.
    {
      name: 'admin-status-trouble',
      path: '/admin#status',
      size: [1440, 2300],
      as: 'admin',
      awaits: '.facts',
      act: trouble,
    },
  ];
}

/** The page hears another answer than the box gave; all that can be unfolded is. */
async function trouble(page: Page): Promise<void> {
  await page.route('**/api/status', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({response: answer, json: {...((await answer.json()) as object), ...troubled}});
  });
  await page.route('**/api/backups', (route) => route.fulfill({json: {items: copies, keeping}}));
  await page.reload();
  await page.locator('.status .to-dos').first().waitFor();
  await page.locator('#backups-title').waitFor();
  await page.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLDetailsElement>('.status details')) one.open = true;
  });
}

const at = (time: string) => `2026-11-${time}:00+05:30`;
const copies = [
  {name: 'baari-2026-11-23T043000Z-00812.db', at: at('23T10:00'), bytes: 2_400_000, beforeUpdate: false},
  {name: 'baari-2026-11-23T033000Z-00640.db', at: at('23T09:00'), bytes: 2_200_000, beforeUpdate: false},
  {name: 'baari-2026-11-20T021000Z-00011-before-update.db', at: at('20T07:40'), bytes: 1_900_000, beforeUpdate: true},
];
const damage = {
  en: ['Token 4711 (C-003 of 22 November): its state is “done”, and its history ends with “called”.'],
  hi: ['टोकन 4711 (22 नवंबर का C-003): स्थिति “पूरा” है, पर इतिहास “बुलाया” पर रुकता है।'],
};
const keeping: KeepingState = {
  lastAt: at('23T10:00'),
  running: null,
  folder: '/var/lib/baari/backups',
  everyMinutes: 60,
  copies: 3,
  last: {at: at('23T10:00'), file: copies[0]!.name, bytes: 2_400_000, seconds: 1.2},
  failure: {at: at('23T10:30'), why: 'busy', detail: ''},
  second: {
    folder: '/media/usb',
    state: 'away',
    last: {at: at('17T18:00'), file: 'baari-2026-11-17T123000Z-00007.db', bytes: 1_800_000},
    failure: {at: at('23T10:01'), why: 'place', detail: ''},
    locked: true,
  },
  check: {at: at('23T03:00'), state: 'fault', seconds: 12, lines: damage},
  checkFailure: null,
  drill: {at: at('01T17:20'), good: false, minutes: 0.2, differed: ['tokens 4711 is another']},
};
const troubled = {
  backup: keeping,
  cloud: {state: 'behind', lastSyncedAt: at('23T08:15')},
  sync: {
    state: 'behind',
    siteId: '7b0e1c7e-2f0b-4c27-8a53-0d3a7e3f5a11',
    lastSyncedAt: at('23T08:15'),
    lagSeconds: 8820,
    problem: {code: 'unreachable', since: at('23T08:16'), tries: 31, nextTryAt: at('23T10:46')},
    rivalAt: at('22T19:00'),
    cloudWentBackAt: null,
  },
  certificate: {state: 'ending', endsAt: at('30T12:00')},
  addresses: {
    site: 'http://10.20.0.9:8080',
    configured: false,
    lan: ['10.20.0.9'],
    names: ['baari.local'],
    posters: {address: 'http://10.20.0.5:8080', stale: true},
  },
};
