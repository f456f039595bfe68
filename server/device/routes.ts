import {timingSafeEqual} from 'node:crypto';
import {Hono} from 'hono';
import * as z from 'zod';
import {type Db, one} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import {boxView, instant} from '../base/schema.ts';
import {slowQueries} from '../base/slow-queries.ts';
import {changeSettings, versionKey} from '../settings/change-settings.ts';
import {savedFact, settingsOf} from '../settings/rows.ts';
import {type SettingKey, settingKinds} from '../settings/rules.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, throughDoor} from '../web/conventions.ts';
import {confirmClock} from './confirm-clock.ts';
import type {GuardedClock} from './guard-clock.ts';

export interface DeviceParts {
  /** What other rooms add to the status page. */
  status(): Record<string, unknown>;
  metrics(): Promise<string>;
  clock: GuardedClock;
}

export function deviceRoutes(parts: DeviceParts) {
  return new Hono<Env>()
    .get(
      '/healthz',
      route({allow: 'anyone', says: 'The process lives.', answers: {200: z.object({ok: z.boolean()})}}, (c) =>
        c.json({ok: true}),
      ),
    )
    .get(
      '/readyz',
      route(
        {
          allow: 'anyone',
          says: 'The database takes a real read and the disk has room.',
          answers: {200: z.object({ok: z.boolean()})},
          refuses: ['store.unavailable'],
        },
        (c) => {
          const {db, disk} = c.get('box');
          if (!readsWell(db) || disk.view().state === 'full') refuse('store.unavailable');
          return c.json({ok: true});
        },
      ),
    )
    .get(
      '/metrics',
      route(
        {
          allow: 'anyone',
          says: 'Prometheus metrics; needs the bearer token of the data folder.',
          answers: {200: z.string()},
          refuses: ['auth.required'],
        },
        async (c) => {
          const given = Buffer.from(c.req.header('authorization') ?? '');
          const wanted = Buffer.from(`Bearer ${c.get('box').keys.metrics}`);
          if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) refuse('auth.required');
          return c.text(await parts.metrics(), 200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'});
        },
      ),
    )
    .get(
      '/api/status',
      route({allow: 'box.status', says: 'How the box is.', answers: {200: z.record(z.string(), z.unknown())}}, (c) => {
        const box = c.get('box');
        return c.json({
          uptimeSeconds: Math.round((box.clock.steady() - box.startedAt) / 1000),
          rateLimit: box.config.rateLimit ? 'on' : 'off',
          ...box.view(),
          journalHead: box.journalHead(),
          writes: {...box.door.figures, waiting: box.door.waiting},
          slowQueries: slowQueries(),
          limits: limitsOf(box.db),
          ...parts.status(),
        });
      }),
    )
    .post(
      '/api/clock/confirm',
      route(
        {
          allow: 'clock.confirm',
          says: 'Says what time it is, by the clock of whoever asks. The desk may while the box is in doubt, at most 7 days ahead.',
          body: z.strictObject({now: instant}),
          answers: {200: boxView.shape.clock},
          refuses: ['permission.denied'],
          noKey: true,
        },
        async (c, {body}) => {
          await confirmClock(c.get('box'), parts.clock, c.get('actor'), Date.parse(body.now));
          return c.json(c.get('box').view().clock);
        },
      ),
    )
    .get(
      '/api/settings',
      route({allow: 'box.settings', says: 'All settings with their limits.', answers: {200: settingsShape}}, (c) =>
        c.json(settingsView(c)),
      ),
    )
    .patch(
      '/api/settings',
      route(
        {
          allow: 'box.settings',
          says: 'Changes settings: all that are sent, or none.',
          body: z.strictObject({
            values: z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean()])),
            version: z.number().int(),
          }),
          answers: {200: settingsShape},
          refuses: ['version.stale'],
        },
        (c, {body}) =>
          throughDoor(c, (tx) => {
            changeSettings(tx, body.values, body.version);
            return {status: 200, body: settingsView(c)};
          }),
      ),
    );
}

/** The limits that the other figures are held against. */
function limitsOf(db: Db) {
  const {streamsInAll, streamsPerTopic, streamsPerDevice, streamsPerAddress, streamStallSeconds} = settingsOf(db);
  return {streamsInAll, streamsPerTopic, streamsPerDevice, streamsPerAddress, streamStallSeconds};
}

/** Whatever keeps the database from being read, the answer is that we are not ready. */
function readsWell(db: Db): boolean {
  try {
    one(db, 'select count(*) as count from (select 1 from journal limit 1)');
    return true;
  } catch {
    return false;
  }
}

const settingsShape = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      value: z.union([z.string(), z.number(), z.boolean()]),
      default: z.union([z.string(), z.number(), z.boolean()]),
      kind: z.enum(['text', 'zone', 'choice', 'number', 'toggle']),
      min: z.number().optional(),
      max: z.number().optional(),
      choices: z.array(z.string()).optional(),
    }),
  ),
  version: z.number().int(),
});

function settingsView(c: Ctx) {
  const {db} = c.get('box');
  const settings = settingsOf(db);
  return {
    items: (Object.keys(settingKinds) as SettingKey[]).map((key) => {
      const {usual, ...kind} = settingKinds[key];
      return {key, value: settings[key], default: usual, ...kind};
    }),
    version: savedFact<number>(db, versionKey) ?? 1,
  };
}
