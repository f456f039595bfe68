import type {Page} from 'playwright-core';
import type {Shot} from './shots.ts';

/** The staff's faces before anybody came: a demo hospital that has just been opened, and nobody in it. */
export function emptyShots(): Shot[] {
  const settled = (page: Page) => page.waitForTimeout(700);
  const admin = (section: string): Shot => ({
    name: `empty-admin-${section}`,
    path: `/admin#${section}`,
    size: [1440, 900],
    as: 'admin',
    awaits: '.admin-main h2',
    act: settled,
  });
  const live = '.livemark:not(.cut)';
  return [
    {name: 'empty-desk', path: '/desk', size: [1280, 800], as: 'desk', awaits: live, act: settled},
    {
      name: 'empty-desk-times',
      path: '/desk',
      size: [1280, 800],
      as: 'desk',
      awaits: live,
      act: async (page) => {
        await page.keyboard.press('Alt+b');
        await settled(page);
      },
    },
    {name: 'empty-doctor', path: '/doctor', size: [1024, 768], as: 'doctor', awaits: live, act: settled},
    ...['today', 'journal', 'bookings', 'displays', 'posters', 'day'].map(admin),
  ];
}
