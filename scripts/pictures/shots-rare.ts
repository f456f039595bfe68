import type {Page} from 'playwright-core';
import {Refusal} from '../../server/base/refusal.ts';
import {type OwnRound, openCamera} from './camera.ts';
import {deedsOf, type Lines, linesOf, setScene} from './scene.ts';
import {type Booked, setAppointments} from './scene-appointments.ts';
import type {Shot} from './shots.ts';
import {openStage, playMorning, type Stage, sessionsOf} from './stage.ts';

const phone = [360, 740] as const;
const desk = [1280, 800] as const;
const wide = [1440, 900] as const;
/** As tall as the whole of a page that scrolls inside. */
const tall = [1440, 3600] as const;

/** What a hospital sees once a year, in one of its own: what these pictures need would change all others. */
export async function picturesOfRareStates({executable, folder, languages, takeAll}: OwnRound): Promise<void> {
  const stage = await openStage({DEMO: '1', RATE_LIMIT: 'off'});
  const camera = await openCamera({executable, address: stage.address, folder, sessionOf: sessionsOf(stage)});
  try {
    await playMorning(stage);
    const lines = await linesOf(stage);
    await setScene(stage, lines);
    const keys = await setRare(stage, lines);
    const booked = await setAppointments(stage);
    for (const language of languages) {
      await takeAll(camera, numberShots(keys), language);
      await takeAll(camera, faultShots(stage), language);
      await takeAll(camera, diskShots(stage), language);
      await takeAll(camera, assessShots(), language);
      await takeAll(camera, adminShots(booked), language);
    }
    const deed = deedsOf(stage);
    await deed('admin', '/api/service-day/close');
    await deed('admin', '/api/service-day/open', {serviceDay: '2026-11-24'});
    for (const language of languages)
      await takeAll(
        camera,
        [{name: 'rare-carried', path: `/t/${keys.carried}`, size: phone, lights: true, whole: true}],
        language,
      );
  } finally {
    await camera.close();
    stage.close();
  }
}

interface Keys {
  withdrawn: string;
  voided: string;
  carried: string;
}

async function setRare(stage: Stage, lines: Lines): Promise<Keys> {
  const ask = <Body>(method: 'PATCH' | 'POST', path: string, as: string, body: object) =>
    stage.hospital.ask<Body>(method, path, {as, body});
  const deed = deedsOf(stage) as (as: string, path: string, body?: object) => Promise<{id: string; key: string}>;
  const sent = await deed('desk', `/api/queues/${lines.car}/tokens`, {name: 'Nisha'});
  const moved = await deedsOf(stage)('desk', `/api/tokens/${sent.id}/transfer`, {
    queueId: lines.gen,
    reason: 'wrong line',
  });
  await deed('desk', `/api/tokens/${sent.id}/undo`);
  const from = stage.open.box.clock.now();
  const voided = await stage.hospital.ask<{key: string}>('POST', `/api/queues/${lines.car}/tokens`, {body: {}});
  const until = stage.open.box.clock.now() + 1;
  await deed('admin', `/api/queues/${lines.car}/void`, {
    from: new Date(from).toISOString(),
    to: new Date(until).toISOString(),
    reason: 'flood',
  });
  const carried = await stage.hospital.ask<{key: string}>('POST', `/api/queues/${lines.car}/tokens`, {body: {}});
  const {body: settings} = await stage.hospital.ask<{version: number}>('GET', '/api/settings', {as: 'admin'});
  const carries = await ask('PATCH', '/api/settings', 'admin', {
    version: settings.version,
    values: {dayCloseCarries: true},
  });
  if (carries.status !== 200) throw new Error('the setting was refused');
  const {body: doctors} = await stage.hospital.ask<{items: {id: string; name: string; version: number}[]}>(
    'GET',
    '/api/doctors',
    {as: 'admin'},
  );
  for (const {id, version} of doctors.items.filter(({name}) => /Sharma|Mehta|Nair/.test(name)))
    await ask('PATCH', `/api/doctors/${id}`, 'admin', {version, regions: ['Nashik'], insurances: ['Ayushman Bharat']});
  return {
    withdrawn: moved.token!.key,
    voided: voided.body.key,
    carried: carried.body.key,
  };
}

/** Numbers that ended by no doing of whoever held them. */
function numberShots({withdrawn, voided}: Keys): Shot[] {
  return [
    {name: 'rare-withdrawn', path: `/t/${withdrawn}`, size: phone, lights: true, whole: true},
    {name: 'rare-voided', path: `/t/${voided}`, size: phone, lights: true, whole: true},
  ];
}

/** A form without JavaScript that the box can't serve now, and the same by script. */
function faultShots(stage: Stage): Shot[] {
  const whileBroken = (fault: () => Error) => async (page: Page) => {
    const {door} = stage.open.box;
    const {write, writeOnce} = door;
    Object.assign(door, {write: () => Promise.reject(fault()), writeOnce: () => Promise.reject(fault())});
    await page.locator('#join button').last().click();
    await page.waitForTimeout(800);
    Object.assign(door, {write, writeOnce});
  };
  const shots = (name: string, fault: () => Error): Shot[] => [
    {
      name: `rare-plain-${name}`,
      path: '/q/CAR',
      size: phone,
      script: false,
      lights: true,
      act: whileBroken(fault),
      whole: true,
    },
    {name: `rare-join-${name}`, path: '/q/CAR', size: phone, act: whileBroken(fault), whole: true},
  ];
  return [
    ...shots('429', () => new Refusal('rate.limited', {retryAfterSeconds: 40})),
    ...shots('500', () => new Error('for the picture')),
    ...shots('503', () => new Refusal('store.unavailable', {retryAfterSeconds: 5})),
  ];
}

function diskShots(stage: Stage): Shot[] {
  const {disk} = stage.open.box;
  const having = (state: 'low' | 'full', freeBytes: number) => async (page: Page) => {
    const {view} = disk;
    page.once('close', () => {
      disk.view = view;
      stage.open.tellBox();
    });
    disk.view = () => ({state, freeBytes});
    stage.open.tellBox();
    await page.waitForTimeout(1500);
  };
  const live = '.livemark:not(.cut)';
  return (
    [
      ['low', 180e6],
      ['full', 3e6],
    ] as const
  ).flatMap(([state, free]): Shot[] => [
    {
      name: `rare-disk-${state}-desk`,
      path: '/desk',
      size: desk,
      as: 'desk',
      awaits: live,
      lights: true,
      act: having(state, free),
    },
    {
      name: `rare-disk-${state}-doctor`,
      path: '/doctor',
      size: [1024, 768],
      as: 'doctor',
      awaits: live,
      act: having(state, free),
    },
    {
      name: `rare-disk-${state}-admin`,
      path: '/admin#status',
      size: wide,
      as: 'admin',
      awaits: '.facts',
      act: async (page) => {
        await having(state, free)(page);
        await page.reload();
        await page.locator('.facts').first().waitFor();
        await page.waitForTimeout(800);
      },
    },
  ]);
}

function assessShots(): Shot[] {
  const search = '/assess?region=Nashik&insurance=Ayushman+Bharat&type=';
  return [
    {name: 'rare-assess', path: '/assess', size: phone, whole: true},
    {name: 'rare-assess-found', path: search, size: phone, lights: true, whole: true},
    {
      name: 'rare-assess-pair',
      path: search,
      size: phone,
      lights: true,
      whole: true,
      act: async (page) => {
        await page.locator('.clinicians a').first().click();
        await page.locator('dl.pair').waitFor();
      },
    },
  ];
}

function adminShots({doctorId}: Booked): Shot[] {
  const admin = {size: wide, as: 'admin'} as const;
  const onLeave = async (page: Page) => {
    await page.locator('.leave input[type=date]').first().waitFor();
    if ((await page.locator('select').first().inputValue()) !== doctorId) {
      await page.locator('select').first().selectOption(doctorId);
      await page.locator('.leave-list li').first().waitFor();
    }
  };
  const second = (state: object) => async (page: Page) => {
    await page.route('**/api/spare', (route) => route.fulfill({json: {...unpaired, ...state}}));
    await page.reload();
    await page.locator('#backups-title').waitFor();
    await page.locator('details:has(.btn)').last().waitFor();
    await page.evaluate(() => {
      for (const one of document.querySelectorAll<HTMLDetailsElement>('.status details')) one.open = true;
    });
    await page.waitForTimeout(600);
  };
  const unpaired = {
    paired: false,
    lastHeardAt: null,
    address: null,
    lastCopyAt: null,
    lastCopySeq: null,
    superseded: null,
  };
  const at = '2026-11-23T10:31:00+05:30';
  const paired = {paired: true, lastHeardAt: at, address: 'http://10.20.0.6:8080', lastCopyAt: at, lastCopySeq: 811};
  return [
    {...admin, name: 'rare-settings', size: [1440, 5600], path: '/admin#settings', awaits: '.admin-main h2'},
    {...admin, name: 'rare-leave', size: [1440, 1400], path: '/admin#hours', awaits: '.admin-main h2', act: onLeave},
    {
      ...admin,
      name: 'rare-leave-affects',
      path: '/admin#hours',
      awaits: '.admin-main h2',
      lights: true,
      act: async (page) => {
        await onLeave(page);
        const dates = page.locator('.leave input[type=date]');
        await dates.nth(0).fill('2026-11-23');
        await dates.nth(1).fill('2026-11-30');
        await page.locator('.leave button[type=submit]').click();
        await page.locator('dialog').waitFor();
      },
    },
    {...admin, name: 'rare-second-none', size: tall, path: '/admin#status', awaits: '.facts', act: second({})},
    {...admin, name: 'rare-second-paired', size: tall, path: '/admin#status', awaits: '.facts', act: second(paired)},
    {
      ...admin,
      name: 'rare-second-superseded',
      size: tall,
      path: '/admin#status',
      awaits: '.facts',
      act: second({...paired, superseded: {at, epoch: 'b'}}),
    },
  ];
}
