import type {Language} from './camera.ts';
import {cutOff} from './cut-off.ts';
import {deedsOf, type Lines, tokensIn} from './scene.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

const tablet = [1024, 768] as const;
const upright = [768, 1024] as const;
const wide = [1280, 800] as const;
const narrow = [390, 844] as const;
const settleMs = 400;

type TakeAll = (shots: readonly Shot[], language: Language) => Promise<void>;

/** The doctor's screen in each of its states, one after the other as a doctor would get there; the morning stands as before after it. */
export async function doctorsRound(stage: Stage, lines: Lines, language: Language, takeAll: TakeAll): Promise<void> {
  const deed = deedsOf(stage);
  const take = (...shots: Shot[]) => takeAll(shots, language);
  const car = (what: string, body?: Record<string, unknown>) =>
    deed('doctor', `/api/queues/${lines.car}/${what}`, body);
  const ofToken = (id: string, what: string) => deed('doctor', `/api/tokens/${id}/${what}`);
  await take(
    shot('serving', {lights: true}),
    shot('serving-upright', {size: upright, lights: true}),
    shot('serving-wide', {size: wide}),
    shot('serving-narrow', {size: narrow, whole: true}),
    shot('keys', {act: (page) => page.keyboard.press('?')}),
    shot('person', {
      lights: true,
      act: async (page) => {
        await page.keyboard.press('1');
        await page.waitForTimeout(settleMs);
      },
    }),
    shot('pause', {act: (page) => page.keyboard.press('p')}),
    shot('more', {act: (page) => page.keyboard.press('m')}),
    shot('back', {act: (page) => page.keyboard.press('r')}),
    shot('note', {
      act: async (page) => {
        await page.locator('#note').fill('BP 150/95. Continue amlodipine 5 mg.');
        await page.waitForTimeout(2_500);
      },
    }),
    shot('cut', {
      lights: true,
      act: async (page) => {
        await page.locator('.livemark:not(.cut)').waitFor();
        await cutOff(page, stage, '.banner.stale');
        await page.keyboard.press('h');
        await page.waitForTimeout(7_000);
      },
    }),
  );
  await car('late', {minutes: 15});
  await take(shot('late', {lights: true}), {
    name: 'doctor-late-board',
    path: '/board/all',
    size: [1920, 1080],
    awaits: '.num',
  });
  await car('late', {minutes: 0});
  const there = (await tokensIn(stage, lines.car)).find(({state}) => state === 'serving');
  if (there) await ofToken(there.id, 'complete');
  await take(shot('free', {lights: true}));
  await car('pause', {reason: 'tea', minutes: 10});
  await take(shot('paused', {lights: true}));
  await car('resume');
  await car('close');
  await take(shot('closed', {lights: true}));
  await car('open');
  const called = (await car('call-next')).token!;
  await take(shot('called', {lights: true}), shot('called-upright', {size: upright}));
  await car('pause', {reason: 'tea', minutes: 10});
  await take(shot('paused-called'));
  await car('resume');
  await ofToken(called.id, 'start');
  // Undo by toast, with the mouse nowhere near: hold, and what the screen says then.
  await take(
    shot('held', {
      lights: true,
      act: async (page) => {
        await page.keyboard.press('h');
        await page.waitForTimeout(settleMs);
      },
    }),
  );
  for (const token of await tokensIn(stage, lines.car)) if (token.state === 'serving') return;
  const next = (await car('call-next')).token!;
  await ofToken(next.id, 'start');
}

/** A doctor whose line is empty, whose numbers stand in two rooms, and who has no line at all. */
export const doctorElsewhere = (): Shot[] => [
  shot('rooms', {as: 'admin', lights: true}),
  shot('empty', {
    as: 'admin',
    act: async (page) => {
      const label = await page.locator('.bar select option').last().getAttribute('value');
      await page.locator('.bar select').first().selectOption(label);
      await page.waitForTimeout(settleMs);
    },
  }),
];

function shot(state: string, more: Partial<Shot> = {}): Shot {
  return {name: `doctor-${state}`, path: '/doctor', size: tablet, as: 'doctor', awaits: '.livemark:not(.cut)', ...more};
}
