// F6: the real server under a clock that lies: 1970, last week, 2036, a time server in the middle of a call, the two nights on which
// the clocks change, midnight and the roll-over hour.
import fs from 'node:fs';
import path from 'node:path';
import {verifyFile} from '../../server/keeping/verify.ts';
import {freshFolder, type Running, startServer} from '../../server/test/running.ts';
import {type Context, notRun, type Row, roundOf, until} from './row.ts';

const hour = 3600;
const day = 24 * hour;
const dayMs = day * 1000;
const libraries = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
];
export const fakeTime = libraries.find((file) => fs.existsSync(file)) ?? null;
/** The watch looks at the date every 15 s; slow machines have their time. */
const noticedMs = 60_000;

export const rows: Record<string, Row> = {F6: lieAboutTime};

const head = {
  id: 'F6',
  what: 'clock: 1970, last week, 2036, daylight saving, day change, time server during a call',
  reach: 'numbers, order and day right; nothing expires wrongly',
};

async function lieAboutTime(context: Context) {
  if (!fakeTime) return notRun(context, head, 'libfaketime is not there (apt install faketime)');
  const notes: string[] = [];
  const faults: string[] = [];
  await wrongStarts(faults, notes);
  for (const night of context.whole ? nights : nights.slice(0, 1)) await nightOf(night, faults, notes);
  return {
    ...head,
    baseline: null,
    measured:
      faults.length === 0 ? `${notes.length} scenes, every number, day and state as it should be` : faults.join('; '),
    reached: faults.length === 0,
    notes,
    round: roundOf(context),
  };
}

interface Wall {
  /** So many seconds before or after the true time; takes effect at once. */
  set(offset: number): void;
  env: Record<string, string>;
}

function openWall(folder: string): Wall {
  const file = path.join(folder, 'faketime');
  const set = (offset: number) => fs.writeFileSync(file, `${offset < 0 ? '-' : '+'}${Math.abs(Math.round(offset))}\n`);
  set(0);
  return {
    set,
    env: {
      LD_PRELOAD: fakeTime!,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      DEMO: '1',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'error',
    },
  };
}

const queue = 2;

interface BoxNow {
  clock: {state: string; reason: string | null};
  serviceDay: string | null;
}

async function openClient(server: Running) {
  const post = async <Body>(where: string, body: unknown, token = ''): Promise<Body> => {
    const answer = await fetch(`${server.url}${where}`, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...(token ? {authorization: `Bearer ${token}`} : {})},
      body: JSON.stringify(body),
    });
    if (answer.status >= 500) throw new Error(`${where}: ${answer.status}`);
    return (await answer.json()) as Body;
  };
  const signedIn = async (username: string) =>
    (await post<{token: string}>('/api/session', {username, password: 'demo-1234'})).token;
  const [desk, doctor, admin] = [await signedIn('desk'), await signedIn('doctor'), await signedIn('admin')];
  const box = async (): Promise<BoxNow> => {
    const answer = await fetch(`${server.url}/api/session`, {headers: {authorization: `Bearer ${desk}`}});
    return ((await answer.json()) as {box: BoxNow}).box;
  };
  return {
    url: server.url,
    post,
    box,
    desk,
    doctor,
    admin,
    waiting: async () => {
      const where = `${server.url}/api/queues/${queue}/tokens?state=waiting`;
      const answer = await fetch(where, {headers: {authorization: `Bearer ${desk}`}});
      return ((await answer.json()) as {items: unknown[]}).items.length;
    },
    /** A time on one of the next days; returns the booking's key. */
    book: async () => {
      const localDay = (ahead: number) => new Date(Date.now() + ahead * dayMs).toISOString().slice(0, 10);
      const where = `${server.url}/api/doctors/1/slots?from=${localDay(2)}&to=${localDay(9)}`;
      const {items} = (await (await fetch(where)).json()) as {items: {id: string; status: string}[]};
      const {key} = await post<{key: string}>(`/api/slots/${items.find(({status}) => status === 'free')!.id}/hold`, {});
      await post(`/api/bookings/${key}/confirm`, {name: 'Asha'});
      return key;
    },
    bookingState: async (key: string) =>
      ((await (await fetch(`${server.url}/api/bookings/${key}`)).json()) as {status: string}).status,
    join: () => post<{serial: number; id: string}>(`/api/queues/${queue}/tokens`, {}),
  };
}

/** One hospital through starts with a wrong clock, and a time server in the middle of a call. */
export async function wrongStarts(faults: string[], notes: string[]): Promise<void> {
  const folder = freshFolder();
  const dataDir = path.join(folder, 'data');
  const wall = openWall(folder);
  let serial = 0;
  let today: string | null = null;
  let booking: string | null = null;
  const check = (what: string, is: unknown, should: unknown) => {
    if (is !== should) faults.push(`${what}: ${String(is)} and not ${String(should)}`);
  };
  const now = Math.floor(Date.now() / 1000);
  const starts: [string, number, 'ok' | 'suspect'][] = [
    ['the right time', 0, 'ok'],
    ['1970', -now + 60, 'suspect'],
    ['last week', -7 * day, 'suspect'],
    ['2036', 10 * 365 * day, 'suspect'],
    ['the right time again', 0, 'ok'],
  ];
  for (const [name, offset, state] of starts) {
    wall.set(offset);
    const server = await startServer(dataDir, wall.env);
    try {
      const client = await openClient(server);
      const {serviceDay, clock} = await client.box();
      today ??= serviceDay;
      check(`${name}: clock`, clock.state, state);
      check(`${name}: day`, serviceDay, today);
      check(`${name}: still waiting`, await client.waiting(), serial);
      booking ??= await client.book();
      check(`${name}: booked for a later day`, await client.bookingState(booking), 'booked');
      for (let count = 0; count < 3; count++) check(`${name}: number`, (await client.join()).serial, ++serial);
      if (state === 'suspect') {
        const said = await client.post<{state: string}>(
          '/api/clock/confirm',
          {now: new Date().toISOString()},
          client.desk,
        );
        check(`${name}: confirmed`, said.state, 'ok');
        check(`${name}: day after it`, (await client.box()).serviceDay, today);
      } else if (serial > 3) await leapInCall(client, wall, check);
      notes.push(`start in ${name}: ${clock.state}, numbers to ${serial}, nobody's place or booking expired`);
    } finally {
      await server.end();
    }
  }
  const verdict = verifyFile(path.join(dataDir, 'baari.db'));
  check('verify', verdict.state === 'fault' ? verdict.fault.message : verdict.state, 'clean');
}

type Client = Awaited<ReturnType<typeof openClient>>;

async function leapInCall(client: Client, wall: Wall, check: (what: string, is: unknown, should: unknown) => void) {
  const {token} = await client.post<{token: {id: string}}>(`/api/queues/${queue}/call-next`, {}, client.doctor);
  wall.set(1200);
  const done = await client.post<{token: {state: string}}>(`/api/tokens/${token.id}/complete`, {}, client.doctor);
  check('leap in a call: state', done.token.state, 'done');
  check('leap in a call: clock', (await client.box()).clock.state, 'ok');
  const answer = await fetch(`${client.url}/api/tokens/${token.id}/timeline`, {
    headers: {authorization: `Bearer ${client.admin}`},
  });
  check('leap in a call: timeline', answer.status, 200);
}

interface Night {
  name: string;
  zone: string;
  /** When the hospital begins: an evening on which the demo's own zone has the same date. */
  begins: string;
  /** Instants on the wall, and the day and number that somebody gets then. */
  joins: [at: string, day: string, serial: number][];
}

const nights: Night[] = [
  {
    name: 'spring in Berlin',
    zone: 'Europe/Berlin',
    begins: '2027-03-27T22:00:00+01:00',
    joins: [
      ['2027-03-27T23:50:00+01:00', '2027-03-27', 1],
      ['2027-03-28T00:10:00+01:00', '2027-03-27', 2],
      ['2027-03-28T03:10:00+02:00', '2027-03-27', 3],
      ['2027-03-28T04:00:10+02:00', '2027-03-28', 1],
    ],
  },
  {
    name: 'autumn in Berlin',
    zone: 'Europe/Berlin',
    begins: '2027-10-30T22:00:00+02:00',
    joins: [
      ['2027-10-31T02:30:00+02:00', '2027-10-30', 1],
      ['2027-10-31T02:31:00+01:00', '2027-10-30', 2],
      ['2027-10-31T03:59:00+01:00', '2027-10-30', 3],
      ['2027-10-31T04:00:10+01:00', '2027-10-31', 1],
    ],
  },
];

/** A hospital in that zone, whose clock is turned on from one moment to the next. */
async function nightOf({name, zone, begins, joins}: Night, faults: string[], notes: string[]): Promise<void> {
  const folder = freshFolder();
  const dataDir = path.join(folder, 'data');
  const wall = openWall(folder);
  const at = (text: string) => wall.set((Date.parse(text) - Date.now()) / 1000);
  at(begins);
  const server = await startServer(dataDir, wall.env);
  try {
    const client = await openClient(server);
    await changeZone(client, zone);
    for (const [when, should, serial] of joins) {
      at(when);
      const right = await until(noticedMs, async () => (await client.box()).serviceDay === should);
      if (!right) faults.push(`${name}, ${when}: ${(await client.box()).serviceDay} and not ${should}`);
      const got = (await client.join()).serial;
      if (got !== serial) faults.push(`${name}, ${when}: number ${got} and not ${serial}`);
    }
    notes.push(`${name}: ${joins.length} moments`);
  } finally {
    await server.end();
  }
}

async function changeZone(client: Client, zone: string): Promise<void> {
  const headers = {authorization: `Bearer ${client.admin}`, 'content-type': 'application/json'};
  const {version} = (await (await fetch(`${client.url}/api/settings`, {headers})).json()) as {version: number};
  const body = JSON.stringify({values: {timeZone: zone}, version});
  const answer = await fetch(`${client.url}/api/settings`, {method: 'PATCH', headers, body});
  if (!answer.ok) throw new Error(`the zone was refused: ${answer.status}`);
}
