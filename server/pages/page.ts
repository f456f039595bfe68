import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {type Allow, routeSpec} from '../staff/route.ts';
import type {Ctx} from '../web/conventions.ts';
import type {Assets, PageProps} from './frame-view.ts';

export type PageHandler = (c: Ctx, next: () => Promise<void>) => Response | Promise<Response>;

/** A page as the guard test sees it: who may open it stands on the handler, like on every route of the API. */
export function page(allow: Allow, handle: PageHandler) {
  const handler = async (c: Ctx, next: () => Promise<void>) => {
    if (allow !== 'anyone' && c.get('actor').kind !== 'staff') refuse('auth.required');
    c.header('cache-control', 'no-store');
    return handle(c, next);
  };
  return Object.assign(handler, {[routeSpec]: {allow, page: true}});
}

/** What every patient page says: in which language, whose hospital, with which built files. */
export function pageBase(c: Ctx, assets: Assets): PageProps {
  const {db, demo} = c.get('box');
  const {siteName, timeZone} = settingsOf(db);
  return {language: c.get('language'), site: {name: siteName, demo, timeZone}, assets};
}

export async function formOf(c: Ctx): Promise<Record<string, string>> {
  const parsed = await c.req.parseBody().catch(() => refuse('input.invalid'));
  return Object.fromEntries(
    Object.entries(parsed).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
