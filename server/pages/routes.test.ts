// time-limit: 90
import {existsSync} from 'node:fs';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from '../test/running.ts';
import {openWorld, queueId, type World} from '../test/world.ts';

const origin = 'http://10.0.0.5:8080';
const browser = {accept: 'text/html,application/xhtml+xml'};

const page = (world: World, path: string, headers: Record<string, string> = {}) =>
  world.ask<string>('GET', path, {headers: {...browser, ...headers}});
const form = (world: World, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  world.ask<string>('POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: {...browser, origin, 'content-type': 'application/x-www-form-urlencoded', ...headers},
  });

/** The hidden fields and the target of a form on a page, as a browser would send it. */
function formOn(html: string, action: RegExp): {action: string; fields: Record<string, string>} {
  for (const [whole, attributes] of html.matchAll(/<form\b([^>]*)>[\s\S]*?<\/form>/g)) {
    const target = /action="([^"]*)"/.exec(attributes!)?.[1];
    if (!target || !action.test(target) || !/method="post"/i.test(attributes!)) continue;
    const inputs = [...whole.matchAll(/<(?:input|button)\b[^>]*>/g)].map(([tag]) => tag);
    const fields = inputs.flatMap((tag) => {
      const name = /name="([^"]*)"/.exec(tag)?.[1];
      return name ? [[name, /value="([^"]*)"/.exec(tag)?.[1] ?? '']] : [];
    });
    return {action: target, fields: Object.fromEntries(fields)};
  }
  throw new Error(`no form to ${action}`);
}

async function joined(world: World): Promise<string> {
  const {action, fields} = formOn((await page(world, '/q/CAR')).body, /^\/q\/CAR/);
  const {status, headers} = await form(world, action, {...fields, name: 'Asha'});
  assert.is(status, 303);
  return headers.get('location')!;
}

const state = (world: World, location: string) =>
  world.ask('GET', `/api/my/${location.split('/').at(-1)}`).then(({body}) => body.state);

test('the pages of the contract are there', async () => {
  const world = await openWorld();
  for (const path of [
    '/',
    '/q/GEN',
    '/q/gen',
    '/desk',
    '/doctor',
    '/admin',
    '/board/all',
    '/board/1',
    '/kiosk',
    '/setup',
  ]) {
    const {status, headers, body} = await page(world, path);
    assert.is(status, 200, path);
    assert.match(headers.get('content-type')!, /^text\/html/, path);
    assert.match(body, /^<!doctype html><html lang="en"/i, path);
  }
  const {body} = await page(world, '/');
  for (const code of ['GEN', 'CAR', 'PED', 'ORT']) assert.match(body, new RegExp(`href="/q/${code}"`));
  world.end();
});

test('joining without JavaScript: a form, a redirect, a page with the number', async () => {
  const world = await openWorld();
  const location = await joined(world);
  assert.match(location, /^\/t\/[\w-]{28}$/);
  const {status, headers, body} = await page(world, location);
  assert.is(status, 200);
  assert.match(body, /C-001/);
  assert.is(headers.get('cache-control'), 'no-store');
  world.end();
});

test('a form that is sent twice gives one token, also from a reloaded server', async () => {
  const world = await openWorld();
  const {action, fields} = formOn((await page(world, '/q/CAR')).body, /^\/q\/CAR/);
  const send = () => form(world, action, fields);
  const together = await Promise.all([send(), send()]);
  await world.reopen();
  const later = await send();
  const places = [...together, later].map(({headers}) => headers.get('location'));
  assert.is(new Set(places).size, 1);
  assert.is(world.db.prepare('select count(*) from tokens').pluck().get(), 1);
  const fresh = formOn((await page(world, '/q/CAR')).body, /^\/q\/CAR/);
  assert.is.not(fresh.fields.idempotencyKey, fields.idempotencyKey);
  world.end();
});

test('a refused form shows the page again with the reason and what was typed', async () => {
  const world = await openWorld();
  const wrong = await form(world, '/q/CAR', {name: 'Asha <b>', phone: '12'});
  assert.is(wrong.status, 400);
  assert.match(wrong.body, /role="alert"/);
  assert.match(wrong.body, /value="Asha &lt;b&gt;"/);
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/close`, {as: 'admin', body: {}});
  const closed = await form(world, '/q/CAR', {});
  assert.is(closed.status, 409);
  assert.match(closed.headers.get('content-type')!, /^text\/html/);
  world.end();
});

test("the token's buttons work without JavaScript", async () => {
  const world = await openWorld();
  const location = await joined(world);
  const press = async (name: string) => {
    const {action, fields} = formOn((await page(world, location)).body, new RegExp(`/${name}$`));
    const {status, headers} = await form(world, action, fields);
    assert.is(status, 303, name);
    assert.is(headers.get('location'), location);
  };
  await press('late');
  world.clock.forward(6 * 60_000);
  await world.watch.begin();
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {as: 'admin', body: {}});
  assert.is(await state(world, location), 'called');
  await press('here');
  const id = world.db.prepare('select id from tokens').pluck().get();
  await world.ask('POST', `/api/tokens/${id}/no-show`, {as: 'admin', body: {}});
  await press('here');
  assert.is(await state(world, location), 'waiting', 'after a missed call it puts back by itself');
  await press('cancel');
  assert.is(await state(world, location), 'cancelled');
  const again = await form(world, `${location}/cancel`, {});
  assert.is(again.status, 409, 'too late is said on the page');
  assert.match(again.headers.get('content-type')!, /^text\/html/);
  world.end();
});

test('what is missing is a page for people and problem+json for programs', async () => {
  const world = await openWorld();
  for (const path of ['/nothing', '/q/NONE', '/t/unknown', '/poster/NONE', '/assets/none.js']) {
    const shown = await page(world, path);
    assert.is(shown.status, 404, path);
    assert.match(shown.headers.get('content-type')!, /^text\/html/, path);
    assert.match(shown.body, /href="\/"/, path);
    const said = await world.ask('GET', path, {headers: {accept: 'application/json'}});
    assert.match(said.headers.get('content-type')!, /problem\+json/, path);
  }
  const api = await page(world, '/api/nothing');
  assert.match(api.headers.get('content-type')!, /problem\+json/);
  world.end();
});

test('files outside the built folder are out of reach', async () => {
  const world = await openWorld();
  for (const path of [
    '/assets/../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets//etc/passwd',
  ])
    assert.ok((await page(world, path)).status >= 400, path);
  world.end();
});

test('a slip is for staff, and shows the number and its QR', async () => {
  const world = await openWorld();
  await joined(world);
  const id = world.db.prepare('select id from tokens').pluck().get();
  assert.is((await page(world, `/slip/${id}`)).status, 401);
  const slip = await world.ask<string>('GET', `/slip/${id}`, {as: 'desk'});
  assert.is(slip.status, 200);
  assert.match(slip.body, /C-001/);
  assert.match(slip.body, /<svg/);
  assert.is((await world.ask('GET', '/slip/999', {as: 'desk'})).status, 404);
  world.end();
});

test('?lang=hi is remembered', async () => {
  const world = await openWorld();
  const asked = await page(world, '/?lang=hi');
  assert.match(asked.body, /<html lang="hi">/);
  const cookie = asked.headers.get('set-cookie')!;
  assert.match(cookie, /^lang=hi;/);
  const later = await page(world, '/q/CAR', {cookie: cookie.split(';')[0]!});
  assert.match(later.body, /<html lang="hi">/);
  assert.match((await page(world, '/', {'accept-language': 'hi'})).body, /<html lang="hi">/);
  assert.match((await page(world, '/?lang=xx')).body, /<html lang="en">/);
  world.end();
});

test('pages with forms give their bare origin, so that the form has one', async () => {
  const world = await openWorld();
  for (const path of ['/q/CAR', await joined(world)])
    assert.match((await page(world, path)).body, /<meta name="referrer" content="strict-origin">/);
  world.end();
});

const chromium = '/usr/bin/chromium';
test('a real browser without JavaScript joins by the form, and says no more than its origin', async () => {
  if (!existsSync(chromium)) return console.log('SKIPPED: no Chromium on this machine');
  const {chromium: launcher} = await import('playwright-core');
  const server = await startServer(freshFolder(), {DEMO: '1'});
  const flags =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const open = await launcher.launch({executablePath: chromium, args: flags.split(' ')});
  try {
    const tab = await (await open.newContext({javaScriptEnabled: false})).newPage();
    const posts: Record<string, string>[] = [];
    tab.on('request', async (request) => {
      if (request.method() === 'POST') posts.push(await request.allHeaders());
    });
    await tab.goto(`${server.url}/q/CAR`);
    await tab.locator('form[method="post"] button, form[method="post"] input[type="submit"]').first().click();
    await tab.waitForURL(/\/t\/[\w-]{28}$/);
    assert.match(await tab.content(), /C-001/);
    const cancel = tab.locator('form[action$="/cancel"]');
    // The button may stand behind a fold that opens without JavaScript.
    await cancel.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
    await cancel.locator('button').first().click();
    await tab.waitForLoadState();
    const key = tab.url().split('/').at(-1)!;
    const mine = (await (await fetch(`${server.url}/api/my/${key}`)).json()) as {state: string};
    assert.is(mine.state, 'cancelled');
    assert.is(posts.length, 2);
    for (const headers of posts) {
      assert.is(headers.origin, server.url);
      assert.not(headers.referer?.includes('/t/'), 'no path, so no key');
    }
  } finally {
    await open.close();
    await server.end();
  }
});

test('where the box failed it leads back to the page where it can be tried again', async () => {
  const world = await openWorld();
  const {action, fields} = formOn((await page(world, '/q/CAR')).body, /^\/q\/CAR/);
  world.db.exec('drop table tokens');
  const again = (html: string) => /class="btn main" href="([^"]*)"/.exec(html)?.[1];
  const sent = await form(world, action, fields);
  assert.is(sent.status, 500);
  assert.is(again(sent.body), '/q/CAR');
  const key = 'abcdefghijklmnopqrstuv';
  const read = await page(world, `/t/${key}`);
  assert.is(read.status, 500);
  assert.is(again(read.body), '', 'an empty link is the page itself, without its key');
  const cancelled = await form(world, `/t/${key}/cancel`, {});
  assert.is(cancelled.status, 500);
  assert.is(again(cancelled.body), undefined);
  assert.is(again((await page(world, '/nothing-here')).body), undefined, 'what is not there is not tried again');
  world.end();
});

test.run();
