// Looks at each state of the screens for what words do there: shared by the journeys of patients' and of staff's faces.
import type {Page} from 'playwright-core';
import {suite, type Test} from 'uvu';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {type Lines, linesOf, type People, setScene} from '../../scripts/pictures/scene.ts';
import {openStage, playMorning, type Stage} from '../../scripts/pictures/stage.ts';
import {axeFaults, type Eyes, openEyes, openScripts, type Spoken, see} from './every-face.ts';
import type * as states from './states.ts';
import {leftInEnglish} from './untranslated.ts';

export interface Hall {
  stage: Stage;
  eyes: Eyes;
  lines: Lines;
  people: People;
  found: string[];
}

/** For whoever mends: only the states whose names match, and a folder for their pictures read from the right. */
export const only = new RegExp(process.env.STATES ?? '');
/** A hospital after its morning and a browser before it, for the tests of this name; `look` is one of them. */
export function openFaces(name: string): {faces: Test<Hall>; look: Test<Hall> | Test<Hall>['skip']} {
  const faces = suite<Hall>(name);
  const look = need('browser', name) ? faces : faces.skip;

  faces.before(async (hall) => {
    if (!chromiumPath()) return;
    await ensureScreens();
    const scripts = await openScripts();
    const stage = await openStage({DEMO: '1', RATE_LIMIT: 'off'}, scripts.answer);
    await playMorning(stage);
    hall.stage = stage;
    hall.lines = await linesOf(stage);
    hall.people = await setScene(stage, hall.lines);
    hall.eyes = await openEyes(stage, scripts);
  });
  faces.after(async (hall) => {
    await hall.eyes?.close();
    hall.stage?.close();
  });
  faces.before.each((hall) => {
    hall.found = [];
  });
  return {faces, look};
}

/** Looks at one state in one language, and in the longer one also from the right; what is wrong is noted in the hall. */
export async function lookAt(hall: Hall, {shot, look}: states.State, spoken: Spoken): Promise<void> {
  if (!only.test(shot.name)) return;
  const {eyes, found, stage} = hall;
  const note = (how: string, faults: readonly string[]) => {
    // The same in ten states is one fault, named with the first of them.
    for (const fault of faults)
      if (!found.some((line) => same(line).endsWith(same(`${how}: ${fault}`))))
        found.push(`${shot.name} ${how}: ${fault}`);
  };
  const atEachSize = async (page: Page, how: string) => {
    for (const size of [shot.size, ...(look.also ?? [])]) {
      const [width, height] = size;
      if (size !== shot.size) await page.setViewportSize({width, height});
      const {faults, texts} = await see(page, look);
      note(`${how} ${width}`, faults);
      if (spoken === 'hi' && size === shot.size && !look.bilingual)
        note(how, leftInEnglish(texts, eyes.entries, stage.open.db));
    }
    await page.setViewportSize({width: shot.size[0], height: shot.size[1]});
  };
  const visit = () =>
    eyes.visit(shot, spoken, async (page) => {
      await atEachSize(page, spoken);
      if (spoken !== 'longer') return;
      if (shot.script !== false && !look.axeElsewhere) note(spoken, await axeFaults(page));
      await page.evaluate(() => {
        document.documentElement.dir = 'rtl';
      });
      await atEachSize(page, 'rtl');
      if (process.env.PICTURES) await page.screenshot({path: `${process.env.PICTURES}/${shot.name}.rtl.png`});
    });
  // A key that a busy machine lost leads to no state at all: once more on a fresh page. What was seen there stays seen.
  await visit().catch((first: Error) => {
    console.log(`once more: ${first.message.split('\n')[0]}`);
    return visit().catch((error: Error) => found.push(error.message));
  });
}

export async function lookAtAll(hall: Hall, all: readonly states.State[], spoken: Spoken): Promise<void> {
  for (const state of all) await lookAt(hall, state, spoken);
}

const same = (line: string) => line.replace(/\d+/g, '0');

/** The longer language stands in the place of English. */
export const both = ['hi', 'longer'] as const;
