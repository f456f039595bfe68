// A load of people who remember exactly what they were told, and what they asked without hearing an answer.
import {randomBytes} from 'node:crypto';
import type {Dice} from '../dice.ts';
import type {Answer, Client} from './client.ts';
import {rest} from './row.ts';

export type State = 'waiting' | 'called' | 'done' | 'cancelled';

/** A token as it was acknowledged. */
export interface Known {
  id: number;
  queueId: number;
  serial: number;
  key: string;
  /** Who asked for it: the idempotency key of the join; null while only a call has named it. */
  join: string | null;
  called: boolean;
  state: State;
}

/** Asked, and no answer yet: asked again with the same key until there is one. */
export interface Asked {
  deed: 'join' | 'call' | 'complete' | 'cancel';
  path: string;
  body: Record<string, unknown>;
  key: string;
  queueId: number;
  tokenId: number | null;
  /** A 5xx came for it: nothing may have been changed by it. */
  refused: boolean;
}

export interface Person {
  staff: boolean;
  /** Staff who register people at the desk instead of calling them. */
  clerk: boolean;
  /** How many deeds of theirs were done. */
  done: number;
  queueId: number;
  pointId: number;
  asked: Asked | null;
  /** Waiting tokens of this phone; the one that staff have in the room. */
  tokens: number[];
}

export interface Ledger {
  known: Map<number, Known>;
  /** Tokens whose state changed since somebody looked. */
  changed: Set<number>;
  calls: number;
  /** Completing them was refused because they had gone: then their phone has given them up. */
  leftBefore: Set<number>;
  people: Person[];
  /** What must never happen, in words. */
  faults: string[];
  figures: {answers: number; unanswered: number; unavailable: number; refusals: number};
  bearer: string;
}

const phones = 10;
/** Of ten tokens that a phone has taken, so many are given up again: lines stay of bounded length. */
const cancelled = 0.7;
const unavailableRestMs = 60;
const mostFaults = 50;
/** Queues of the demo hospital with a room each, and who calls there. */
const rooms = [
  {queueId: 1, pointId: 1},
  {queueId: 2, pointId: 3},
  {queueId: 3, pointId: 4},
];

/** A ledger for a demo hospital in which nothing has happened yet. */
export async function openLedger(client: Client): Promise<Ledger> {
  const answer = await client.ask('/api/session', {body: {username: 'admin', password: 'demo-1234'}});
  if (answer?.status !== 200) throw new Error(`could not sign in: ${JSON.stringify(answer)}`);
  return emptyLedger(String(answer.body.token));
}

/** The same for a copy of a folder in which somebody has signed in already. */
export function emptyLedger(bearer: string): Ledger {
  return {
    known: new Map(),
    changed: new Set(),
    calls: 0,
    leftBefore: new Set(),
    people: [
      ...rooms.map((room) => person(room, {staff: true})),
      ...Array.from({length: phones}, (_, n) => person(rooms[n % rooms.length]!, {})),
    ],
    faults: [],
    figures: {answers: 0, unanswered: 0, unavailable: 0, refusals: 0},
    bearer,
  };
}

function person(room: {queueId: number; pointId: number}, what: {staff?: boolean; clerk?: boolean}): Person {
  return {...room, staff: false, clerk: false, done: 0, asked: null, tokens: [], ...what};
}

/** Somebody at the desk who registers people as fast as the box answers; they act with the next load. */
export function addClerk(ledger: Ledger): Person {
  const clerk = person(rooms[0]!, {staff: true, clerk: true});
  ledger.people.push(clerk);
  return clerk;
}

/** Everybody acts, one thing after the other, until told to stop or until the server is gone. */
export function startLoad(ledger: Ledger, client: Client, dice: Dice): {stop(): Promise<void>} {
  let going = true;
  const all = ledger.people.map(async (person) => {
    while (going) {
      person.asked ??= nextDeed(ledger, person, dice);
      const asked = person.asked;
      if (!(await tryAsked(ledger, client, person))) {
        if (!asked.refused) return; // gone: what was asked stays open
        await rest(unavailableRestMs);
      } else if (asked.deed === 'call' && person.tokens.length === 0) await rest(5);
    }
  });
  return {
    async stop() {
      going = false;
      await Promise.all(all);
    },
  };
}

/** Asks everything again that has no answer, with its own key, until it has. */
export async function settle(ledger: Ledger, client: Client): Promise<void> {
  await Promise.all(
    ledger.people.map(async (person) => {
      for (let tries = 0; person.asked && tries < 100; tries++)
        if (!(await tryAsked(ledger, client, person))) await rest(unavailableRestMs);
      if (person.asked)
        fault(ledger, `never answered: ${person.asked.deed} (last answer a refusal: ${person.asked.refused})`);
    }),
  );
}

function nextDeed(ledger: Ledger, person: Person, dice: Dice): Asked {
  const {queueId, pointId} = person;
  const key = randomBytes(18).toString('base64url');
  const asked = (deed: Asked['deed'], path: string, body: Record<string, unknown>, tokenId: number | null): Asked => ({
    ...{deed, path, body, key, queueId, tokenId},
    refused: false,
  });
  const tokenId = person.tokens[0] ?? null;
  if (person.staff && !person.clerk)
    return tokenId === null
      ? asked('call', `/api/queues/${queueId}/call-next`, {servicePointId: String(pointId)}, null)
      : asked('complete', `/api/tokens/${tokenId}/complete`, {}, tokenId);
  if (!person.clerk && tokenId !== null && dice.next() < cancelled)
    return asked('cancel', `/api/my/${ledger.known.get(tokenId)!.key}/cancel`, {}, tokenId);
  person.tokens = [];
  return asked('join', `/api/queues/${queueId}/tokens`, {name: key}, null);
}

/** True when the answer is known now. */
async function tryAsked(ledger: Ledger, client: Client, person: Person): Promise<boolean> {
  const asked = person.asked!;
  const {path, body, key} = asked;
  const answer = await client.ask(path, {body, key, bearer: person.staff ? ledger.bearer : undefined});
  if (!answer) {
    ledger.figures.unanswered++;
    asked.refused = false; // an earlier refusal says nothing about this try
    return false;
  }
  if (answer.status >= 500) {
    ledger.figures.unavailable++;
    asked.refused = true;
    if (answer.status !== 503 || answer.body.code !== 'store.unavailable' || !(Number(answer.retryAfter) > 0))
      fault(ledger, `${asked.deed} answered ${answer.status} ${String(answer.body.code)}, not a clear 503`);
    return false;
  }
  ledger.figures.answers++;
  person.asked = null;
  remember(ledger, person, asked, answer);
  return true;
}

function remember(ledger: Ledger, person: Person, asked: Asked, {status, body}: Answer): void {
  if (status >= 400) {
    ledger.figures.refusals++;
    if (body.code !== usualRefusal[asked.deed])
      fault(ledger, `${asked.deed} refused with ${status} ${String(body.code)}`);
    if (asked.deed === 'complete') ledger.leftBefore.add(asked.tokenId!);
    person.tokens = [];
    return;
  }
  const view = (asked.deed === 'call' || asked.deed === 'complete' ? body.token : body) as Record<string, unknown>;
  const id = Number(view.id);
  const before = ledger.known.get(id);
  if (asked.deed === 'join' && before?.join) fault(ledger, `token ${id} was given to two people`);
  if (asked.deed === 'call' && before?.called) fault(ledger, `token ${id} was called twice`);
  if (before && (before.key !== view.key || before.serial !== view.serial))
    fault(ledger, `token ${id} changed its number or key`);
  ledger.known.set(id, {
    id,
    queueId: asked.queueId,
    serial: view.serial as number,
    key: view.key as string,
    join: asked.deed === 'join' ? asked.key : (before?.join ?? null),
    called: asked.deed === 'call' || (before?.called ?? false),
    state: later(before?.state ?? 'waiting', stateAfter[asked.deed]),
  });
  ledger.changed.add(id);
  person.done++;
  if (asked.deed === 'call') ledger.calls++;
  person.tokens = asked.deed === 'join' || asked.deed === 'call' ? [id] : [];
}

/** A phone may give up while somebody calls; nobody else takes a token from the room that has it. */
const usualRefusal = {join: null, call: 'queue.empty', complete: 'token.state', cancel: 'token.state'} as const;
const stateAfter = {join: 'waiting', call: 'called', complete: 'done', cancel: 'cancelled'} as const;
const order: State[] = ['waiting', 'called', 'cancelled', 'done'];

/** Answers of two people about one token may arrive in the other order, or again. */
function later(one: State, other: State): State {
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

export function fault(ledger: Pick<Ledger, 'faults'>, words: string): void {
  if (ledger.faults.length < mostFaults) ledger.faults.push(words);
}

export interface Promised {
  known: Known[];
  /** Asked at that instant without an answer. */
  open: Asked[];
}

/** What had been acknowledged up to this instant. */
export function promisedNow(ledger: Ledger): Promised {
  return {
    known: [...ledger.known.values()].map((one) => ({...one})),
    open: ledger.people.flatMap(({asked}) => (asked ? [{...asked}] : [])),
  };
}
