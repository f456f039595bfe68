import fs from 'node:fs';
import path from 'node:path';
import type {Page} from 'playwright-core';
import type {Camera, Language} from './camera.ts';
import {cutOff} from './cut-off.ts';
import {deedsOf, type Lines, type People, tokensIn} from './scene.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

/** A board as somebody set it up, in a state, and what must happen while it is looked at. */
interface BoardShot extends Shot {
  happens?(page: Page): Promise<void>;
}

interface Boards {
  [name: string]: string;
}

const tv = [1920, 1080] as const;
const moreQueues = {
  D: 'Dermatology',
  EN: 'ENT',
  EYE: 'Eye',
  GY: 'Gynaecology',
  NEU: 'Neurology',
  S: 'Surgery',
  DE: 'Dental',
  PSY: 'Psychiatry',
};

/** Boards of every kind, set up once: the floor's has twelve queues, so this comes after the pictures of everything else. */
export async function setUpBoards(stage: Stage, lines: Lines): Promise<Boards> {
  const add = async (what: string, body: object) => {
    const reply = await stage.hospital.ask<{id: string; code?: string}>('POST', `/api/${what}`, {as: 'admin', body});
    if (reply.status >= 400) throw new Error(`${what} was refused: ${reply.body.code}`);
    return reply.body.id;
  };
  const added: string[] = [];
  for (const [prefix, name] of Object.entries(moreQueues)) {
    const departmentId = await add('departments', {name});
    const place = {name: `Room ${11 + added.length}`, directions: 'First floor, left', departmentId};
    const room = await add('service-points', place);
    added.push(await add('queues', {code: `${prefix}Q`, prefix, name, departmentId, servicePointIds: [room]}));
  }
  for (const queue of added.slice(0, 6)) {
    for (let one = 0; one < 3; one++) await stage.hospital.ask('POST', `/api/queues/${queue}/tokens`, {body: {}});
    await deedsOf(stage)('admin', `/api/queues/${queue}/call-next`);
  }
  const all = Object.values(lines);
  const message = 'Children under one year are seen first in Pediatrics.\nरक्तदान शिविर शनिवार को, सुबह 9 बजे, मुख्य हॉल में।';
  const notice = await add('boards', {name: 'Notice', queueIds: all, message});
  const image = fs.readFileSync(path.join(import.meta.dirname, '../../docs/pictures/phone.png')).toString('base64');
  await add(`boards/${notice}/picture`, {image});
  const empty = await add('boards', {name: 'Empty', queueIds: [added[7]]});
  return {
    notice,
    empty,
    usual: await add('boards', {name: 'Usual', queueIds: all}),
    three: await add('boards', {name: 'Three', queueIds: all.slice(0, 3)}),
    few: await add('boards', {name: 'Ground floor', queueIds: [...all, added[7]], layout: 'floor'}),
    room: await add('boards', {name: 'Room 3', queueIds: [lines.car], layout: 'room'}),
    floor: await add('boards', {name: 'First floor', queueIds: [...all, ...added], layout: 'floor'}),
    hindi: await add('boards', {name: 'Hindi', queueIds: all, languages: ['hi']}),
    english: await add('boards', {name: 'English', queueIds: all, languages: ['en']}),
    night: await add('boards', {name: 'Night', queueIds: all, quietFrom: '00:00', quietUntil: '23:59'}),
    long: await add('boards', {name: 'Long', queueIds: added}),
    added: added.join(','),
  };
}

export function boardShots(stage: Stage, boards: Boards, people: People, lines: Lines): BoardShot[] {
  const deed = deedsOf(stage);
  const shot = (name: string, board: string, more: Partial<BoardShot> = {}): BoardShot => ({
    name: `board-${name}`,
    path: board === '' ? '/board' : `/board/${board}`,
    size: tv,
    awaits: '.called, .floor, .night',
    ...more,
  });
  const again = (id: string) => deed('admin', `/api/tokens/${id}/call`, {});
  const call = async () => {
    await again(people.called.id);
  };
  const callIn = async (queue: string) => {
    const called = (await tokensIn(stage, queue)).find(({state}) => state === 'called');
    if (called) await again(called.id);
    else await deed('admin', `/api/queues/${queue}/call-next`);
  };
  const [skin = '', ...others] = boards.added?.split(',') ?? [];
  return [
    shot('quiet', 'all'),
    shot('usual', boards.usual!, {awaits: '.queues .wait[lang=en]'}),
    // The waits alternate between the board's languages.
    shot('usual-turn', boards.usual!, {awaits: '.queues .wait[lang=hi]'}),
    shot('usual-call', boards.usual!, {happens: call}),
    shot('three-queues', boards.three!, {happens: call}),
    shot('call', 'all', {happens: call}),
    shot('call-720', 'all', {size: [1280, 720], happens: call}),
    shot('call-4k', 'all', {size: [3840, 2160], happens: call}),
    shot('call-hindi', boards.hindi!, {happens: call}),
    shot('call-english', boards.english!, {happens: call}),
    shot('call-long', boards.long!, {happens: () => callIn(others[1] ?? '')}),
    shot('three-calls', 'all', {
      happens: async () => {
        await call();
        await callIn(skin);
        await callIn(others[0] ?? '');
      },
    }),
    shot('notice', boards.notice!, {awaits: '.queues'}),
    shot('notice-picture', boards.notice!, {awaits: 'img'}),
    shot('empty', boards.empty!),
    shot('room', boards.room!),
    shot('room-call', boards.room!, {
      happens: async () => {
        const inside = (await tokensIn(stage, lines.car)).find(({state}) => state === 'serving' || state === 'called');
        if (inside) await deed('admin', `/api/tokens/${inside.id}/complete`);
        await deed('admin', `/api/queues/${lines.car}/call-next`);
      },
    }),
    shot('floor', boards.floor!),
    shot('floor-few', boards.few!),
    shot('floor-call', boards.floor!, {happens: () => callIn(skin)}),
    shot('night', boards.night!),
    shot('night-call', boards.night!, {happens: call}),
    shot('missing', '4711', {awaits: '.nothing'}),
    shot('pairing', '', {awaits: '.pairing'}),
    shot('muted', 'all', {
      happens: async (page) => {
        await page.addInitScript(silentTv);
        await page.reload();
        await page.waitForSelector('.unmute');
      },
    }),
    shot('reconnecting', 'all', {happens: (page) => cutOff(page, stage, '.cut')}),
  ];
}

/** A call has moved in by now. */
const shownMs = 1500;

export async function takeBoard(camera: Camera, shot: BoardShot, language: Language, folder: string): Promise<void> {
  const name = [shot.name, `${shot.size[0]}x${shot.size[1]}`, language].join('.');
  await camera.look(shot, language, 'light', async (page) => {
    // As a board that has been on all morning: what was called before it was looked at has been said.
    await page.evaluate(rememberAll, shot.path.replace('/board/', ''));
    await page.reload();
    if (shot.awaits) await page.locator(shot.awaits).first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await shot.happens?.(page);
    await page.waitForTimeout(shot.happens ? shownMs : 300);
    await page.screenshot({path: path.join(folder, `${name}.png`)});
  });
}

/** A browser that was started without leave to play sound. */
function silentTv(): void {
  Object.assign(window, {
    AudioContext: class {
      state = 'suspended';
      destination = null;
      resume = () => new Promise(() => {});
      close = () => Promise.resolve();
      createGain = () => ({gain: {value: 0}, connect: () => {}});
    },
  });
}

async function rememberAll(board: string): Promise<void> {
  const answer = await fetch(`/api/boards/${board}`);
  if (!answer.ok) return;
  const {calls, asOf} = (await answer.json()) as {calls: {id: string; at: string}[]; asOf: string};
  const last = calls[0] ?? {id: '0', at: asOf};
  localStorage.setItem(`baari.board.${board}`, JSON.stringify({last: {id: last.id, at: last.at}, pending: []}));
}
