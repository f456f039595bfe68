import {Hono} from 'hono';
import * as z from 'zod';
import {isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {boxView, instant} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import {hashPassword} from '../staff/passwords.ts';
import {route} from '../staff/route.ts';
import {countDisplays, countUsers, openSession, type User} from '../staff/rows.ts';
import {sessionUser, setupBody} from '../staff/schema.ts';
import {giveSessionCookie, insistSafeListener, isSafeListener, safeAddress, sessionUserOf} from '../staff/signed-in.ts';
import {signToken} from '../staff/who.ts';
import {type Ctx, type Env, throughDoor} from '../web/conventions.ts';
import {languages} from '../words/say.ts';
import {changeSheet, sheetOf} from './change-sheet.ts';
import {demoPassword} from './demo-hospital.ts';
import {insistLink, setUp, setUpDemo} from './first-run.ts';
import {notePostersPrinted, postersPrintedAt, postersStale, saveSetupStep, setupStepOf} from './progress.ts';
import * as shape from './schema.ts';

export interface SetupParts {
  /** Opens the box anew in this process, with what its folder holds, or empty. Answers the new setup link's secret. */
  exchange(how: {empty: boolean; between?: () => void}): Promise<string | null>;
  /** When the newest backup was made, in ms; null: there is none. */
  lastBackupAt(): number | null;
}

const signedIn = z.object({user: sessionUser, token: z.string(), box: boxView});
const linkBody = z.strictObject({token: z.string().min(1).max(200)});

/** The first run: the one-time link, the founding, and the steps after it; the demo hospital, and the way out of it. */
export function setupRoutes({exchange, lastBackupAt}: SetupParts) {
  return new Hono<Env>()
    .get(
      '/api/setup',
      route(
        {
          allow: 'anyone',
          says: 'Whether somebody has set this box up, and whether as a demo.',
          answers: {200: shape.siteState},
        },
        (c) => {
          const {db, demo} = c.get('box');
          return c.json({
            founded: countUsers(db) > 0,
            demo,
            signInAt: isSafeListener(c) ? null : safeAddress(c),
          });
        },
      ),
    )
    .post(
      '/api/setup',
      route(
        {
          allow: 'anyone',
          says: 'Founds the hospital, once, with the link that the first start printed; signs its administrator in.',
          body: setupBody,
          answers: {201: signedIn},
          refuses: ['setup.done', 'rate.limited', 'sign-in.unsafe'],
          noKey: true,
        },
        async (c, {body}) => {
          insistTries(c);
          const {password, ...setup} = body;
          const passwordHash = await hashPassword(password);
          return foundedBy(c, (tx) => setUp(tx, {...setup, passwordHash}));
        },
      ),
    )
    .post(
      '/api/setup/link',
      route(
        {
          allow: 'anyone',
          says: 'Whether this is the newest setup link, before anybody fills in the form behind it.',
          body: linkBody,
          answers: {204: null},
          refuses: ['setup.done', 'rate.limited', 'sign-in.unsafe'],
          noKey: true,
        },
        (c, {body}) => {
          insistTries(c);
          insistLink(c.get('box').db, body.token);
          return c.body(null, 204);
        },
      ),
    )
    .post(
      '/api/setup/demo',
      route(
        {
          allow: 'anyone',
          says: 'Founds the demo hospital with the setup link, and signs in as its administrator.',
          body: linkBody.extend({language: z.enum(languages).optional()}),
          answers: {201: signedIn},
          refuses: ['setup.done', 'rate.limited', 'sign-in.unsafe'],
          noKey: true,
        },
        async (c, {body}) => {
          insistTries(c);
          const passwordHash = await hashPassword(demoPassword);
          const answer = await foundedBy(c, (tx) => setUpDemo(tx, body.token, passwordHash));
          await exchange({empty: false});
          return answer;
        },
      ),
    )
    .post(
      '/api/demo/remove',
      route(
        {
          allow: 'box.setup',
          says: 'Removes the demo hospital with everything in it; the box begins with its first run again.',
          body: shape.leaveDemoBody,
          answers: {200: z.object({setup: z.string().nullable()})},
          refuses: ['demo.none'],
          noKey: true,
        },
        async (c) => {
          if (!c.get('box').demo) refuse('demo.none');
          const secret = await exchange({empty: true});
          return c.json({setup: secret === null ? null : `/setup#${secret}`});
        },
      ),
    )
    .get(
      '/api/setup/progress',
      route(
        {
          allow: 'box.setup',
          says: 'How far the set-up is, and what only the box knows of it.',
          answers: {200: shape.progress},
        },
        async (c) => c.json(await progressOf(c)),
      ),
    )
    .post(
      '/api/setup/progress',
      route(
        {
          allow: 'box.setup',
          says: 'Keeps the step at which the set-up goes on, and that the posters were printed.',
          body: shape.progressBody,
          answers: {200: z.object({step: z.enum(shape.setupSteps), postersPrintedAt: instant.nullable()})},
        },
        (c, {body}) =>
          throughDoor(c, (tx) => {
            if (body.step) saveSetupStep(tx, body.step);
            if (body.postersPrinted) notePostersPrinted(tx, c.get('box').siteAddress());
            return {status: 200, body: {step: setupStepOf(tx.db), postersPrintedAt: postersAt(c)}};
          }),
      ),
    )
    .get(
      '/api/setup/sheet',
      route(
        {
          allow: 'box.setup',
          says: 'Departments, doctors, rooms and queues as one table.',
          answers: {200: shape.sheet},
        },
        (c) => c.json(sheetOf(c.get('box').db)),
      ),
    )
    .post(
      '/api/setup/sheet',
      route(
        {
          allow: 'box.setup',
          says: 'Makes the hospital as the table says, all of it or nothing; the lines come back in the order given.',
          body: shape.sheetBody,
          answers: {200: shape.sheet},
          refuses: ['version.stale', 'queue.missing', 'queue.in-use', 'name.taken'],
        },
        (c, {body}) => throughDoor(c, (tx) => ({status: 200, body: changeSheet(tx, body.version, body.rows)})),
      ),
    );

  async function progressOf(c: Ctx): Promise<shape.Progress> {
    const {db, siteAddress} = c.get('box');
    const {siteName, timeZone} = settingsOf(db);
    const phoneUrl = `${siteAddress()}/`;
    const boardUrl = `${siteAddress()}/board/all`;
    const backupAt = lastBackupAt();
    return {
      step: setupStepOf(db),
      siteName,
      phoneUrl,
      phoneQr: await qrSvg(phoneUrl),
      boardUrl,
      boardQr: await qrSvg(boardUrl),
      postersPrintedAt: postersAt(c),
      postersStale: postersStale(db, siteAddress()),
      displays: countDisplays(db),
      lastBackupAt: backupAt === null ? null : isoAt(backupAt, timeZone),
    };
  }
}

function postersAt(c: Ctx): string | null {
  const {db} = c.get('box');
  const at = postersPrintedAt(db);
  return at === null ? null : isoAt(at, settingsOf(db).timeZone);
}

/** The link's secret can't be guessed; this only keeps one who tries from keeping the box busy. */
function insistTries(c: Ctx): void {
  insistSafeListener(c);
  const box = c.get('box');
  if (box.config.rateLimit) box.buckets.take(`setup:${c.get('address')}`, 20);
}

/** Founds through the door, and signs the founder in. */
async function foundedBy(c: Ctx, found: (tx: Tx) => User): Promise<Response> {
  const box = c.get('box');
  const {user, session} = await box.door.write(c.get('actor'), (tx) => {
    const founder = found(tx);
    return {user: founder, session: openSession(tx, founder.id)};
  });
  giveSessionCookie(c, session.secret);
  const token = await signToken(box.keys.jwt, session, user.id, box.clock.now());
  return c.json({user: sessionUserOf(box.db, user), token, box: box.view()}, 201);
}

async function qrSvg(text: string): Promise<string> {
  const {default: QRCode} = await import('qrcode');
  return QRCode.toString(text, {type: 'svg', errorCorrectionLevel: 'M', margin: 1});
}
