// time-limit: 1200
// Each face of patients and waiting rooms in each of its states, and a new hospital's set-up, in Hindi and in a language 40 % longer,
// in both directions of reading: no word is cut off, leaves the page or lies on another; none is left in English; axe finds nothing,
// in the light and in the dark. Staff's faces: clipped-staff.
import * as assert from 'uvu/assert';
import {setAppointments} from '../../scripts/pictures/scene-appointments.ts';
import {setUpBoards} from '../../scripts/pictures/shots-board.ts';
import {walk} from '../../scripts/pictures/shots-setup.ts';
import {openStage} from '../../scripts/pictures/stage.ts';
import {axeFaults, openEyes, openScripts, see} from './every-face.ts';
import {both, lookAtAll, only, openFaces} from './every-state.ts';
import * as states from './states.ts';

const {faces, look} = openFaces('every state of every face that patients see');

look('phone', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.phoneStates(hall.stage, hall.people), spoken);
  assert.equal(hall.found, []);
});

look('appointments on a phone', async (hall) => {
  const booked = await setAppointments(hall.stage);
  for (const spoken of both) await lookAtAll(hall, states.phoneBookingStates(booked), spoken);
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
  const scripts = await openScripts();
  const stage = await openStage({RATE_LIMIT: 'off'}, scripts.answer);
  const eyes = await openEyes(stage, scripts);
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
