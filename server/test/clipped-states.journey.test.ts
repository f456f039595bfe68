// time-limit: 600
// Every face in each of its states, in Hindi and in a language 40 % longer, in both directions of reading: no word is cut off,
// leaves the page or lies on another; none is left in English; axe finds nothing, in the light and in the dark.
import type {Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {type Lines, linesOf, type People, setScene} from '../../scripts/pictures/scene.ts';
import {setUpBoards} from '../../scripts/pictures/shots-board.ts';
import {walk} from '../../scripts/pictures/shots-setup.ts';
import {openStage, playMorning, type Stage} from '../../scripts/pictures/stage.ts';
import {axeFaults, type Eyes, openEyes, type Spoken, see} from './every-face.ts';
import * as states from './states.ts';
import {leftInEnglish} from './untranslated.ts';

interface Hall {
  stage: Stage;
  eyes: Eyes;
  lines: Lines;
  people: People;
  found: string[];
}

/** For whoever mends: only the states whose names match, and a folder for their pictures read from the right. */
const only = new RegExp(process.env.STATES ?? '');
const faces = suite<Hall>('every state of every face');
const look = need('browser', 'every state of every face') ? faces : faces.skip;

faces.before(async (hall) => {
  if (!chromiumPath()) return;
  await ensureScreens();
  const stage = await openStage({DEMO: '1', RATE_LIMIT: 'off'});
  await playMorning(stage);
  hall.stage = stage;
  hall.lines = await linesOf(stage);
  hall.people = await setScene(stage, hall.lines);
  hall.eyes = await openEyes(stage);
});
faces.after(async (hall) => {
  await hall.eyes?.close();
  hall.stage?.close();
});
faces.before.each((hall) => {
  hall.found = [];
});

async function lookAt(hall: Hall, {shot, look}: states.State, spoken: Spoken): Promise<void> {
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
  await eyes
    .visit(shot, spoken, async (page) => {
      await atEachSize(page, spoken);
      if (spoken !== 'longer') return;
      if (shot.script !== false) note(spoken, await axeFaults(page));
      await page.evaluate(() => {
        document.documentElement.dir = 'rtl';
      });
      await atEachSize(page, 'rtl');
      if (process.env.PICTURES) await page.screenshot({path: `${process.env.PICTURES}/${shot.name}.rtl.png`});
    })
    .catch((error: Error) => found.push(error.message));
}

async function lookAtAll(hall: Hall, all: readonly states.State[], spoken: Spoken): Promise<void> {
  for (const state of all) await lookAt(hall, state, spoken);
}

const same = (line: string) => line.replace(/\d+/g, '0');

const both = ['hi', 'longer'] as const;

look('phone', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.phoneStates(hall.stage, hall.people), spoken);
  assert.equal(hall.found, []);
});

look('desk', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.deskStates(hall.stage), spoken);
  assert.equal(hall.found, []);
});

look('doctor', async (hall) => {
  for (const spoken of both)
    await states.doctorsStates(hall.stage, hall.lines, spoken === 'hi' ? 'hi' : 'en', (state) =>
      lookAt(hall, state, spoken),
    );
  assert.equal(hall.found, []);
});

look('admin and set-up', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.adminStates(), spoken);
  assert.equal(hall.found, []);
});

look('kiosk', async (hall) => {
  const asked = await hall.stage.hospital.ask<{code: string}>('POST', '/api/displays', {body: {}});
  const body = {code: asked.body.code, boardId: 'all', kind: 'kiosk'};
  await hall.stage.hospital.ask('POST', '/api/displays/pair', {as: 'admin', body});
  for (const spoken of both) {
    const language = spoken === 'hi' ? 'hi' : 'en';
    await lookAtAll(hall, states.kioskStates(hall.stage, hall.people, asked.cookie!, language), spoken);
  }
  assert.equal(hall.found, []);
});

look('paper', async (hall) => {
  await lookAtAll(hall, states.paperStates(hall.people), 'hi');
  assert.equal(hall.found, []);
});

look('board', async (hall) => {
  const boards = await setUpBoards(hall.stage, hall.lines);
  for (const spoken of both)
    await lookAtAll(
      hall,
      states.boardStates(hall.stage, boards as Record<string, string>, hall.people, hall.lines),
      spoken,
    );
  assert.equal(hall.found, []);
});

// An empty box, founded once: so only in the longer language. What is wrong with a box of two letters may be wider than it.
look('first run', async (hall) => {
  if (!only.test('first-run')) return;
  const stage = await openStage({RATE_LIMIT: 'off'});
  const eyes = await openEyes(stage);
  const link = `${stage.address}/setup#${stage.open.setupSecret}`;
  const seen: string[] = [];
  try {
    await eyes.visit({name: 'first-run', path: '/setup', size: [1440, 900]}, 'longer', (page) =>
      walk(page, link, async (step) => {
        seen.push(step);
        for (const [width, height] of [
          [360, 740],
          [1440, 900],
        ] as const) {
          await page.setViewportSize({width, height});
          for (const fault of (await see(page, {mayCut: '.cell-fault'})).faults)
            hall.found.push(`first-run ${step} ${width}: ${fault}`);
        }
        for (const fault of await axeFaults(page)) hall.found.push(`first-run ${step}: ${fault}`);
      }),
    );
  } finally {
    await eyes.close();
    stage.close();
  }
  assert.ok(seen.length > 8, `${seen}`);
  assert.equal(hall.found, []);
});

faces.run();
