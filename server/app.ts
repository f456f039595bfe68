import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {Hono, type Next} from 'hono';
import {HTTPException} from 'hono/http-exception';
import * as z from 'zod';
import {appointmentRoutes} from './appointments/routes.ts';
import {Refusal, refuse} from './base/refusal.ts';
import {type DeviceParts, deviceRoutes} from './device/routes.ts';
import {type RestoreRoutesParts, restoreRoutes} from './keeping/restore-routes.ts';
import {type KeepingRoutesParts, keepingRoutes} from './keeping/routes.ts';
import {type LiveParts, liveRoutes} from './live/routes.ts';
import {docsPage} from './pages/docs-view.ts';
import {pageRoutes, problemHtml} from './pages/routes.ts';
import {patientRoutes} from './patients/routes.ts';
import {boardPictureRoutes} from './places/board-routes.ts';
import {placesRoutes} from './places/routes.ts';
import type {Printing} from './printing/print-lines.ts';
import {printingRoutes} from './printing/routes.ts';
import {lineRoutes} from './queue/routes.ts';
import {type SetupParts, setupRoutes} from './setup/routes.ts';
import {type SpareParts, spareRoutes} from './spare/routes.ts';
import {supersededBy} from './spare/succession.ts';
import {insistRequestRate} from './staff/rates.ts';
import {route} from './staff/route.ts';
import {staffRoutes} from './staff/routes.ts';
import {findOutWho} from './staff/who.ts';
import {limitBody} from './web/body-limit.ts';
import {type Box, type Ctx, type Env, problemAnswer} from './web/conventions.ts';
import {dress, enter} from './web/entrance.ts';

/** The largest request body; every field has a smaller bound of its own. */
export const mostBodyBytes = 64 * 1024;
/** But for a board's picture: 512 KB as base64, read only after its sender has been let in. */
const mostPictureBytes = 704 * 1024;
const pictureAddress = /^\/api\/boards\/\d{1,15}\/picture$/;
/** An answer that took longer is logged with its route's pattern. */
const slowMs = 500;

export interface AppParts
  extends LiveParts,
    DeviceParts,
    SetupParts,
    KeepingRoutesParts,
    RestoreRoutesParts,
    SpareParts {
  box: Box;
  printing: Printing;
}

/** Mounts every room's routes behind the same doors. */
export function buildApp(parts: AppParts) {
  const {box} = parts;
  const app = new Hono<Env>();
  const usual = limitBody(mostBodyBytes);
  const larger = limitBody(mostPictureBytes);
  app.use(async (c, next) => {
    c.set('box', box);
    // Cut off in the middle of what it sent at once (see web/connections): the rest of it is not worth an answer.
    if (c.env?.incoming?.socket?.destroyed) return c.body(null, 400);
    const startedAt = box.clock.steady();
    enter(c);
    const bounded = pictureAddress.test(c.req.path) ? larger : usual;
    await bounded(c, async () => {
      await findOutWho(c);
      insistRequestRate(c);
      insistStanding(c);
      await next();
    });
    if (c.res !== c.get('dressed') && c.res !== RESPONSE_ALREADY_SENT) dress(c, c.res);
    const ms = box.clock.steady() - startedAt;
    if (ms > slowMs && c.req.path !== '/api/live')
      box.log.warn(
        {route: patternOf(c), method: c.req.method, status: c.res.status, ms: Math.round(ms)},
        'slow answer',
      );
  });
  app.route('/', placesRoutes);
  app.route('/', boardPictureRoutes);
  app.route('/', lineRoutes);
  app.route('/', appointmentRoutes);
  app.route('/', staffRoutes);
  app.route('/', patientRoutes);
  app.route('/', printingRoutes(parts.printing));
  app.route('/', liveRoutes(parts));
  app.route('/', deviceRoutes(parts));
  app.route('/', setupRoutes(parts));
  app.route('/', keepingRoutes(parts));
  app.route('/', spareRoutes(parts));
  app.route('/', restoreRoutes(parts));
  let description: Promise<Uint8Array<ArrayBuffer>> | null = null;
  app.get(
    '/api/openapi.json',
    Object.assign(async (c: Ctx, next: Next) => {
      // Made once: it takes as long as many joins, and anybody may ask for it.
      description ??= describe(c, next).catch((error: unknown) => {
        description = null;
        throw error;
      });
      return c.body(await description, 200, {'content-type': 'application/json'});
    }, routeTag()),
  );
  async function describe(c: Ctx, next: Next): Promise<Uint8Array<ArrayBuffer>> {
    const {openApiOf} = await import('./staff/openapi.ts');
    const answer = await openApiOf(app, box.version)(c, next);
    if (!(answer instanceof Response)) throw new Error('the API was not described');
    return new Uint8Array(await answer.arrayBuffer());
  }
  app.get(
    '/api/docs',
    Object.assign((c: Ctx) => c.html(docsPage()), routeTag()),
  );
  app.route('/', pageRoutes());
  app.notFound((c) => refused(c, new Refusal('route.missing')));
  app.onError((error, c) => {
    if (error instanceof Refusal) return refused(c, error);
    if (error instanceof HTTPException && error.status < 500) return refused(c, new Refusal('input.invalid'));
    // A phone that walked out of the Wi-Fi in the middle of a request is no fault of ours.
    const gone = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'ABORT_ERR');
    box.log[gone || error.name === 'AbortError' ? 'debug' : 'error'](
      {route: patternOf(c), method: c.req.method, fault: faultOf(error)},
      'fault',
    );
    return refused(c, new Refusal('fault'));
  });
  return app;
}

export type App = ReturnType<typeof buildApp>;

/** A box that another one replaced takes nothing down, but for whoever signs in to decide. Refuses box.superseded. */
function insistStanding(c: Ctx): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  if (supersededBy(c.get('box').db) === null || /^\/api\/(session|spare)(\/|$)/.test(c.req.path)) return;
  refuse('box.superseded');
}

/** People get a page, programs get problem+json. */
async function refused(c: Ctx, refusal: Refusal): Promise<Response> {
  const page = !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
  const answer = page ? await c.html(problemHtml(c, refusal), refusal.status as 404) : problemAnswer(c, refusal);
  // Also what the doors themselves refused, which nobody behind them would dress.
  dress(c, answer);
  c.set('dressed', answer);
  return answer;
}

/** The route's pattern, never the path: paths hold keys. */
function patternOf(c: Ctx): string {
  return c.req.routePath;
}

/** What a log may say of a fault: its kind and where, not its message, which may quote somebody's data. */
function faultOf(error: Error): {name: string; code?: unknown; at: string[]} {
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim());
  return {name: error.name, ...('code' in error ? {code: error.code} : {}), at};
}

function routeTag() {
  const tagged = route({allow: 'anyone', says: "The API's own description.", answers: {200: z.unknown()}}, (c) =>
    c.body(null),
  );
  return Object.fromEntries(Object.getOwnPropertySymbols(tagged).map((symbol) => [symbol, (tagged as never)[symbol]]));
}
