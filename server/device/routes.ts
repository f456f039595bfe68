import {timingSafeEqual} from 'node:crypto';
import {Hono} from 'hono';
import * as z from 'zod';
import {type Db, one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {instant, listQuery, paged} from '../base/schema.ts';
import {slowQueries} from '../base/slow-queries.ts';
import {countJournal, readJournal} from '../journal/rows.ts';
import {changeSettings, versionKey} from '../settings/change-settings.ts';
import {savedFact, settingsOf} from '../settings/rows.ts';
import {type SettingKey, settingKinds} from '../settings/rules.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, pageOf, rowCursor, throughDoor} from '../web/conventions.ts';

export interface DeviceParts {
  /** What other rooms add to the status page. */
  status(): Record<string, unknown>;
  metrics(): Promise<string>;
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
          sync: {state: 'off', lagSeconds: null},
          slowQueries: slowQueries(),
          ...parts.status(),
        });
      }),
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
    )
    .get(
      '/api/audit',
      route(
        {
          allow: 'box.audit',
          says: 'The journal, newest first.',
          query: listQuery.extend({
            about: z
              .string()
              .regex(/^[a-z-]{1,20}:[\w.-]{1,60}$/, 'like token:12, queue:3 or user:1')
              .optional(),
            actor: z
              .string()
              .regex(/^\d{1,15}$/, "a user's id")
              .optional(),
            from: instant.optional(),
            to: instant.optional(),
          }),
          answers: {200: paged(auditShape)},
        },
        (c, {query}) => {
          const {db} = c.get('box');
          const asked = {
            about: query.about,
            actor: query.actor,
            from: query.from === undefined ? undefined : Date.parse(query.from),
            to: query.to === undefined ? undefined : Date.parse(query.to),
            before: rowCursor(query.cursor),
            limit: query.limit + 1,
          };
          const rows = readJournal(db, asked);
          const total = query.total === '1' ? {total: countJournal(db, asked)} : {};
          const {timeZone} = settingsOf(db);
          const nameOf = (id: number | null) =>
            id === null ? null : (one<{name: string}>(db, 'select name from users where id = ?', id)?.name ?? null);
          return c.json({
            ...pageOf(
              rows,
              query.limit,
              (row) => row.seq,
              (row) => ({
                seq: row.seq,
                at: isoAt(row.at, timeZone),
                what: row.kind,
                actor: {
                  kind: row.actorKind,
                  id: row.actorId === null ? null : String(row.actorId),
                  name: row.actorKind === 'staff' ? nameOf(row.actorId) : null,
                },
                device: row.device,
                about: {
                  queueId: row.queueId === null ? null : String(row.queueId),
                  tokenId: row.tokenId === null ? null : String(row.tokenId),
                  visitId: row.visitId === null ? null : String(row.visitId),
                  subject: row.subject,
                },
                data: row.data === null ? null : (JSON.parse(row.data) as Record<string, unknown>),
                words: row.words,
              }),
            ),
            ...total,
          });
        },
      ),
    );
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

const auditShape = z.object({
  seq: z.number().int(),
  at: instant,
  what: z.string(),
  actor: z.object({kind: z.string(), id: z.string().nullable(), name: z.string().nullable()}),
  device: z.string().nullable(),
  about: z.object({
    queueId: z.string().nullable(),
    tokenId: z.string().nullable(),
    visitId: z.string().nullable(),
    subject: z.string().nullable(),
  }),
  data: z.record(z.string(), z.unknown()).nullable(),
  words: z.string().nullable(),
});

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
