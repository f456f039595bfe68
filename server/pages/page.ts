import {refuse} from '../base/refusal.ts';
import {type Allow, routeSpec} from '../staff/route.ts';
import type {Ctx} from '../web/conventions.ts';

type PageHandler = (c: Ctx, next: () => Promise<void>) => Response | Promise<Response>;

/** A page as the guard test sees it: who may open it stands on the handler, like on every route of the API. */
export function page(allow: Allow, handle: PageHandler) {
  const handler = async (c: Ctx, next: () => Promise<void>) => {
    if (allow !== 'anyone' && c.get('actor').kind !== 'staff') refuse('auth.required');
    c.header('cache-control', 'no-store');
    return handle(c, next);
  };
  return Object.assign(handler, {[routeSpec]: {allow, page: true}});
}
