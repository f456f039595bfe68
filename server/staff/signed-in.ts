import {isIP} from 'node:net';
import {setCookie} from 'hono/cookie';
import {all, type Db} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import type {Ctx} from '../web/conventions.ts';
import {hostOf, isSecure} from '../web/entrance.ts';
import {sessionMs, type User} from './rows.ts';
import type {SessionUser} from './schema.ts';
import {sessionCookieName} from './who.ts';

export function sessionUserOf(db: Db, user: User): SessionUser {
  const queues =
    user.role === 'admin'
      ? all<{id: number}>(db, 'select id from queues order by id').map(({id}) => id)
      : user.queueIds;
  return {id: String(user.id), name: user.name, username: user.username, role: user.role, queues: queues.map(String)};
}

export function giveSessionCookie(c: Ctx, secret: string): void {
  setCookie(c, sessionCookieName(isSecure(c)), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(c),
    maxAge: sessionMs / 1000,
  });
}

/** Where staff sign in over TLS, under the name by which this browser reached us; null where there is no such listener. */
export function safeAddress(c: Ctx): string | null {
  const {httpsPort} = c.get('box').config;
  // A port that the system picked is not known here: then nothing is said rather than something false.
  if (httpsPort === null || httpsPort === 0) return null;
  const name = hostOf(c).replace(/:\d{1,5}$/, '');
  return `https://${name}${httpsPort === 443 ? '' : `:${httpsPort}`}`;
}

/** Whether a password may cross this line: over TLS, on the machine itself, or where there is no TLS listener. */
export function isSafeListener(c: Ctx): boolean {
  const address = c.get('address');
  const loopback = address === '' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
  return c.get('box').config.httpsPort === null || isSecure(c) || loopback;
}

/** Where staff have a TLS listener, a password on the plain one would cross the Wi-Fi in the clear. */
export function insistSafeListener(c: Ctx): void {
  if (!isSafeListener(c)) refuse('sign-in.unsafe', {signInAt: safeAddress(c)});
}
