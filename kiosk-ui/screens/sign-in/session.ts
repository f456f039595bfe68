import {signal} from '@preact/signals';
import type {BoxView} from '../../../server/queue/schema.ts';
import type {SessionUser} from '../../../server/staff/schema.ts';
import {get, newKey, post, Refusal, remove} from '../../api.ts';
import {noteSiteZone} from '../../parts/staff-time.ts';

export type Session =
  | {state: 'asking'}
  | {state: 'out'; again: boolean; box: BoxView | null}
  | {state: 'in'; user: SessionUser; box: BoxView}
  | {state: 'cut'};

export const session = signal<Session>({state: 'asking'});

/** While the box cannot be reached it is asked again so often. */
const againMs = 3_000;
/** One try of a deed; with its key it is repeated by itself, so a person never waits longer than about half a minute. */
const deedTryMs = 6_000;
/** What may wait is tried twice, briefly, and then waits in sight: whoever stands at the desk is told within seconds. */
const briefly = {tries: 2, withinMs: 2_500};

interface SessionAnswer {
  user: SessionUser;
  box: BoxView;
}

let again: ReturnType<typeof setTimeout> | undefined;

/** Asks who is signed in here; goes on asking while the box is away, by one timer however often it is called. */
export async function findSession() {
  clearTimeout(again);
  try {
    enter(await get<SessionAnswer>('/api/session'));
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      if (session.value.state !== 'out') signedOut(session.value.state === 'in');
      return;
    }
    if (session.value.state !== 'in') session.value = {state: 'cut'};
    clearTimeout(again);
    again = setTimeout(findSession, againMs);
  }
}

export async function signIn(username: string, password: string) {
  enter(await post<SessionAnswer>('/api/session', {username, password}));
}

function enter({user, box}: SessionAnswer) {
  noteSiteZone(box.timeZone);
  session.value = {state: 'in', user, box};
}

export async function signOut() {
  try {
    await remove('/api/session');
  } finally {
    signedOut(false);
  }
}

function signedOut(byBox: boolean) {
  session.value = {state: 'out', again: byBox, box: null};
}

/** A deed: sent with a key, so that a lost answer is asked for again instead of doing it twice. A 401 leads to sign-in. */
export async function send<Answer>(path: string, body: unknown = {}): Promise<Answer> {
  const key = newKey();
  try {
    const how = unsent?.may(path) === true ? briefly : {withinMs: deedTryMs};
    return await watched(() => post<Answer>(path, body, {key, ...how}));
  } catch (error) {
    if (error instanceof Refusal && error.status === 0 && unsent?.keep(path, body, key))
      throw new Refusal(0, {code: 'kept'});
    throw error;
  }
}

/** Who keeps a deed that could not be sent, and says whether it does (the refusal is then `kept`). */
interface Keeper {
  may(path: string): boolean;
  keep(path: string, body: unknown, key: string): boolean;
}
let unsent: Keeper | null = null;
export function keepUnsent(keeper: Keeper | null) {
  unsent = keeper;
}

/** Any other call of a staff screen. */
export async function watched<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'auth.required') signedOut(true);
    throw error;
  }
}

export const ask = <Answer>(path: string, signal?: AbortSignal) =>
  watched(() => get<Answer>(path, signal ? {signal} : {}));
