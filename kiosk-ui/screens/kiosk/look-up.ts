import type {BookingView} from '../../../server/appointments/schema.ts';
import type {QueueEvent, QueueView, TokenState, TokenView, Wait} from '../../../server/queue/schema.ts';
import type {Language} from '../../../server/words/say.ts';
import {localDay} from '../../../server/words/times.ts';
import {get, newKey, post, Refusal} from '../../api.ts';
import {meaningOfScan} from '../desk/scan.ts';
import {hall, serverNow} from './hall.ts';

/** What a kiosk may tell about somebody's number: no more than the boards show everybody. */
export type Found =
  | {
      is: 'token';
      number: string;
      state: TokenState;
      queue: {id: string; name: string};
      place: {name: string; directions: string | null} | null;
      ahead: number | null;
      wait: Wait | null;
      next: string | null;
      /** Only with the slip's own code: then the slip can be printed again. */
      key: string | null;
      url: string | null;
      /** As its holder reads; null where only the number is known. */
      language: Language | null;
    }
  | {is: 'nobody'; number: string}
  | {is: 'other-day'; number: string}
  /** An appointment of another day. */
  | {is: 'booked-then'; number: string; day: string}
  | {is: 'unknown'}
  /** A number that was given just now, because whoever booked is here. */
  | {is: 'here'; token: TokenView}
  | {is: 'failed'; code: string};

/** Finds what was scanned or typed; null for what is no number at all. */
export async function lookUp(text: string): Promise<Found | null> {
  const scan = meaningOfScan(text);
  try {
    if (scan.kind === 'link') return await byKey(scan.key);
    if (scan.kind === 'number') return await byNumber(scan.prefix, scan.serial);
    if (scan.kind === 'booking') return await byTicket(scan.key);
    if (scan.kind === 'booking-number') return await checkedIn(checkInAt, {number: `APT-${scan.serial}`});
    if (scan.kind === 'phone') return await checkedIn(checkInAt, {phone: scan.digits});
    return null;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'booking.missing' && scan.kind !== 'booking')
      return {is: 'failed', code: error.code};
    if (error instanceof Refusal && error.status === 404) return {is: 'unknown'};
    return {is: 'failed', code: error instanceof Refusal ? error.code : 'network.down'};
  }
}

const checkInAt = '/api/kiosk/check-in';

/** The appointment becomes a number; who has one already is shown it. */
async function checkedIn(path: string, body: object): Promise<Found> {
  const {token} = await post<{token: TokenView}>(path, body, {key: newKey()});
  return {is: 'here', token};
}

/** A ticket of today checks in; of another day it only says so. */
async function byTicket(ticket: string): Promise<Found> {
  const at = `/api/bookings/${encodeURIComponent(ticket)}`;
  const booking = await get<BookingView>(at);
  const key = /\/t\/([\w-]+)$/.exec(booking.token?.url ?? '')?.[1];
  if (key) return byKey(key);
  const today = localDay(serverNow(), hall.value?.timeZone ?? 'UTC');
  if (booking.status !== 'booked') return {is: 'unknown'};
  if (booking.day !== today) return {is: 'booked-then', number: booking.number ?? '', day: booking.day};
  return checkedIn(`${at}/check-in`, {});
}

async function byKey(key: string): Promise<Found> {
  const token = await get<TokenView>(`/api/my/${encodeURIComponent(key)}`);
  if (token.state === 'expired') return {is: 'other-day', number: token.number};
  return {
    is: 'token',
    number: token.number,
    state: token.state,
    queue: token.queue,
    place: token.servicePoint ?? onlyPlace(token.queue.id),
    ahead: token.ahead,
    wait: token.wait,
    next: token.next?.number ?? null,
    key,
    url: token.url,
    language: token.language,
  };
}

/** One room is known before anybody is called; of several it is not. */
function onlyPlace(queueId: string) {
  const points = hall.value?.queues.find((queue) => queue.id === queueId)?.servicePoints ?? [];
  return points.length === 1 ? points[0]! : null;
}

async function byNumber(prefix: string, serial: number): Promise<Found> {
  const wanted = `${prefix}-${String(serial).padStart(3, '0')}`;
  for (const queue of hall.value?.queues ?? []) {
    if (queue.prefix.toUpperCase() !== prefix) continue;
    const found = standingIn(queue, await orderOf(queue.id), serial);
    if (found) return found;
  }
  return {is: 'nobody', number: wanted};
}

function standingIn(queue: QueueView, order: readonly string[], serial: number): Found | null {
  const same = (number: string) => Number(/(\d+)$/.exec(number)?.[1]) === serial;
  const now = queue.nowServing.find((one) => same(one.number));
  const common = {is: 'token', queue, next: null, key: null, url: null, language: null} as const;
  if (now) return {...common, number: now.number, state: now.state, place: now.servicePoint, ahead: null, wait: null};
  const at = order.findIndex(same);
  const number = order[at];
  return number === undefined
    ? null
    : {...common, number, state: 'waiting', place: onlyPlace(queue.id), ahead: at, wait: null};
}

/** The waiting numbers of a line in call order: what a stream of it begins with. */
async function orderOf(queueId: string): Promise<string[]> {
  const answer = await fetch(`/api/live?queue=${encodeURIComponent(queueId)}&once=1`, {cache: 'no-store'}).catch(
    () => null,
  );
  if (!answer?.ok) throw new Refusal(0, {});
  const data = /^event: queue\n(?:.*\n)*?data: (.*)$/m.exec(await answer.text())?.[1];
  return data ? (JSON.parse(data) as QueueEvent).order : [];
}
