import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {HTTPException} from 'hono/http-exception';
import {openAPIRouteHandler} from 'hono-openapi';
import * as z from 'zod';
import {Refusal} from './base/refusal.ts';
import {type DeviceParts, deviceRoutes} from './device/routes.ts';
import {type LiveParts, liveRoutes} from './live/routes.ts';
import {docsPage} from './pages/docs-view.ts';
import {pageRoutes, problemHtml} from './pages/routes.ts';
import {patientRoutes} from './patients/routes.ts';
import {placesRoutes} from './places/routes.ts';
import {queueRoutes} from './queue/routes.ts';
import {setupRoutes} from './setup/routes.ts';
import {route} from './staff/route.ts';
import {staffRoutes} from './staff/routes.ts';
import {who} from './staff/who.ts';
import {type Box, type Ctx, type Env, problemAnswer} from './web/conventions.ts';
import {entrance} from './web/entrance.ts';

/** The largest request body; every field has a smaller bound of its own. */
export const mostBodyBytes = 64 * 1024;
/** An answer that took longer is logged with its route's pattern. */
const slowMs = 500;

export interface AppParts extends LiveParts, DeviceParts {
  box: Box;
}

/** Mounts every room's routes behind the same doors. */
export function buildApp(parts: AppParts) {
  const {box} = parts;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('box', box);
    const startedAt = box.clock.steady();
    await next();
    const ms = box.clock.steady() - startedAt;
    if (ms > slowMs && c.req.path !== '/api/live')
      box.log.warn(
        {route: patternOf(c), method: c.req.method, status: c.res.status, ms: Math.round(ms)},
        'slow answer',
      );
  });
  app.use(entrance);
  app.use(
    bodyLimit({
      maxSize: mostBodyBytes,
      onError: () => {
        throw new Refusal('body.too-large');
      },
    }),
  );
  app.use(who);
  // Before the lines: `/api/queues/setup` would else be taken for a queue called "setup".
  app.route('/', placesRoutes);
  app.route('/', queueRoutes);
  app.route('/', staffRoutes);
  app.route('/', patientRoutes);
  app.route('/', liveRoutes(parts));
  app.route('/', deviceRoutes(parts));
  app.route('/', setupRoutes);
  app.get(
    '/api/openapi.json',
    Object.assign(
      openAPIRouteHandler(app, {
        documentation: {
          openapi: '3.1.0',
          info: {
            title: 'Baari',
            version: box.version,
            description: 'The hospital queue in a box. Errors are application/problem+json with a stable `code`.',
          },
          components: {
            securitySchemes: {
              session: {type: 'apiKey', in: 'cookie', name: 'baari_session'},
              bearer: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'},
            },
          },
        },
      }),
      routeTag(),
    ),
  );
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

/** People get a page, programs get problem+json. */
function refused(c: Ctx, refusal: Refusal): Response | Promise<Response> {
  const page = !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
  if (!page) return problemAnswer(c, refusal);
  return c.html(problemHtml(c, refusal), refusal.status as 404);
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
