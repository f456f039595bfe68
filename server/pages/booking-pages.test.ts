// Booking by plain forms, as a browser without a script does.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, type World} from '../test/world.ts';

/** One hospital for all: each test takes times of its own. */
let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after(() => world.end());

const origin = 'http://10.0.0.5:8080';

/** A browser: it keeps the cookies that it was given. */
function openBrowser() {
  let cookie = '';
  const keep = (headers: Headers) => {
    const set = headers.get('set-cookie')?.split(';')[0];
    if (set) cookie = set;
  };
  const common = () => ({accept: 'text/html', ...(cookie ? {cookie} : {})});
  return {
    async page(path: string) {
      const reply = await world.ask<string>('GET', path, {headers: common()});
      return {...reply, text: reply.body.replace(/<[^>]+>/g, ' ')};
    },
    async send(path: string, fields: Record<string, string>) {
      const reply = await world.ask<string>('POST', path, {
        body: new URLSearchParams(fields).toString(),
        headers: {...common(), origin, 'content-type': 'application/x-www-form-urlencoded'},
      });
      keep(reply.headers);
      return {...reply, to: reply.headers.get('location') ?? ''};
    },
  };
}
type Browser = ReturnType<typeof openBrowser>;

const key = (html: string) => /name="idempotencyKey" value="([^"]+)"/.exec(html)![1]!;
const numberOn = (text: string) => /APT-\d{5}/.exec(text)?.[0];
const bookedNow = () =>
  world.db.prepare("select count(*) from bookings where state = 'booked'").pluck().get() as number;
const slots = (html: string) => [...html.matchAll(/name="slot" value="(\d+)"/g)].map(([, id]) => id!);

/** The doctor of cardiology, by the links that a person follows. */
async function atTimes(browser: Browser): Promise<string> {
  assert.match((await browser.page('/')).body, 'href="/book"');
  const departments = (await browser.page('/book')).body;
  const department = /href="(\/book\/\d+)"><span>Cardiology/.exec(departments)![1]!;
  const doctor = /href="(\/book\/doctor\/\d+)"/.exec((await browser.page(department)).body)![1]!;
  return doctor;
}

async function held(browser: Browser, which = 0): Promise<{page: string; slot: string; doctor: string}> {
  const doctor = await atTimes(browser);
  const {body} = await browser.page(doctor);
  const slot = slots(body)[which]!;
  const {status, to} = await browser.send('/book/hold', {slot, idempotencyKey: key(body)});
  assert.is(status, 303);
  return {page: to, slot, doctor};
}

async function booked(browser: Browser, which = 0): Promise<{page: string; slot: string; doctor: string}> {
  const it = await held(browser, which);
  const form = (await browser.page(it.page)).body;
  const {status} = await browser.send(`${it.page}/confirm`, {name: 'Asha', phone: '', idempotencyKey: key(form)});
  assert.is(status, 303);
  return it;
}

test('department, doctor, day, time, name: a ticket, and the phone finds it again', async () => {
  const browser = openBrowser();
  const {page} = await booked(browser);
  const ticket = await browser.page(page);
  assert.match(ticket.text, /APT-\d{5}/);
  assert.match(ticket.body, '<svg');
  assert.match(ticket.body, /href="\/api\/bookings\/[\w-]+\/calendar"/);
  assert.match((await browser.page('/')).body, `href="${page}"`);
  assert.not.match((await openBrowser().page('/')).body, `href="${page}"`);
});

test('a second tap is the same hold; who was slower hears so and sees what is free nearby', async () => {
  const [first, second] = [openBrowser(), openBrowser()];
  const doctor = await atTimes(first);
  const mine = (await first.page(doctor)).body;
  const theirs = (await second.page(doctor)).body;
  const slot = slots(mine)[3]!;
  const form = {slot, idempotencyKey: key(mine)};
  const [one, again] = await Promise.all([first.send('/book/hold', form), first.send('/book/hold', form)]);
  assert.is(one.to, again.to);
  // Also from a page of another moment.
  const later = (await first.page(doctor)).body;
  assert.is((await first.send('/book/hold', {slot, idempotencyKey: key(later)})).to, one.to);
  const slower = await second.send('/book/hold', {slot, idempotencyKey: key(theirs)});
  assert.is(slower.status, 409);
  assert.match(slower.body, 'Somebody just took this time.');
  assert.match(slower.body, 'Nearest free times');
  const near = slots(slower.body);
  assert.not(near.includes(slot));
  assert.is((await second.send('/book/hold', {slot: near[0]!, idempotencyKey: key(slower.body)})).status, 303);
});

test('after two minutes the time is still theirs if nobody took it, and somebody else’s if they did', async () => {
  const [slow, other] = [openBrowser(), openBrowser()];
  const {page, slot} = await held(slow);
  assert.match((await slow.page(page)).text, 'Kept for you');
  world.clock.forward(130_000);
  const over = await slow.page(page);
  assert.match(over.body, 'class="left over"');
  const late = {name: 'Asha', idempotencyKey: key(over.body)};
  const again = await slow.send(`${page}/confirm`, late);
  assert.is(again.status, 303);
  assert.match((await slow.page(again.to)).text, /APT-\d{5}/);
  assert.is((await slow.send(`${page}/confirm`, late)).to, again.to);

  const next = await held(slow);
  world.clock.forward(130_000);
  await held(other).then(({slot: taken}) => assert.is(taken, next.slot));
  const lost = await slow.send(`${next.page}/confirm`, {name: 'Asha'});
  assert.is(lost.status, 409);
  assert.match(lost.body, 'somebody else took the time');
  assert.not(slots(lost.body).includes(slot));
});

test('another time keeps the number; the old one is free; cancelling says so', async () => {
  const browser = openBrowser();
  const {page, slot} = await booked(browser);
  const number = numberOn((await browser.page(page)).text);
  const move = (await browser.page(`${page}/move`)).body;
  assert.not(slots(move).includes(slot));
  assert.is((await browser.send(`${page}/move`, {slot: slots(move)[5]!})).to, page);
  assert.is(numberOn((await browser.page(page)).text), number);
  const other = openBrowser();
  const {body} = await other.page(await atTimes(other));
  assert.ok(slots(body).includes(slot));
  await browser.send(`${page}/cancel`, {});
  assert.match((await browser.page(page)).text, 'Cancelled');
});

test('on its day a phone in the house checks in, and comes to its number in the line', async () => {
  const browser = openBrowser();
  const {page} = await booked(browser);
  const ticket = (await browser.page(page)).body;
  assert.match(ticket, `action="${page}/check-in"`);
  assert.is((await browser.send(`${page}/check-in`, {})).status, 303);
  const here = (await browser.page(page)).body;
  const token = /href="(\/t\/[\w-]+)"/.exec(here)![1]!;
  assert.match((await browser.page(token)).text, 'C-001');
});

test('two sessions: both or neither', async () => {
  const browser = openBrowser();
  const choices = (await browser.page('/assess')).body;
  const [region, insurance] = ['region', 'insurance'].map(
    (name) => new RegExp(`<select name="${name}"[\\s\\S]*?<option>([^<]+)</option>`).exec(choices)![1]!,
  );
  const wanted = new URLSearchParams({region: region!, insurance: insurance!}).toString();
  const found = (await browser.page(`/assess?${wanted}`)).body;
  const links = [...found.matchAll(/href="(\/assess\?[^"]*first=[^"]+)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&'),
  );
  assert.ok(links.length > 1);
  const form = (await browser.page(links[0]!)).body;
  const fields = Object.fromEntries(
    [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  );
  const before = bookedNow();
  const both = await browser.send('/assess', {...fields, name: 'Ravi'});
  assert.is(both.status, 303);
  const ticket = await browser.page(both.to);
  assert.match(ticket.text, 'One of two sessions');
  assert.is(bookedNow(), before + 2);
  const later = openBrowser();
  const second = (await later.page(links[0]!)).body;
  const refused = await later.send('/assess', {...fields, idempotencyKey: key(second), name: 'Meena'});
  assert.is(refused.status, 409);
  assert.match(refused.body, 'neither is booked');
});

test('whoever waits for a time sees it offered', async () => {
  const browser = openBrowser();
  const doctor = await atTimes(browser);
  const {body} = await browser.page(doctor);
  const day = /name="from"[^>]*value="([^"]+)"/.exec(body)![1]!;
  const {to, status} = await browser.send(`${doctor}/wait`, {
    name: 'Asha',
    from: day,
    to: day,
    idempotencyKey: key(body),
  });
  assert.is(status, 303);
  const entry = await browser.page(to);
  assert.match(entry.body, /href="\/b\/[\w-]+"/);
  await browser.send(`${to}/leave`, {});
  assert.match((await browser.page(to)).text, 'no longer on the list');
});

test('every page reads whole in both languages', async () => {
  const browser = openBrowser();
  const {page, doctor} = await booked(browser);
  for (const path of ['/book', doctor, page, `${page}/move`, '/assess'])
    for (const language of ['en', 'hi']) {
      const {status, body} = await browser.page(`${path}?lang=${language}`);
      assert.is(status, 200, path);
      assert.match(body, `<html lang="${language}"`);
      assert.not.match(body, /undefined|\[object|NaN|>\s*\{\w+\}/, `${path} ${language}`);
      assert.not.match(body, / style=| on\w+=|<style/);
    }
  for (const path of ['/b/unknown', '/w/unknown', '/book/999', '/book/doctor/999'])
    assert.is((await browser.page(path)).status, 404, path);
});

test.run();
