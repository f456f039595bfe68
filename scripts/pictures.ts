/**
 * `npm run pictures`: one PNG per screen, size and language (and light) into ./pictures, of a demo hospital in the middle of
 * its morning, with the system's Chromium.
 *
 *   --only board       only the pictures whose names hold this
 *   --language hi      in one language only
 *   --light dark       every one in this light, also those that are taken in the light one only
 *   --docs             also writes the README's few into docs/pictures
 */
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ensureScreens} from './build.ts';
import {chromiumPath} from './need.ts';
import {type Camera, type Language, openCamera} from './pictures/camera.ts';
import {type Lines, linesOf, type People, setScene} from './pictures/scene.ts';
import {setAppointments} from './pictures/scene-appointments.ts';
import {hallShots, type Shot, staffShots} from './pictures/shots.ts';
import {adminShots} from './pictures/shots-admin.ts';
import {appointmentShots} from './pictures/shots-appointments.ts';
import {boardShots, setUpBoards, takeBoard} from './pictures/shots-board.ts';
import {boxShots} from './pictures/shots-box.ts';
import {deskEvents, deskShots} from './pictures/shots-desk.ts';
import {doctorElsewhere, doctorsRound} from './pictures/shots-doctor.ts';
import {emptyShots} from './pictures/shots-empty.ts';
import {kioskShots} from './pictures/shots-kiosk.ts';
import {takePaper} from './pictures/shots-paper.ts';
import {picturesOfPhones} from './pictures/shots-phone.ts';
import {picturesOfRareStates} from './pictures/shots-rare.ts';
import {demoShots, takeFirstRun} from './pictures/shots-setup.ts';
import {openStage, playMorning, type Stage, sessionsOf} from './pictures/stage.ts';

const {values} = parseArgs({
  options: {
    only: {type: 'string', default: ''},
    language: {type: 'string'},
    light: {type: 'string'},
    docs: {type: 'boolean', default: false},
  },
});
const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'pictures');
const docsFolder = path.join(root, 'docs/pictures');
/** Pictures in the repository stay small enough that nobody minds cloning them. */
const mostDocsBytes = 150 * 1024;
/** Nothing here takes long; a page that never comes must not hold the command for ever. */
const allWithinMs = 10 * 60_000;
const languages = (['en', 'hi'] as const).filter((one) => (values.language ?? one) === one);
const light = (['light', 'dark'] as const).find((one) => values.light === one);
const executable = chromiumPath();
let taken = 0;
let missed = 0;

if (!executable) {
  console.error('npm run pictures needs Chromium: install it, or name one in CHROMIUM.');
  process.exit(1);
}
const tooLate = setTimeout(() => {
  console.error('The pictures took too long.');
  process.exit(1);
}, allWithinMs);
fs.mkdirSync(folder, {recursive: true});
await ensureScreens();
if (values.only === '' || values.only.startsWith('phone'))
  await picturesOfPhones({executable, folder, languages, takeAll});
if ('rare'.startsWith(values.only) || values.only.startsWith('rare'))
  await picturesOfRareStates({executable, folder, languages, takeAll});
if (!/^(phone|empty|rare)/.test(values.only)) await picturesOfTheMorning(executable);
if ('empty'.startsWith(values.only) || values.only.startsWith('empty')) await picturesOfNobody(executable);
if ('setup'.startsWith(values.only) || values.only === 'setup-first') taken += await takeFirstRun(executable, folder);
clearTimeout(tooLate);
console.log(`${taken} pictures in ${folder}${missed > 0 ? `; ${missed} could not be taken` : ''}`);
process.exitCode = missed > 0 ? 1 : 0;

async function picturesOfTheMorning(browser: string): Promise<void> {
  const stage = await openStage({DEMO: '1'});
  let camera: Camera | null = null;
  try {
    await playMorning(stage);
    const lines = await linesOf(stage);
    const people = await setScene(stage, lines);
    const kiosk = await pairedKiosk(stage);
    const sessionOf = sessionsOf(stage);
    camera = await openCamera({executable: browser, address: stage.address, folder, sessionOf});
    if (values.docs) await forTheReadme(camera, people);
    for (const language of languages) {
      await takeAll(
        camera,
        [...staffShots(), ...demoShots(), ...hallShots(people), ...deskShots(), ...adminShots(), ...boxShots(stage)],
        language,
      );
      if ('desk'.startsWith(values.only) || values.only.startsWith('desk'))
        await deskEvents(stage, lines, (shot) => takeAll(camera!, [shot], language));
      const shown = camera;
      await takeAll(camera, doctorElsewhere(), language);
      await doctorsRound(stage, lines, language, (shots) => takeAll(shown, shots, language));
      await takeAll(camera, kioskShots(stage, people, kiosk, language), language);
    }
    if ('paper'.startsWith(values.only) || values.only.startsWith('paper'))
      taken += await takePaper(stage, camera, people, folder);
    await boardsRound(stage, camera, people, lines);
    await appointmentsRound(stage, camera, kiosk);
  } finally {
    await camera?.close();
    stage.close();
  }
}

async function picturesOfNobody(browser: string): Promise<void> {
  const stage = await openStage({DEMO: '1'});
  const camera = await openCamera({
    executable: browser,
    address: stage.address,
    folder,
    sessionOf: sessionsOf(stage),
  });
  try {
    for (const language of languages) await takeAll(camera, emptyShots(), language);
  } finally {
    await camera.close();
    stage.close();
  }
}

async function takeAll(camera: Camera, shots: readonly Shot[], language: Language): Promise<void> {
  for (const shot of shots) {
    if (!shot.name.includes(values.only)) continue;
    await trying(shot, language, async () => {
      taken += (await camera.take(shot, language, light)).length;
    });
  }
}

/** A screen that fails is named, and the others are taken all the same. */
async function trying(shot: Shot, language: Language, what: () => Promise<void>): Promise<void> {
  try {
    await what();
  } catch (error) {
    missed++;
    console.error(`${shot.name} ${language}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

/** Boards in all their states; they need more queues, so this comes last. */
async function boardsRound(stage: Stage, camera: Camera, people: People, lines: Lines): Promise<void> {
  if (!'board'.startsWith(values.only) && !values.only.startsWith('board')) return;
  const boards = await setUpBoards(stage, lines);
  for (const language of languages)
    for (const shot of boardShots(stage, boards, people, lines)) {
      if (!shot.name.includes(values.only)) continue;
      await trying(shot, language, async () => {
        await takeBoard(camera, shot, language, folder);
        taken++;
      });
    }
}

/** Appointments fill a doctor's day, which no other picture shows: so they come after all others. */
async function appointmentsRound(stage: Stage, camera: Camera, kiosk: string): Promise<void> {
  if (!'appointments'.startsWith(values.only) && !values.only.startsWith('appointments')) return;
  const booked = await setAppointments(stage);
  for (const language of languages) await takeAll(camera, appointmentShots(booked, kiosk), language);
}

/** A few pictures, the large ones made smaller, so that the repository stays light. */
async function forTheReadme(camera: Camera, people: People): Promise<void> {
  fs.mkdirSync(docsFolder, {recursive: true});
  const live = '.livemark:not(.cut)';
  const wanted: [string, Shot, number][] = [
    ['phone', {name: 'phone', path: `/t/${people.waiting.key}`, size: [360, 740]}, 1],
    ['called', {name: 'called', path: `/t/${people.called.key}`, size: [360, 740]}, 1],
    ['board', {name: 'board', path: '/board/all', size: [1920, 1080], awaits: '.num'}, 0.5],
    ['landing', {name: 'landing', path: '/', size: [360, 740]}, 1],
    ['desk', {name: 'desk', path: '/desk', size: [1280, 800], as: 'desk', awaits: live}, 0.75],
    ['doctor', {name: 'doctor', path: '/doctor', size: [1024, 768], as: 'doctor', awaits: live}, 0.75],
    ['admin', {name: 'admin', path: '/admin', size: [1440, 900], as: 'admin', awaits: '.queues-today tbody tr'}, 0.6],
  ];
  for (const [name, shot, scale] of wanted)
    await camera.look(
      shot,
      'en',
      'light',
      async (page) => {
        const file = path.join(docsFolder, `${name}.png`);
        await page.screenshot({path: file, scale: 'device'});
        const {size} = fs.statSync(file);
        if (size > mostDocsBytes) throw new Error(`${file} has ${size} bytes, more than ${mostDocsBytes}`);
        taken++;
      },
      scale,
    );
}

async function pairedKiosk(stage: Stage): Promise<string> {
  const asked = await stage.hospital.ask<{code: string}>('POST', '/api/displays', {body: {}});
  await stage.hospital.ask('POST', '/api/displays/pair', {
    as: 'admin',
    body: {code: asked.body.code, boardId: 'all', kind: 'kiosk'},
  });
  return asked.cookie!;
}
