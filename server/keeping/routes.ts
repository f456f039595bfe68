import fs from 'node:fs';
import path from 'node:path';
import {Hono} from 'hono';
import * as z from 'zod';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {route} from '../staff/route.ts';
import type {Ctx, Env} from '../web/conventions.ts';
import {keepPassphrase} from './passphrase.ts';
import * as shape from './schema.ts';
import {keepingView} from './tell-keeping.ts';
import type {Keeping} from './watch-keeping.ts';

export interface KeepingRoutesParts {
  keeping: Keeping;
}

const mostListed = 100;
const begun = z.object({running: z.enum(['copy', 'second', 'check'])});

/** Copies of the box, its check, and whether both are as they should be. */
export function keepingRoutes({keeping}: KeepingRoutesParts) {
  return new Hono<Env>()
    .get(
      '/api/backups',
      route(
        {
          allow: 'box.backups',
          says: 'The copies of this box, newest first (at most 100), and how the keeping is.',
          answers: {200: shape.copyList},
        },
        (c) => c.json(copiesView(c)),
      ),
    )
    .post(
      '/api/backups',
      route(
        {
          allow: 'box.backups',
          says: 'Begins a copy now; `GET` tells when it is done.',
          body: z.strictObject({}),
          answers: {202: begun},
          refuses: ['backup.busy'],
          noKey: true,
        },
        (c) => {
          if (!keeping.ask('copy')) refuse('backup.busy');
          return c.json({running: 'copy'}, 202);
        },
      ),
    )
    .post(
      '/api/backups/check',
      route(
        {
          allow: 'box.backups',
          says: 'Begins a check of the whole file now; `GET /api/backups` tells what it found.',
          body: z.strictObject({}),
          answers: {202: begun},
          refuses: ['backup.busy'],
          noKey: true,
        },
        (c) => {
          if (!keeping.ask('check')) refuse('backup.busy');
          return c.json({running: 'check'}, 202);
        },
      ),
    )
    .post(
      '/api/backups/passphrase',
      route(
        {
          allow: 'box.backups',
          says: 'Sets the passphrase that locks copies which leave the box; null: they leave it unlocked.',
          body: shape.passphraseBody,
          answers: {200: z.object({locked: z.boolean()})},
          noKey: true,
        },
        async (c, {body}) => {
          const {door, config} = c.get('box');
          // Said in the record, without the words.
          await door.write(c.get('actor'), (tx) => {
            tx.note({
              kind: body.passphrase === null ? 'site.copies-unlocked' : 'site.copies-locked',
              subject: 'site:1',
            });
          });
          keepPassphrase(config.dataDir, body.passphrase);
          return c.json({locked: body.passphrase !== null});
        },
      ),
    );

  function copiesView(c: Ctx) {
    const {timeZone} = settingsOf(c.get('box').db);
    const {copies, folder} = keeping.view();
    const items = copies
      .slice(-mostListed)
      .reverse()
      .map(({name, at, before}) => ({
        name,
        at: isoAt(at, timeZone),
        bytes: fs.statSync(path.join(folder, name), {throwIfNoEntry: false})?.size ?? 0,
        beforeUpdate: before,
      }));
    return {items, keeping: keepingView(keeping, timeZone)};
  }
}
