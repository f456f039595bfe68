import {isIP} from 'node:net';
import {setCookie} from 'hono/cookie';
import {all, type Db} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import type {Ctx} from '../web/conventions.ts';
import {isSecure} from '../web/entrance.ts';
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

/** Where staff have a TLS listener, a password on the plain one would cross the Wi-Fi in the clear. */
export function insistSafeListener(c: Ctx): void {
  const {config} = c.get('box');
  const address = c.get('address');
  const loopback = address === '' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
  if (config.httpsPort !== null && !isSecure(c) && !loopback) refuse('permission.denied');
}
