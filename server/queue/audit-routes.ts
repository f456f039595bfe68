import {Hono} from 'hono';
import * as z from 'zod';
import {dayAfter, instantOf, isoAt} from '../base/day.ts';
import {instant, listQuery, localDay, paged} from '../base/schema.ts';
import {type AuditGroup, auditGroups, countJournal, readJournal} from '../journal/rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {route} from '../staff/route.ts';
import {type Env, pageOf, rowCursor} from '../web/conventions.ts';
import {nameEntry} from './audit-names.ts';
import {tokensOfNumber} from './audit-rows.ts';
import {auditEntry} from './schema.ts';

/** A kind of fact is looked for so far back where no time is named: most entries are of other kinds. */
const groupReachMs = 7 * 24 * 3600_000;

/** The record, with the names that a reader needs. */
export const auditRoutes = new Hono<Env>().get(
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
        /** A whole local day instead of two times. */
        day: localDay.optional(),
        /** A number as it is shown; with `day` that day's, else the newest that bears it. */
        number: z
          .string()
          .trim()
          .regex(/^[A-Za-z]{1,3}[- ]?\d{1,6}$/, 'like C-014')
          .optional(),
        group: z.enum(Object.keys(auditGroups) as [AuditGroup, ...AuditGroup[]]).optional(),
      }),
      answers: {200: paged(auditEntry)},
    },
    (c, {query}) => {
      const {db, clock} = c.get('box');
      const {timeZone} = settingsOf(db);
      const {day, number, group, about} = query;
      const from = query.from ? Date.parse(query.from) : day ? instantOf(day, '00:00', timeZone, 0) : undefined;
      const to = query.to ? Date.parse(query.to) : day ? instantOf(dayAfter(day), '00:00', timeZone, 0) : undefined;
      const tokens = number === undefined ? undefined : tokensOfNumber(db, number, day ?? null);
      const byTime = group !== undefined && about === undefined && tokens === undefined;
      const rare = group !== undefined && auditGroups[group].subjects.length > 0;
      const asked = {
        about,
        // A token's own day is not always the calendar's: at night it is still yesterday's.
        ...(tokens ? {tokens} : {from: from ?? (byTime && !rare ? clock.now() - groupReachMs : undefined), to}),
        group,
        actor: query.actor,
        before: rowCursor(query.cursor),
        limit: query.limit + 1,
      };
      const rows = readJournal(db, asked);
      const total = query.total === '1' ? {total: countJournal(db, asked)} : {};
      return c.json({
        ...pageOf(
          rows,
          query.limit,
          (row) => row.seq,
          (row) => {
            const data = row.data === null ? null : (JSON.parse(row.data) as Record<string, unknown>);
            const named = nameEntry(db, row, data, tokens ?? []);
            return {
              seq: row.seq,
              at: isoAt(row.at, timeZone),
              what: row.kind,
              actor: {
                kind: row.actorKind,
                id: row.actorId === null ? null : String(row.actorId),
                name: row.actorKind === 'staff' ? (named[`user:${row.actorId}`] ?? null) : null,
              },
              device: row.device,
              about: {
                queueId: row.queueId === null ? null : String(row.queueId),
                tokenId: row.tokenId === null ? null : String(row.tokenId),
                visitId: row.visitId === null ? null : String(row.visitId),
                subject: row.subject,
              },
              data,
              named,
              words: row.words,
            };
          },
        ),
        ...total,
      });
    },
  ),
);
