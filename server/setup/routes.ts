import {Hono} from 'hono';
import * as z from 'zod';
import {boxView} from '../base/schema.ts';
import {hashPassword} from '../staff/passwords.ts';
import {route} from '../staff/route.ts';
import {openSession} from '../staff/rows.ts';
import {sessionUser, setupBody} from '../staff/schema.ts';
import {giveSessionCookie, insistSafeListener, sessionUserOf} from '../staff/signed-in.ts';
import {signToken} from '../staff/who.ts';
import type {Env} from '../web/conventions.ts';
import {setUp} from './first-run.ts';

export const setupRoutes = new Hono<Env>().post(
  '/api/setup',
  route(
    {
      allow: 'anyone',
      says: 'Founds the hospital, once, with the link that the first start printed; signs its administrator in.',
      body: setupBody,
      answers: {201: z.object({user: sessionUser, token: z.string(), box: boxView})},
      refuses: ['setup.done', 'rate.limited'],
      noKey: true,
    },
    async (c, {body}) => {
      insistSafeListener(c);
      const box = c.get('box');
      if (box.config.rateLimit) box.buckets.take(`setup:${c.get('address')}`, 20);
      const {password, ...setup} = body;
      const passwordHash = await hashPassword(password);
      const {user, session} = await box.door.write(c.get('actor'), (tx) => {
        const founder = setUp(tx, {...setup, passwordHash});
        return {user: founder, session: openSession(tx, founder.id)};
      });
      giveSessionCookie(c, session.secret);
      const token = await signToken(box.keys.jwt, session, user.id, box.clock.now());
      return c.json({user: sessionUserOf(box.db, user), token, box: box.view()}, 201);
    },
  ),
);
