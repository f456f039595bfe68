// What people do on a morning, and what happens to them: one step each, chosen by dice that belong to this step alone.
import type {Dice} from '../dice.ts';
import type {Who} from './hospital.ts';
import type {Judge} from './judge.ts';
import type {ModelToken, State} from './model.ts';
import type {Network, Request} from './network.ts';

export interface Phone {
  cookie: string | null;
  /** Capabilities that reached it. */
  tokens: {id: number; key: string}[];
}

export interface Queue {
  id: number;
  code: string;
  rooms: number[];
}

export interface Surroundings {
  queues: Queue[];
  phones: Phone[];
  judge: Judge;
  network: Network;
  /** A token's holder begins to follow it. */
  follow(tokenId: number): void;
  settingsVersion(): number;
  queueVersion(queueId: number): number;
  now(): number;
}

export interface Step {
  name: string;
  act(around: Surroundings, dice: Dice, key: string): void;
}

const pick = <T>(dice: Dice, list: readonly T[]): T => list[Math.floor(dice.next() * list.length)]!;
const chance = (dice: Dice, share: number) => dice.next() < share;

const staffOf: Record<string, Who[]> = {
  GEN: ['desk', 'admin'],
  CAR: ['doctor', 'admin'],
  PED: ['doctor2', 'admin'],
  ORT: ['doctor2', 'admin'],
};

/** Somebody who may, mostly; now and then somebody who may not. */
function caller(dice: Dice, queue: Queue): Who {
  return chance(dice, 0.04)
    ? pick(dice, ['desk', 'doctor', 'doctor2', 'kiosk'] as const)
    : staffOf[queue.code]![chance(dice, 0.85) ? 0 : 1]!;
}

/** One who is in such a state, mostly; now and then anybody. */
function someone(around: Surroundings, dice: Dice, states: readonly State[]): ModelToken | null {
  const all = [...around.judge.model.tokens.values()];
  const today = all.filter(({day}) => day === around.judge.model.day);
  const wanted = today.filter(({state}) => states.includes(state));
  const from = wanted.length > 0 && chance(dice, 0.93) ? wanted : today.length > 0 && chance(dice, 0.9) ? today : all;
  return from.length === 0 ? null : pick(dice, from);
}

function queueOf(around: Surroundings, token: ModelToken): Queue {
  return around.queues.find(({id}) => id === token.queueId)!;
}

function tokenDeed(
  path: string,
  states: readonly State[],
  body: (around: Surroundings, dice: Dice, token: ModelToken) => Record<string, unknown> = (_, dice) =>
    chance(dice, 0.3) ? {reason: 'as said'} : {},
): Step['act'] {
  return (around, dice, key) => {
    const token = someone(around, dice, states);
    if (!token) return;
    const who = caller(dice, queueOf(around, token));
    around.network.send(
      post(who, `/api/tokens/${token.id}/${path}`, chance(dice, 0.9) ? key : null, body(around, dice, token)),
      dice,
    );
  };
}

const post = (
  who: Who | null,
  where: string,
  key: string | null,
  body: Record<string, unknown>,
  device: string | null = null,
): Request => ({
  who,
  device,
  method: 'POST',
  where,
  key,
  body,
});

const get = (who: Who | null, where: string): Request => ({who, device: null, method: 'GET', where, key: null});

function joinByPhone(around: Surroundings, dice: Dice, key: string): void {
  const phone = chance(dice, 0.35) && around.phones.length > 0 ? pick(dice, around.phones) : {cookie: null, tokens: []};
  if (!around.phones.includes(phone) && around.phones.length < 40) around.phones.push(phone);
  const queue = pick(dice, around.queues);
  const body = {
    ...(chance(dice, 0.6) ? {name: `P ${Math.floor(dice.next() * 50)}`} : {}),
    ...(chance(dice, 0.3) ? {phone: `98765432${10 + Math.floor(dice.next() * 6)}`} : {}),
    ...(chance(dice, 0.02) ? {lane: 'emergency'} : {}),
    ...(chance(dice, 0.02) ? {phone: 'nonsense'} : {}),
  };
  const followed = chance(dice, 0.25);
  around.network.send(
    post(null, `/api/queues/${queue.id}/tokens`, chance(dice, 0.9) ? key : null, body, phone.cookie),
    dice,
    (reply) => {
      if (reply?.status !== 201) return;
      phone.cookie ??= reply.cookie;
      const id = Number(reply.body.id);
      phone.tokens.push({id, key: String(reply.body.key)});
      if (followed) around.follow(id);
    },
  );
}

function joinAtDesk(around: Surroundings, dice: Dice, key: string): void {
  const queue = pick(dice, around.queues);
  const lane = chance(dice, 0.5) ? 'walk-in' : pick(dice, ['emergency', 'priority', 'priority', 'booked', 'returning']);
  const who = chance(dice, 0.25)
    ? caller(dice, queue)
    : pick(dice, ['desk', 'desk', 'desk', 'kiosk', 'admin'] as const);
  const body = {
    ...(chance(dice, 0.5) ? {name: `D ${Math.floor(dice.next() * 30)}`, phone: '9876543299'} : {}),
    ...(who === 'kiosk' && chance(dice, 0.9) ? {} : {lane}),
    ...(who !== 'kiosk' && chance(dice, 0.3) ? {reason: 'said so'} : {}),
  };
  around.network.send(post(who, `/api/queues/${queue.id}/tokens`, chance(dice, 0.9) ? key : null, body), dice);
}

/** Many at one instant: one commit, and among them some who are refused. */
function rush(around: Surroundings, dice: Dice, key: string): void {
  const many = 2 + Math.floor(dice.next() * 7);
  for (let one = 0; one < many; one++) {
    const act = pick(dice, [joinByPhone, joinByPhone, joinAtDesk, callNext, deedByHolder, pick(dice, steps).act]);
    act(around, dice, `${key}-${one}`);
  }
}

function callNext(around: Surroundings, dice: Dice, key: string): void {
  const queue = pick(dice, around.queues);
  const who = caller(dice, queue);
  const room = pick(dice, queue.rooms);
  const there = [...around.judge.model.tokens.values()].find(
    ({point, state}) => point === room && (state === 'called' || state === 'serving'),
  );
  const body = {
    ...(queue.rooms.length > 1 || chance(dice, 0.2) ? {servicePointId: String(room)} : {}),
    ...(there && chance(dice, 0.9) ? {completeTokenId: String(there.id)} : {}),
  };
  const clicks = chance(dice, 0.12) ? 2 : 1;
  for (let click = 0; click < clicks; click++)
    around.network.send(post(who, `/api/queues/${queue.id}/call-next`, `${key}-click${click}`, body), dice);
}

function deedByHolder(around: Surroundings, dice: Dice, key: string): void {
  const phones = around.phones.filter(({tokens}) => tokens.length > 0);
  if (phones.length === 0) return;
  const phone = pick(dice, phones);
  const known = pick(dice, phone.tokens);
  const state = around.judge.model.tokens.get(known.id)?.state;
  const deed =
    state === 'no-show' || (state === 'called' && chance(dice, 0.5))
      ? 'here'
      : pick(dice, ['late', 'late', 'here', 'cancel']);
  const body = deed === 'late' ? {minutes: pick(dice, [5, 10, 15])} : {};
  if (chance(dice, 0.4)) around.network.send(get(null, `/api/my/${known.key}`), dice);
  else
    around.network.send(
      post(null, `/api/my/${known.key}/${deed}`, chance(dice, 0.8) ? key : null, body, phone.cookie),
      dice,
    );
}

function queueDeed(around: Surroundings, dice: Dice, key: string): void {
  const queue = pick(dice, around.queues);
  const shut = around.judge.model.queue(queue.id).state !== 'open';
  const deed =
    shut && chance(dice, 0.6)
      ? pick(dice, ['open', 'resume'])
      : pick(dice, ['pause', 'resume', 'close', 'open', 'late', 'pause']);
  const body = deed === 'late' ? {minutes: 20} : deed === 'pause' ? {reason: 'Tea', minutes: 10} : {};
  around.network.send(post(caller(dice, queue), `/api/queues/${queue.id}/${deed}`, key, body), dice);
}

function voidFlood(around: Surroundings, dice: Dice, key: string): void {
  const now = around.now();
  const iso = (ms: number) => new Date(ms).toISOString();
  const queue = pick(dice, around.queues);
  around.network.send(
    post('desk', `/api/queues/${queue.id}/void`, key, {from: iso(now - 60_000), to: iso(now), reason: 'flood'}),
    dice,
  );
}

function changeDay(around: Surroundings, dice: Dice, key: string): void {
  const deed = around.judge.model.dayOpen ? 'close' : 'open';
  around.network.send(post('desk', `/api/service-day/${deed}`, key, {}), dice);
  if (deed === 'close' && chance(dice, 0.7))
    around.network.send(post('admin', '/api/service-day/open', `${key}-open`, {}), dice);
}

function changeSetting(around: Surroundings, dice: Dice): void {
  const values = pick(dice, [
    {dayCloseCarries: chance(dice, 0.7)},
    {weightPriority: 1 + Math.floor(dice.next() * 4)},
    {weightReturning: 1 + Math.floor(dice.next() * 4), weightWalkIn: 1 + Math.floor(dice.next() * 3)},
    {restoreAfterCalls: Math.floor(dice.next() * 5)},
    {undoSeconds: pick(dice, [30, 60, 600])},
    {tokensPerPerson: 2 + Math.floor(dice.next() * 4)},
    {undoSeconds: 99_999},
  ]);
  around.network.send(
    {...post('admin', '/api/settings', null, {values, version: around.settingsVersion()}), method: 'PATCH'},
    dice,
  );
}

function changeQueue(around: Surroundings, dice: Dice): void {
  const queue = pick(dice, around.queues);
  const body = {
    dailyCap: chance(dice, 0.5) ? null : 5 + Math.floor(dice.next() * 20),
    version: around.queueVersion(queue.id),
  };
  around.network.send({...post('admin', `/api/queues/${queue.id}`, null, body), method: 'PATCH'}, dice);
}

function look(around: Surroundings, dice: Dice): void {
  const queue = pick(dice, around.queues);
  const where = pick(dice, [
    `/api/queues/${queue.id}/tokens`,
    `/api/queues/${queue.id}/tokens?state=waiting,called,serving,held,no-show`,
    '/api/queues',
    '/api/boards/all',
  ]);
  around.network.send(get(where.includes('/tokens') ? 'admin' : null, where), dice);
}

/** The key of an earlier request with another body: refused, and nothing happens. */
function mistake(around: Surroundings, dice: Dice, key: string): void {
  const queue = pick(dice, around.queues);
  const where = `/api/queues/${queue.id}/tokens`;
  around.network.send(post('desk', where, key, {name: 'One'}), dice);
  around.network.send(post('desk', where, key, {name: 'Two'}), dice);
}

const inRoom: State[] = ['called', 'serving'];
const weighted: [number, Step][] = [
  [14, {name: 'joins by phone', act: joinByPhone}],
  [12, {name: 'joins at the desk', act: joinAtDesk}],
  [22, {name: 'calls the next', act: callNext}],
  [9, {name: 'presses a button on the phone', act: deedByHolder}],
  [7, {name: 'starts', act: tokenDeed('start', ['called'])}],
  [5, {name: 'completes', act: tokenDeed('complete', inRoom)}],
  [6, {name: 'marks a no-show', act: tokenDeed('no-show', ['called'])}],
  [5, {name: 'restores', act: tokenDeed('restore', ['no-show'])}],
  [5, {name: 'holds', act: tokenDeed('hold', ['waiting', 'called', 'serving'])}],
  [5, {name: 'takes back from a test', act: tokenDeed('return', ['held'])}],
  [3, {name: 'cancels', act: tokenDeed('cancel', ['waiting', 'held', 'no-show'])}],
  [
    9,
    {
      name: 'undoes',
      act: tokenDeed('undo', ['called', 'serving', 'done', 'no-show', 'held', 'transferred', 'cancelled']),
    },
  ],
  [
    5,
    {
      name: 'calls one by name',
      act: tokenDeed('call', ['waiting', 'called'], (around, dice, token) => ({
        ...(chance(dice, 0.8) ? {reason: 'urgent'} : {}),
        servicePointId: String(pick(dice, queueOf(around, token).rooms)),
      })),
    },
  ],
  [
    5,
    {
      name: 'transfers',
      act: tokenDeed('transfer', ['waiting', 'called', 'serving'], (around, dice) => ({
        queueId: String(pick(dice, around.queues).id),
      })),
    },
  ],
  [
    6,
    {
      name: 'changes a lane',
      act: tokenDeed('lane', ['waiting'], (_, dice) => ({
        lane: pick(dice, ['emergency', 'priority', 'booked', 'returning', 'walk-in']),
        reason: 'doctor says',
      })),
    },
  ],
  [4, {name: 'changes a queue', act: queueDeed}],
  [5, {name: 'rush', act: rush}],
  [9, {name: 'looks', act: look}],
  [1, {name: 'voids a flood', act: voidFlood}],
  [1, {name: 'closes or opens the day', act: changeDay}],
  [1, {name: 'changes a setting', act: changeSetting}],
  [1, {name: 'changes a cap', act: changeQueue}],
  [1, {name: 'repeats a key wrongly', act: mistake}],
];
const steps = weighted.map(([, step]) => step);
const sum = weighted.reduce((all, [weight]) => all + weight, 0);

export function chooseStep(dice: Dice): Step {
  let at = dice.next() * sum;
  for (const [weight, step] of weighted) {
    at -= weight;
    if (at < 0) return step;
  }
  return steps[0]!;
}
