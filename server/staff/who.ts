import {getCookie} from 'hono/cookie';
import {type Actor, patientActor} from '../base/actor.ts';
import type {Db} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import type {Ctx} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {noteHeard} from './heard.ts';
import {insistRequestRate} from './rates.ts';
import {
  type Display,
  deviceBySecret,
  displayBySecret,
  type Session,
  sessionById,
  sessionBySecret,
  type User,
  userById,
} from './rows.ts';

/** Only programs bring tokens, and only a sign-in makes one: not part of a start. */
const jwt = () => import('hono/jwt');

export const cookieNames = {session: 'baari_session', device: 'baari_device', display: 'baari_display'};

/** Behind TLS the cookie's name carries the browser's own guarantees. */
export function sessionCookieName(secure: boolean): string {
  return secure ? `__Host-${cookieNames.session}` : cookieNames.session;
}

/** Finds out who asks: staff by cookie or bearer, a paired display, a browser that was here before, or a stranger. */
export async function findOutWho(c: Ctx): Promise<void> {
  const {db} = c.get('box');
  const deviceSecret = getCookie(c, cookieNames.device);
  c.set('deviceId', deviceSecret ? deviceBySecret(db, deviceSecret) : null);
  c.set('sessionId', null);
  c.set('byCookie', false);
  // Most people bring nothing that would have to be looked up: they do not wait for it either.
  if (c.req.header('cookie') === undefined && c.req.header('authorization') === undefined)
    return c.set('actor', stranger);
  const staff = await staffSession(c);
  if (staff) {
    c.set('sessionId', staff.session.id);
    c.set('byCookie', staff.byCookie);
    c.set('actor', staffActor(staff.user, staff.session));
    hear(c);
    if (staff.byCookie && !['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) insistFromHere(c);
  } else {
    const displaySecret = getCookie(c, cookieNames.display);
    const display = displaySecret ? displayBySecret(db, displaySecret) : undefined;
    c.set('actor', display?.pairedAt ? displayActor(display) : patientActor(deviceTag(c.get('deviceId'))));
    if (display?.pairedAt) hear(c);
  }
}

function hear(c: Ctx): void {
  const {db, clock} = c.get('box');
  const agent = c.req.header('user-agent') ?? '';
  noteHeard(db, c.get('actor').device!, {atMs: clock.now(), address: c.get('address'), agent});
}

const stranger = patientActor(null);

function deviceTag(deviceId: number | null): string | null {
  return deviceId === null ? null : `device:${deviceId}`;
}

async function staffSession(c: Ctx): Promise<{user: User; session: Session; byCookie: boolean} | null> {
  const {db, clock} = c.get('box');
  const bearer = c.req.header('authorization')?.match(/^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i)?.[1];
  const secret = getCookie(c, sessionCookieName(true)) ?? getCookie(c, sessionCookieName(false));
  const session = bearer ? await sessionOfToken(c, bearer) : secret ? sessionBySecret(db, secret) : undefined;
  const user = session && liveUser(db, session, clock.now());
  // A program whose token has ended should hear so, not be taken for a patient.
  if (bearer && !user) {
    // Guessing has the rate of a stranger.
    c.set('actor', stranger);
    insistRequestRate(c);
    refuse('auth.required');
  }
  return session && user ? {user, session, byCookie: !bearer} : null;
}

/** The person behind a session that still holds; also asked before each beat of a stream. */
export function liveUser(db: Db, session: Session, now: number): User | null {
  if (session.revokedAt !== null || session.expiresAt <= now) return null;
  const user = userById(db, session.userId);
  return user && user.disabled === 0 ? user : null;
}

/** Tokens whose signature was good, with their session: asking the crypto threads again takes two rounds of a busy loop. */
const genuine = new WeakMap<Ctx['var']['box'], Map<string, number>>();
const mostGenuine = 1000;

async function sessionOfToken(c: Ctx, token: string): Promise<Session | undefined> {
  const box = c.get('box');
  const seen = genuine.get(box) ?? new Map<string, number>();
  genuine.set(box, seen);
  const known = seen.get(token);
  if (known !== undefined) return sessionById(box.db, known);
  try {
    // The row decides how long it holds, by the box's own clock; the signature only says that we gave it.
    const {verify} = await jwt();
    const {sid} = await verify(token, box.keys.jwt, {alg: 'HS256', exp: false, iat: false, nbf: false});
    if (typeof sid !== 'number') return undefined;
    if (seen.size >= mostGenuine) seen.clear();
    seen.set(token, sid);
    return sessionById(box.db, sid);
  } catch {
    return undefined;
  }
}

export async function signToken(key: string, session: {id: number; expiresAt: number}, userId: number, now: number) {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const {sign} = await jwt();
  return sign({sub: String(userId), sid: session.id, iat: seconds(now), exp: seconds(session.expiresAt)}, key, 'HS256');
}

export function staffActor(user: User, session: Pick<Session, 'id'>): Actor {
  return {
    kind: 'staff',
    id: user.id,
    role: user.role,
    queueIds: new Set(user.queueIds),
    servicePointIds: new Set(user.servicePointIds),
    device: `session:${session.id}`,
  };
}

function displayActor(display: Display): Actor {
  return {...patientActor(`display:${display.id}`), kind: 'display', role: display.kind};
}

/** Says which browser this is, not who: lasts as long as browsers allow, readable by no script. */
export function deviceCookie(secret: string): string {
  return `${cookieNames.device}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${400 * 24 * 3600}`;
}

/** The display's own credential: worth nothing until somebody types the code that goes with it. */
export function displayCookie(secret: string, secure: boolean): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${400 * 24 * 3600}${secure ? '; Secure' : ''}`;
  return `${cookieNames.display}=${secret}; ${flags}`;
}
