import {Hono} from 'hono';
import * as z from 'zod';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistLink} from '../setup/first-run.ts';
import {route} from '../staff/route.ts';
import {insistSafeListener} from '../staff/signed-in.ts';
import type {Ctx, Env} from '../web/conventions.ts';
import {foundCopies} from './found-copies.ts';
import {finishRestore} from './restore-copy.ts';
import {startWork, WorkFault} from './run-work.ts';
import * as shape from './schema.ts';

export interface RestoreRoutesParts {
  /** Another box in this one's place; `between` runs while none has the folder open. */
  exchange(how: {empty: boolean; between?: () => void}): Promise<string | null>;
}

/** Bringing a hospital back from the first-run screen, by whoever has the setup link. */
export function restoreRoutes({exchange}: RestoreRoutesParts) {
  let busy = false;
  return new Hono<Env>()
    .post(
      '/api/setup/copies',
      route(
        {
          allow: 'anyone',
          says: 'The copies that a box without a hospital can see, on itself and on sticks; with the setup link.',
          body: shape.linkBody,
          answers: {200: shape.foundList},
          refuses: ['setup.done', 'rate.limited'],
          noKey: true,
        },
        (c, {body}) => {
          insistMay(c, body.token);
          const {timeZone} = settingsOf(c.get('box').db);
          const items = foundCopies(c.get('box').config.dataDir);
          return c.json({items: items.map((one) => ({...one, at: isoAt(one.at, timeZone)}))});
        },
      ),
    )
    .post(
      '/api/setup/restore',
      route(
        {
          allow: 'anyone',
          says: 'Checks one of these copies and puts it in the place of this box; with the setup link.',
          body: shape.restoreBody,
          answers: {200: z.object({siteName: z.string()})},
          refuses: [
            'setup.done',
            'backup.busy',
            'backup.missing',
            'backup.passphrase',
            'backup.unsound',
            'rate.limited',
          ],
          noKey: true,
        },
        async (c, {body}) => {
          insistMay(c, body.token);
          if (busy) refuse('backup.busy');
          busy = true;
          try {
            return c.json({siteName: await restore(c, body)});
          } finally {
            busy = false;
          }
        },
      ),
    );

  async function restore(c: Ctx, {token, file, passphrase}: z.output<typeof shape.restoreBody>): Promise<string> {
    const {config, clock} = c.get('box');
    const {dataDir} = config;
    if (!foundCopies(dataDir).some((one) => one.file === file)) refuse('backup.missing');
    const at = clock.now();
    const order = {what: 'prepare', file, dataDir, at, jump: null, passphrase: passphrase ?? null} as const;
    const {siteName} = await startWork(order, {dataDir, gently: false}).done.catch((error: unknown) => {
      if (!(error instanceof WorkFault)) throw error;
      if (error.why === 'passphrase') refuse('backup.passphrase');
      if (error.why === 'room') refuse('store.unavailable');
      refuse('backup.unsound');
    });
    // An empty box stands there: whoever founded it meanwhile keeps it.
    insistLink(c.get('box').db, token);
    await exchange({empty: false, between: () => void finishRestore(dataDir, {replace: true, at})});
    return siteName;
  }
}

function insistMay(c: Ctx, token: string): void {
  insistSafeListener(c);
  const box = c.get('box');
  if (box.config.rateLimit) box.buckets.take(`setup:${c.get('address')}`, 20);
  insistLink(box.db, token);
}
