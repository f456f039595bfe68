import type {Page} from 'playwright-core';
import type {Language} from '../../scripts/pictures/camera.ts';
import {cutOff} from '../../scripts/pictures/cut-off.ts';
import type {Lines, People} from '../../scripts/pictures/scene.ts';
import type {Booked} from '../../scripts/pictures/scene-appointments.ts';
import type {Shot} from '../../scripts/pictures/shots.ts';
import {adminShots} from '../../scripts/pictures/shots-admin.ts';
import {adminBookingShots, appointmentShots} from '../../scripts/pictures/shots-appointments.ts';
import {boardShots} from '../../scripts/pictures/shots-board.ts';
import {boxShots} from '../../scripts/pictures/shots-box.ts';
import {deskShots} from '../../scripts/pictures/shots-desk.ts';
import {doctorElsewhere, doctorsRound} from '../../scripts/pictures/shots-doctor.ts';
import {kioskShots} from '../../scripts/pictures/shots-kiosk.ts';
import type {Stage} from '../../scripts/pictures/stage.ts';
import type {Look} from './every-face.ts';

/** A state of a face as the pictures show it, and how it must be looked at. */
export interface State {
  shot: Shot;
  look: Look;
}

const phone = [360, 740] as const;
const smallPhone = [320, 568] as const;
const desk = [1280, 800] as const;
const tablet = [1024, 768] as const;
const paper = [794, 1123] as const;

/** The pictures' states by name; a name that is not among them is a fault of this list. */
function only(shots: readonly Shot[], names: string): Shot[] {
  return names.split(' ').map((name) => {
    const found = shots.find((shot) => shot.name === name);
    if (!found) throw new Error(`no picture is called ${name}`);
    return found;
  });
}

const with_ =
  (look: Look) =>
  (shot: Shot): State => ({shot, look});

export function phoneStates(stage: Stage, people: People): State[] {
  const token = (name: keyof People, more: Partial<Shot> = {}): Shot => ({
    name: `phone-${name}`,
    path: `/t/${people[name].key}`,
    size: phone,
    ...more,
  });
  const unfold = (page: Page) =>
    page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
  const cut = (page: Page) => cutOff(page, stage, '#stale');
  return [
    {name: 'phone-landing', path: '/', size: phone},
    {name: 'phone-join', path: '/q/CAR', size: phone, act: unfold},
    {name: 'phone-closed', path: '/q/ORT', size: phone},
    {name: 'phone-paused', path: '/q/PED', size: phone},
    token('waiting', {act: unfold}),
    token('called'),
    token('noShow'),
    token('moved', {act: unfold}),
    token('waiting', {name: 'phone-stale', act: cut}),
    token('waiting', {name: 'phone-plain', script: false}),
    {name: 'phone-unknown', path: '/t/not-a-key', size: phone},
  ].map((shot) => ({shot, look: {also: shot.script === false ? [] : [smallPhone]}}));
}

export function deskStates(stage: Stage): State[] {
  const names = 'desk-found desk-family desk-priority desk-person desk-timeline desk-keys desk-refused';
  return [
    {name: 'sign-in', path: '/desk', size: desk, awaits: 'input[name=password]'},
    {
      name: 'sign-in-wrong',
      path: '/desk',
      size: desk,
      act: async (page: Page) => {
        await page.fill('input[name=username]', 'desk');
        await page.fill('input[name=password]', 'wrong');
        await page.keyboard.press('Enter');
        await page.locator('[role=alert]:not(:empty), .fault:not(:empty), .note.urgent').first().waitFor();
      },
    },
    ...only(deskShots(), names),
    {
      name: 'desk-stale',
      path: '/desk',
      size: desk,
      as: 'desk',
      // Only a desk that has been live can say since when it is not.
      awaits: '.livemark:not(.cut)',
      act: (page: Page) => cutOff(page, stage, '.banner.stale'),
    },
    // A list whose chosen line has no room shows it in full when it is opened.
  ].map(with_({also: [tablet], mayCut: '.find select'}));
}

export function adminStates(stage: Stage): State[] {
  const sections = 'admin-today admin-journal admin-status admin-posters admin-day';
  const names = 'admin-boards-edit admin-users-edit admin-users-password admin-displays-wrong admin-settings-wrong';
  const list = {size: [1440, 900] as const, as: 'admin'};
  return [
    // admin-keyboard goes through them all with axe.
    ...[...only(adminShots(), sections), {...list, name: 'setup-list', path: '/admin#setup', awaits: '.need'}].map(
      with_({also: [tablet], axeElsewhere: true}),
    ),
    ...[
      ...only(adminShots(), names),
      ...only(boxShots(stage), 'admin-status-trouble'),
      {...list, name: 'setup-table', path: '/setup', awaits: '.sheet input'},
    ].map(with_({also: [tablet]})),
  ];
}

/** Appointments: the day at the desk with one of its cards, the doctor's list, hours and figures. */
export function staffBookingStates(booked: Booked): State[] {
  const names = 'appointments-desk-day appointments-desk-card appointments-desk-to-tell appointments-doctor';
  return [
    ...only(appointmentShots(booked, ''), names).map(with_({also: [tablet], mayCut: '.find select, .bar-title'})),
    ...adminBookingShots().map(with_({also: [tablet], axeElsewhere: true})),
  ];
}

export function phoneBookingStates(booked: Booked): State[] {
  const names = 'departments doctors times hold ticket-today offered';
  const shots = only(appointmentShots(booked, ''), names.replace(/\S+/g, 'appointments-phone-$&'));
  return shots.map(with_({also: [smallPhone]}));
}

export function boardStates(stage: Stage, boards: Record<string, string>, people: People, lines: Lines): State[] {
  const names = 'board-quiet board-notice board-room board-floor board-pairing board-reconnecting';
  return (
    only(boardShots(stage, boards, people, lines), names)
      .map(({happens, ...shot}: Shot & {happens?: (page: Page) => Promise<void>}) => ({
        ...shot,
        ...(happens ? {act: happens} : {}),
      }))
      // A floor's cell ends a long room in dots; the call above it says the room in full.
      .map(with_({oneScreen: true, also: [[1280, 720]], mayCut: '.cell .place'}))
  );
}

export function kioskStates(stage: Stage, people: People, display: string, language: Language): State[] {
  const names = 'kiosk-start kiosk-choose kiosk-name kiosk-wrong kiosk-given kiosk-number kiosk-found kiosk-unpaired';
  return only(kioskShots(stage, people, display, language), names).map(with_({also: [[768, 1024]]}));
}

export function paperStates(people: People): State[] {
  return [
    {name: 'slip', path: `/slip/${people.waiting.id}`, size: [302, 560] as const, as: 'desk'},
    {name: 'poster', path: '/poster/CAR', size: paper},
  ].map(with_({bilingual: true}));
}

/** The doctor's states come one after the other, each by a deed; the pictures' round knows how. */
export async function doctorsStates(
  stage: Stage,
  lines: Lines,
  language: Language,
  each: (state: State) => Promise<void>,
): Promise<void> {
  const wanted = /^doctor-(serving|keys|person|pause|free|closed|called)$/;
  // Whose screen it is stands in full in the list beside the title.
  const see = with_({also: [[768, 1024]], mayCut: '.bar-title'});
  await doctorsRound(stage, lines, language, async (shots) => {
    for (const shot of shots) if (wanted.test(shot.name)) await each(see(shot));
  });
  for (const shot of doctorElsewhere()) await each(see(shot));
}
