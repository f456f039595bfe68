import type {Page} from 'playwright-core';
import {type OwnRound, openCamera} from './camera.ts';
import {cutOff} from './cut-off.ts';
import {deedsOf, type Lines, linesOf, type People, setScene, tokensIn} from './scene.ts';
import type {Shot} from './shots.ts';
import {openStage, playMorning, type Stage} from './stage.ts';

const usual = [360, 740] as const;
const small = [320, 568] as const;

/** Phones in a hospital of their own, so that no other picture sees its family and its hundred people. */
export async function picturesOfPhones({executable, folder, languages, takeAll}: OwnRound): Promise<void> {
  const stage = await openStage({DEMO: '1', RATE_LIMIT: 'off'});
  const sessionOf = () => Promise.reject(new Error('no phone signs in'));
  const camera = await openCamera({executable, address: stage.address, folder, sessionOf});
  try {
    for (const language of languages) await takeAll(camera, earlyShots(), language);
    await playMorning(stage);
    const lines = await linesOf(stage);
    const phones = await setPhones(stage, lines, await setScene(stage, lines));
    for (const language of languages) await takeAll(camera, phoneShots(stage, phones), language);
    await deedsOf(stage)('admin', '/api/service-day/close');
    for (const language of languages) await takeAll(camera, closedShots(phones), language);
  } finally {
    await camera.close();
    stage.close();
  }
}

/** Before anybody has come. */
function earlyShots(): Shot[] {
  return [
    {name: 'phone-landing-early', path: '/', size: usual, whole: true},
    {name: 'phone-join-early', path: '/q/CAR', size: usual},
  ];
}

/** The day is over for the whole house. */
function closedShots({people}: Phones): Shot[] {
  return [
    {name: 'phone-closed-landing', path: '/', size: usual, lights: true, whole: true},
    {name: 'phone-closed-join', path: '/q/CAR', size: usual},
    {name: 'phone-closed-token', path: `/t/${people.waiting.key}`, size: usual, lights: true},
  ];
}

interface Phones {
  people: People;
  /** In a short line of their own: who steps aside, and who is called and comes. */
  late: {key: string};
  coming: {key: string};
  /** A phone with three numbers, one of them called. */
  family: {cookie: string; key: string};
  /** The last of a hundred. */
  last: {key: string};
}

async function setPhones(stage: Stage, lines: Lines, people: People): Promise<Phones> {
  const deed = deedsOf(stage);
  const take = (queueId: string, body: object, cookie?: string) =>
    stage.hospital.ask<{id: string; key: string}>('POST', `/api/queues/${queueId}/tokens`, {
      body,
      ...(cookie === undefined ? {} : {cookie}),
    });
  const own = await take(lines.gen, {name: 'Sunita'});
  const cookie = own.cookie!;
  await take(lines.car, {name: 'Rohan'}, cookie);
  const child = await take(lines.ped, {name: 'Meena'}, cookie);
  const there = (await tokensIn(stage, lines.ped)).find(({state}) => /called|serving/.test(state));
  if (there) await deed('admin', `/api/tokens/${there.id}/complete`);
  await deed('admin', `/api/tokens/${child.body.id}/call`, {reason: 'infant'});
  await deed('desk', `/api/queues/${lines.ort}/open`);
  let last = own.body;
  for (let joined = 0; joined < 100; joined++) last = (await take(lines.ort, {})).body;
  await deed('desk', `/api/queues/${lines.ort}/close`, {reason: 'emergency-case'});
  const eye = await shortLine(stage);
  const coming = (await take(eye, {})).body;
  await deed('admin', `/api/queues/${eye}/call-next`);
  const late = (await take(eye, {})).body;
  return {people, family: {cookie, key: own.body.key}, last, late, coming};
}

async function shortLine(stage: Stage): Promise<string> {
  const add = async (what: string, body: object) =>
    (await stage.hospital.ask<{id: string}>('POST', `/api/${what}`, {as: 'admin', body})).body.id;
  const departmentId = await add('departments', {name: 'Eye'});
  const room = await add('service-points', {name: 'Room 11', directions: 'First floor, left', departmentId});
  return add('queues', {code: 'EYE', prefix: 'E', name: 'Eye', departmentId, servicePointIds: [room]});
}

function phoneShots(stage: Stage, {people, family, last, late, coming}: Phones): Shot[] {
  const token = (name: keyof People): Shot => ({
    name: `phone-token-${name}`,
    path: `/t/${people[name].key}`,
    size: usual,
    lights: true,
  });
  const silent = async (page: Page) => {
    await page.evaluate(() => localStorage.setItem('baari.bell', 'off'));
    await page.reload();
    await page.waitForTimeout(600);
  };
  const cut = (page: Page) => cutOff(page, stage, '#stale');
  const leave = async (page: Page) => {
    await page.locator('#join button.tall').click();
    await page.locator('#leave summary').click();
    await page.waitForTimeout(600);
    await page.locator('.sure button').click();
    await page.locator('form[action$="/undo"]').waitFor();
  };
  /** Presses it unless an earlier picture did, and waits for what comes of it. */
  const pressed = (button: string, sign: string) => async (page: Page) => {
    if ((await page.locator(sign).count()) === 0) await page.locator(button).click();
    await page.locator(sign).waitFor();
    await page.waitForTimeout(300);
  };
  const wrong = async (page: Page) => {
    await page.locator('#join summary').click();
    await page.locator('input[name=phone]').fill('12');
    await page.locator('#join button').click();
    await page.locator('.note.urgent').waitFor();
  };
  const unfold = async (page: Page) => {
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
  };
  const shots: Shot[] = [
    {name: 'phone-landing', path: '/', size: usual, lights: true, whole: true},
    {name: 'phone-landing-family', path: '/', size: usual, lights: true, whole: true, display: family.cookie},
    {
      name: 'phone-landing-stale',
      path: '/',
      size: usual,
      act: async (page) => {
        await page.route('**/api/**', (route) => route.abort());
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        await page.locator('#stale').waitFor();
      },
    },
    {name: 'phone-join', path: '/q/CAR', size: usual, lights: true, whole: true},
    {name: 'phone-join-open', path: '/q/CAR', size: usual, whole: true, act: unfold},
    {name: 'phone-join-again', path: '/q/CAR', size: usual, display: family.cookie, whole: true},
    {name: 'phone-join-closed', path: '/q/ORT', size: usual, lights: true},
    {name: 'phone-join-paused', path: '/q/PED', size: usual, whole: true},
    token('waiting'),
    {...token('waiting'), name: 'phone-token-silent', lights: false, act: silent},
    {...token('waiting'), name: 'phone-token-stale', act: cut},
    token('near'),
    token('next'),
    token('called'),
    {...token('called'), name: 'phone-token-called-stale', lights: false, act: cut},
    token('serving'),
    token('held'),
    token('noShow'),
    token('done'),
    token('transferred'),
    {...token('moved'), whole: true, act: unfold},
    {
      name: 'phone-token-family',
      path: `/t/${family.key}`,
      size: usual,
      lights: true,
      whole: true,
      display: family.cookie,
    },
    {name: 'phone-token-hundred', path: `/t/${last.key}`, size: usual, lights: true},
    {name: 'phone-token-left', path: '/q/CAR', size: usual, lights: true, act: leave},
    {
      name: 'phone-token-aside',
      path: `/t/${late.key}`,
      size: usual,
      lights: true,
      act: pressed('form.late button[value="10"]', 'form[action$="/undo"]'),
    },
    {
      name: 'phone-token-coming',
      path: `/t/${coming.key}`,
      size: usual,
      act: pressed('form[action$="/here"] button', '.go2'),
    },
    {name: 'phone-landing-lost', path: '/', size: usual, whole: true, act: unfold},
    {name: 'phone-join-wrong', path: '/q/CAR', size: usual, lights: true, whole: true, act: wrong},
    {name: 'phone-plain-wrong', path: '/q/CAR', size: usual, script: false, whole: true, act: wrong},
    {name: 'phone-plain-join', path: '/q/CAR', size: usual, script: false, whole: true},
    {name: 'phone-plain-missed', path: `/t/${people.noShow.key}`, size: usual, script: false},
    {name: 'phone-plain-near', path: `/t/${people.near.key}`, size: usual, script: false, whole: true},
    {name: 'phone-plain-landing', path: '/', size: usual, script: false, whole: true},
    {name: 'phone-plain-waiting', path: `/t/${people.waiting.key}`, size: usual, script: false},
    {name: 'phone-plain-called', path: `/t/${people.called.key}`, size: usual, script: false},
    {name: 'phone-unknown', path: '/t/not-a-key', size: usual, lights: true},
    {name: 'phone-wide', path: `/t/${people.waiting.key}`, size: [1280, 800]},
  ];
  const onSmall = ['landing', 'landing-family', 'join', 'token-waiting', 'token-near', 'token-called', 'token-hundred'];
  return [
    ...shots,
    ...shots
      .filter(({name}) => onSmall.some((one) => name === `phone-${one}`))
      .map((shot): Shot => ({...shot, size: small, lights: false, whole: true})),
  ];
}
