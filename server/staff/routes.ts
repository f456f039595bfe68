import {Hono} from 'hono';
import {deleteCookie, getCookie} from 'hono/cookie';
import * as z from 'zod';
import {type Db, one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {boxView, id, listQuery, paged} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import {type Env, pageOf, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {isSecure} from '../web/entrance.ts';
import {lastHeard} from './heard.ts';
import {fitsPassword, hashPassword} from './passwords.ts';
import {route} from './route.ts';
import {
  addUser,
  askForPairing,
  changeUser,
  countDisplays,
  countOpenSessions,
  countUsers,
  displayBySecret,
  displaysAfter,
  openSession,
  openSessionsAfter,
  pairDisplay,
  removeUser,
  revokeSession,
  sessionById,
  type User,
  unpairDisplay,
  userById,
  userByName,
  usersAfter,
} from './rows.ts';
import {displayView, sessionBody, sessionUser, sessionView, userBody, userPatch, userView} from './schema.ts';
import {giveSessionCookie, insistSafeListener, sessionUserOf} from './signed-in.ts';
import {cookieNames, displayCookie, sessionCookieName, signToken} from './who.ts';

export const staffRoutes = new Hono<Env>()
  .post(
    '/api/session',
    route(
      {
        allow: 'anyone',
        says: 'Signs in: a cookie for browsers, a bearer token for programs.',
        body: sessionBody,
        answers: {200: z.object({user: sessionUser, token: z.string(), box: boxView})},
        refuses: ['auth.failed', 'rate.limited', 'sign-in.unsafe'],
        noKey: true,
      },
      async (c, {body}) => {
        const box = c.get('box');
        insistSafeListener(c);
        // By address and by name: neither one guesser on the LAN nor many guessing one name gets far.
        if (box.config.rateLimit) {
          const perMinute = settingsOf(box.db).signInsPerMinute;
          box.buckets.take(`sign-in:${c.get('address')}`, perMinute * 3);
          const name = body.username.trim().toLowerCase();
          box.buckets.take(`sign-in-as:${name}:${c.get('address')}`, perMinute);
          // Wide enough that one phone can't lock a person out, narrow enough that many phones guess slowly.
          box.buckets.take(`sign-in-as:${name}`, perMinute * 6);
        }
        const user = userByName(box.db, body.username);
        const fits = await fitsPassword(user && user.disabled === 0 ? user.passwordHash : null, body.password);
        if (!user || !fits) refuse('auth.failed');
        const session = await box.door.write({...c.get('actor'), kind: 'staff', id: user.id, role: user.role}, (tx) =>
          openSession(tx, user.id),
        );
        giveSessionCookie(c, session.secret);
        const token = await signToken(box.keys.jwt, session, user.id, box.clock.now());
        return c.json({user: sessionUserOf(box.db, user), token, box: box.view()});
      },
    ),
  )
  .get(
    '/api/session',
    route(
      {
        allow: 'session.own',
        says: 'Who is signed in, and how the box is.',
        answers: {200: z.object({user: sessionUser, box: boxView})},
      },
      (c) => {
        const {db, view} = c.get('box');
        return c.json({user: sessionUserOf(db, userById(db, c.get('actor').id!)!), box: view()});
      },
    ),
  )
  .delete(
    '/api/session',
    route(
      {allow: 'session.own', says: 'Signs out; the token of this session ends too.', answers: {204: null}},
      async (c) => {
        const {door} = c.get('box');
        const sessionId = c.get('sessionId')!;
        await door.write(c.get('actor'), (tx) => revokeSession(tx, sessionId));
        deleteCookie(c, sessionCookieName(isSecure(c)), {path: '/', secure: isSecure(c)});
        return c.body(null, 204);
      },
    ),
  )
  .get(
    '/api/users',
    route(
      {allow: 'box.people', says: 'People who may sign in.', query: listQuery, answers: {200: paged(userView)}},
      (c, {query}) => {
        const {db} = c.get('box');
        const rows = usersAfter(db, rowCursor(query.cursor) ?? 0, query.limit + 1);
        const total = query.total === '1' ? {total: countUsers(db)} : {};
        return c.json({...pageOf(rows, query.limit, (row) => row.id, userViewOf), ...total});
      },
    ),
  )
  .post(
    '/api/users',
    route(
      {
        allow: 'box.people',
        says: 'Adds a person.',
        body: userBody,
        answers: {201: userView},
        refuses: ['name.taken', 'doctor.missing', 'queue.missing', 'service-point.missing'],
      },
      async (c, {body}) => {
        const passwordHash = await hashPassword(body.password);
        return throughDoor(c, (tx) => ({
          status: 201,
          body: userViewOf(
            addUser(tx, {...rowsOf(body), username: body.username, name: body.name, role: body.role, passwordHash}),
          ),
        }));
      },
    ),
  )
  .patch(
    '/api/users/:id',
    route(
      {
        allow: 'box.people',
        says: 'Changes a person; a new password or role ends their sessions.',
        body: userPatch,
        answers: {200: userView},
        refuses: [
          'user.missing',
          'version.stale',
          'name.taken',
          'user.last-admin',
          'doctor.missing',
          'queue.missing',
          'service-point.missing',
        ],
      },
      async (c, {body}) => {
        const userId = rowId(c.req.param('id'), 'user.missing');
        const {password, version, username, name, role, disabled} = body;
        const passwordHash = password === undefined ? undefined : await hashPassword(password);
        const change = Object.fromEntries(
          Object.entries({...rowsOf(body), username, name, role, disabled, passwordHash}).filter(
            ([, value]) => value !== undefined,
          ),
        );
        return throughDoor(c, (tx) => ({status: 200, body: userViewOf(changeUser(tx, userId, change, version))}));
      },
    ),
  )
  .delete(
    '/api/users/:id',
    route(
      {
        allow: 'box.people',
        says: 'Removes a person whom the record does not name.',
        answers: {204: null},
        refuses: ['user.missing', 'user.in-use', 'user.last-admin'],
      },
      async (c) => {
        const userId = rowId(c.req.param('id'), 'user.missing');
        await c.get('box').door.write(c.get('actor'), (tx) => removeUser(tx, userId));
        return c.body(null, 204);
      },
    ),
  )
  .get(
    '/api/sessions',
    route(
      {
        allow: 'box.people',
        says: 'Who is signed in, and where they were last heard from.',
        query: listQuery,
        answers: {200: paged(sessionView)},
      },
      (c, {query}) => {
        const {db, clock} = c.get('box');
        const now = clock.now();
        const rows = openSessionsAfter(db, rowCursor(query.cursor) ?? 0, now, query.limit + 1);
        const total = query.total === '1' ? {total: countOpenSessions(db, now)} : {};
        const {timeZone} = settingsOf(db);
        const viewOf = ({id: session, userId, name, role, createdAt, expiresAt}: (typeof rows)[number]) => ({
          id: String(session),
          user: {id: String(userId), name, role},
          openedAt: isoAt(createdAt, timeZone),
          expiresAt: isoAt(expiresAt, timeZone),
          ...heardView(db, `session:${session}`),
          own: session === c.get('sessionId'),
        });
        return c.json({...pageOf(rows, query.limit, (row) => row.id, viewOf), ...total});
      },
    ),
  )
  .delete(
    '/api/sessions/:id',
    route(
      {
        allow: 'box.people',
        says: 'Signs somebody out: this browser or program has to sign in again.',
        answers: {204: null},
        refuses: ['session.missing'],
      },
      async (c) => {
        const {db, door} = c.get('box');
        const sessionId = rowId(c.req.param('id'), 'session.missing');
        if (sessionById(db, sessionId)?.revokedAt !== null) refuse('session.missing');
        await door.write(c.get('actor'), (tx) => revokeSession(tx, sessionId));
        return c.body(null, 204);
      },
    ),
  )
  .post(
    '/api/displays',
    route(
      {
        allow: 'anyone',
        says: 'A display asks for a code; its credential comes as a cookie.',
        body: z.strictObject({}),
        answers: {201: z.object({code: z.string()})},
        refuses: ['rate.limited'],
      },
      (c) => {
        const box = c.get('box');
        if (box.config.rateLimit) box.buckets.take(`display:${c.get('address')}`, 20);
        return throughDoor(c, (tx) => {
          const {code, secret} = askForPairing(tx);
          return {status: 201, body: {code}, cookie: displayCookie(secret, isSecure(c))};
        });
      },
    ),
  )
  .get(
    '/api/displays/me',
    route(
      {
        allow: 'anyone',
        says: 'Whether this display has been paired, and with which board.',
        answers: {
          200: z.object({paired: z.boolean(), boardId: z.string().nullable(), kind: z.enum(['board', 'kiosk'])}),
        },
        refuses: ['display.missing'],
      },
      (c) => {
        const secret = getCookie(c, cookieNames.display);
        const display = secret ? displayBySecret(c.get('box').db, secret) : undefined;
        if (!display) refuse('display.missing');
        return c.json({paired: display.pairedAt !== null, boardId: display.boardId, kind: display.kind});
      },
    ),
  )
  .get(
    '/api/displays',
    route(
      {
        allow: 'box.displays',
        says: 'Paired displays, and when each was last heard.',
        query: listQuery,
        answers: {200: paged(displayView)},
      },
      (c, {query}) => {
        const {db} = c.get('box');
        const rows = displaysAfter(db, rowCursor(query.cursor) ?? 0, query.limit + 1);
        return c.json({
          ...pageOf(
            rows,
            query.limit,
            (row) => row.id,
            ({id: rowNumber, kind, boardId, pairedAt}) => ({
              id: String(rowNumber),
              kind,
              boardId,
              pairedAt: isoAt(pairedAt!, settingsOf(db).timeZone),
              ...heardView(db, `display:${rowNumber}`),
            }),
          ),
          ...(query.total === '1' ? {total: countDisplays(db)} : {}),
        });
      },
    ),
  )
  .delete(
    '/api/displays/:id',
    route(
      {allow: 'box.displays', says: 'Unpairs a display.', answers: {204: null}, refuses: ['display.missing']},
      async (c) => {
        const displayId = rowId(c.req.param('id'), 'display.missing');
        await c.get('box').door.write(c.get('actor'), (tx) => unpairDisplay(tx, displayId));
        return c.body(null, 204);
      },
    ),
  )
  .post(
    '/api/displays/pair',
    route(
      {
        allow: 'box.displays',
        says: 'Gives the display that shows this code its board.',
        body: z.strictObject({
          code: z.string().trim().min(4).max(12),
          boardId: id,
          kind: z.enum(['board', 'kiosk']).default('board'),
        }),
        answers: {200: z.object({id, boardId: z.string()})},
        refuses: ['display.missing', 'board.missing'],
      },
      (c, {body}) =>
        throughDoor(c, (tx) => {
          const known =
            body.boardId === 'all' || one(tx.db, 'select 1 from boards where id = ?', Number(body.boardId) || 0);
          if (!known) refuse('board.missing');
          const display = pairDisplay(tx, body.code, body.boardId, body.kind);
          return {status: 200, body: {id: String(display.id), boardId: body.boardId}};
        }),
    ),
  );

function heardView(db: Db, device: string) {
  const heard = lastHeard(db, device);
  const {timeZone} = settingsOf(db);
  return {
    lastHeardAt: heard ? isoAt(heard.atMs, timeZone) : null,
    address: heard?.address ?? null,
    browser: heard?.agent ?? null,
  };
}

function userViewOf(user: User): z.infer<typeof userView> {
  return {
    id: String(user.id),
    username: user.username,
    name: user.name,
    role: user.role,
    doctorId: user.doctorId === null ? null : String(user.doctorId),
    queueIds: user.queueIds.map(String),
    servicePointIds: user.servicePointIds.map(String),
    disabled: user.disabled === 1,
    version: user.version,
  };
}

function rowsOf(body: {
  doctorId?: string | null | undefined;
  queueIds?: string[] | undefined;
  servicePointIds?: string[] | undefined;
}) {
  return {
    doctorId:
      body.doctorId === undefined ? undefined : body.doctorId === null ? null : rowId(body.doctorId, 'doctor.missing'),
    queueIds: body.queueIds?.map((one) => rowId(one, 'queue.missing')),
    servicePointIds: body.servicePointIds?.map((one) => rowId(one, 'service-point.missing')),
  };
}
