import {serveStatic} from '@hono/node-server/serve-static';
import {Hono} from 'hono';
import {getCookie, setCookie} from 'hono/cookie';
import {one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {Refusal, refuse} from '../base/refusal.ts';
import {hashed, newSecret} from '../base/secret.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {cancelMine} from '../queue/cancel-token.ts';
import {queueFrame} from '../queue/frames.ts';
import {joinQueue} from '../queue/join-queue.ts';
import {type LineToken, tokenById, tokenByKey} from '../queue/rows.ts';
import {sayHere} from '../queue/say-here.ts';
import {issueBody, lateBody, type QueueEvent} from '../queue/schema.ts';
import {sightOf} from '../queue/sight.ts';
import {stepAside} from '../queue/step-aside.ts';
import {undoMine} from '../queue/undo-mine.ts';
import {myTokenViewOf, positionOfToken, staffTokenViewOf} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist} from '../staff/permissions.ts';
import {insistPressRate} from '../staff/rates.ts';
import {type Ctx, type Env, problemOf} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {languages, sayer} from '../words/say.ts';
import {screenWords} from '../words/screens.ts';
import {distFolder, openAssets} from './assets.ts';
import {laterOnLanding, laterOnQueue} from './book-data.ts';
import {bookingPages} from './booking-routes.ts';
import {certificateRoutes} from './certificate-routes.ts';
import {installableScreens, webManifest, workerScript} from './installable.ts';
import {landingPage} from './landing-view.ts';
import {isOwn, mineOf} from './mine.ts';
import {packed} from './packed.ts';
import {formOf, page, pageBase} from './page.ts';
import {postersPage} from './poster-view.ts';
import {posterOf, qrSvg, thirdLanguage} from './posters.ts';
import {problemPage} from './problem-view.ts';
import {queuePage} from './queue-view.ts';
import {shellPage} from './shell-view.ts';
import {slipPage} from './slip-view.ts';
import {tokenPage} from './token-view.ts';

/** What a person sees instead of JSON when a page is refused or fails. */
export function problemHtml(c: Ctx, refusal: Pick<Refusal, 'code' | 'status' | 'extra'>) {
  const {db, demo} = c.get('box');
  const {siteName, timeZone} = settingsOf(db);
  const language = c.get('language') ?? 'en';
  const {title, detail, status} = problemOf(refusal, language);
  const site = {name: siteName, demo, timeZone};
  const again = status === 429 || status >= 500 ? pageToTryAgain(c) : null;
  return problemPage({language, site, assets: openAssets()('joining'), status, title, detail, again});
}

/**
 * The same page (an empty link: what goes wrong repeats no key), or the queue's where its form was sent. From a number's
 * own forms the start leads back, which lists this browser's numbers.
 */
function pageToTryAgain(c: Ctx): string | null {
  if (c.req.method === 'GET') return '';
  return /^\/q\/[^/\\]+/.exec(c.req.path)?.[0] ?? null;
}

/** Pages that need no JavaScript, the shells of those that do, and the built files. */
export function pageRoutes() {
  const assets = openAssets();

  const base = (c: Ctx, screen = 'phone') => pageBase(c, assets(screen));
  const eventOf = (c: Ctx, queue: QueueRow): QueueEvent =>
    queueFrame(sightOf(c), queue, c.get('box').journalHead().seq);

  function queuePageOf(c: Ctx, queue: QueueRow, refused?: Refusal, form: Record<string, string> = {}) {
    const {title, detail} = refused ? problemOf(refused, c.get('language')) : {title: '', detail: ''};
    return queuePage({
      ...base(c, 'joining'),
      queue: eventOf(c, queue),
      mine: mineOf(c).filter((item) => item.code === queue.code),
      later: laterOnQueue(c, queue),
      // A refusal is kept under its key; the corrected form needs a new one.
      idempotencyKey: newSecret(),
      values: {...(form.name ? {name: form.name} : {}), ...(form.phone ? {phone: form.phone} : {})},
      ...(refused ? {problem: {code: refused.code, title, detail}} : {}),
    });
  }

  function tokenPageOf(c: Ctx, token: LineToken, refused?: Refusal) {
    const {db, clock} = c.get('box');
    const {timeZone} = settingsOf(db);
    const now = isoAt(clock.now(), timeZone);
    const {title, detail} = refused ? problemOf(refused, c.get('language')) : {title: '', detail: ''};
    return tokenPage({
      ...base(c),
      token: myTokenViewOf(sightOf(c), token),
      queue: eventOf(c, directoryOf(db).queues.get(token.queueId)!),
      now,
      forName: isOwn(c, token) ? token.name : null,
      others: mineOf(c, token.id),
      ...(refused ? {problem: {code: refused.code, title, detail}} : {}),
    });
  }

  async function slipOf(c: Ctx, token: LineToken) {
    const view = staffTokenViewOf(sightOf(c), token);
    return c.html(
      slipPage({
        ...base(c, 'slip'),
        token: view,
        queue: eventOf(c, directoryOf(c.get('box').db).queues.get(token.queueId)!),
        qrSvg: await qrSvg(view.url),
        ahead: positionOfToken(sightOf(c), token),
        paperMm: c.req.query('width') === '58' ? 58 : 80,
        third: thirdLanguage(c.get('box').db),
      }),
    );
  }

  /** A button on the token's page: the deed, then the page again; what was refused is said on it. */
  const tokenForm = (deed: (tx: Tx, key: string, form: Record<string, string>) => LineToken) =>
    page('anyone', async (c) => {
      insistFromHere(c);
      const key = c.req.param('key') ?? '';
      insistPressRate(c, key);
      const token = tokenByKey(c.get('box').db, key) ?? refuse('token.missing');
      const form = await formOf(c);
      try {
        await c.get('box').door.write(c.get('actor'), (tx) => deed(tx, key, form));
      } catch (error) {
        if (error instanceof Refusal && error.status < 500)
          return c.html(tokenPageOf(c, tokenById(c.get('box').db, token.id)!, error), 409);
        throw error;
      }
      return c.redirect(`/t/${key}`, 303);
    });

  const shell = (screen: 'desk' | 'doctor' | 'admin' | 'setup' | 'board' | 'kiosk') =>
    page('anyone', (c) =>
      c.html(
        shellPage({
          title: 'Baari',
          language: c.get('language'),
          assets: assets(screen),
          demo: c.get('box').demo,
          screen,
        }),
      ),
    );

  return new Hono<Env>()
    .use(rememberLanguage)
    .get(
      '/',
      page('anyone', (c) => {
        const {db} = c.get('box');
        const queues = [...directoryOf(db).queues.values()];
        const events = queues.map((queue) => eventOf(c, queue));
        const asOf = isoAt(c.get('box').clock.now(), settingsOf(db).timeZone);
        const given = {...base(c, 'joining'), queues: events, mine: mineOf(c), idempotencyKey: newSecret(), asOf};
        return packed(c, landingPage({...given, ...laterOnLanding(c)}));
      }),
    )
    .get(
      '/q/:code',
      page('anyone', (c) => c.html(queuePageOf(c, queueByCode(c)))),
    )
    .post(
      '/q/:code',
      page('anyone', async (c) => {
        insistFromHere(c);
        const queue = queueByCode(c);
        const form = await formOf(c);
        try {
          return await joinByForm(c, queue, form);
        } catch (error) {
          if (error instanceof Refusal && error.status < 500)
            return c.html(queuePageOf(c, queue, error, form), error.status as 409);
          throw error;
        }
      }),
    )
    .get(
      '/t/:key',
      page('anyone', (c) => {
        const token = tokenByKey(c.get('box').db, c.req.param('key') ?? '') ?? refuse('token.missing');
        return c.html(tokenPageOf(c, token));
      }),
    )
    .post(
      '/t/:key/cancel',
      tokenForm((tx, key) => cancelMine(tx, key)),
    )
    .post(
      '/t/:key/here',
      tokenForm((tx, key) => sayHere(tx, key)),
    )
    .post(
      '/t/:key/late',
      tokenForm((tx, key, form) => {
        const parsed = lateBody.safeParse({minutes: Number(form.minutes)});
        return stepAside(tx, key, parsed.success ? parsed.data.minutes : 5);
      }),
    )
    .post(
      '/t/:key/undo',
      tokenForm((tx, key) => undoMine(tx, key)),
    )
    .get(
      '/slip/:id',
      page('lines.see', async (c) => {
        const {db} = c.get('box');
        const id = c.req.param('id') ?? '';
        const token = (/^\d{1,15}$/.test(id) && tokenById(db, Number(id))) || refuse('token.missing');
        insist(c.get('actor'), 'lines.see', token.queueId);
        return slipOf(c, token);
      }),
    )
    .get(
      '/t/:key/slip',
      // For a kiosk, which holds the key of the number that it has just given and sees no lines.
      page('anyone', (c) =>
        slipOf(c, tokenByKey(c.get('box').db, c.req.param('key') ?? '') ?? refuse('token.missing')),
      ),
    )
    .get(
      '/poster',
      page('anyone', async (c) =>
        c.html(postersPage({...base(c, 'slip'), posters: [await posterOf(c, null)], printsItself: false})),
      ),
    )
    .get(
      '/poster/:code',
      page('anyone', async (c) => {
        const posters = [await posterOf(c, queueByCode(c))];
        return c.html(postersPage({...base(c, 'slip'), posters, printsItself: false}));
      }),
    )
    .get(
      '/posters',
      // All their codes at once are work: not for whoever passes by.
      page('places.see', async (c) => {
        const queues = [null, ...directoryOf(c.get('box').db).queues.values()];
        const posters = await Promise.all(queues.map((queue) => posterOf(c, queue)));
        return c.html(postersPage({...base(c, 'slip'), posters, printsItself: true}));
      }),
    )
    .route(
      '/',
      certificateRoutes((c) => base(c, 'joining')),
    )
    .route('/', bookingPages)
    .get('/desk', shell('desk'))
    .get('/doctor', shell('doctor'))
    .get('/admin', shell('admin'))
    .get('/setup', shell('setup'))
    .get('/board', shell('board'))
    .get('/board/:id', shell('board'))
    .get('/kiosk', shell('kiosk'))
    .get(
      '/app.webmanifest',
      page('anyone', (c) => {
        const screen = installableScreens.find((one) => one === c.req.query('screen')) ?? 'desk';
        const {siteName} = settingsOf(c.get('box').db);
        const title = sayer(screenWords, c.get('language'))(screen);
        const manifest = webManifest({screen, title, site: siteName, language: c.get('language')});
        return c.body(JSON.stringify(manifest), 200, {'content-type': 'application/manifest+json'});
      }),
    )
    .get(
      '/worker.js',
      page('anyone', (c) => c.body(workerScript(), 200, {'content-type': 'text/javascript; charset=utf-8'})),
    )
    .get(
      '/assets/*',
      page('anyone', async (c, next) => {
        // Built files carry their content's hash in their names; the few that do not are small.
        const hashedName = /-[\w-]{8,}\.\w+$/.test(c.req.path);
        const served = await serveStatic<Env>({root: distFolder, precompressed: true})(c, next);
        // Without a file it has only gone on to the next handler.
        if (!(served instanceof Response)) refuse('route.missing');
        served.headers.set('cache-control', hashedName ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
        return served;
      }),
    );

  async function joinByForm(c: Ctx, queue: QueueRow, form: Record<string, string>): Promise<Response> {
    const parsed = issueBody.safeParse({
      ...(form.name?.trim() ? {name: form.name} : {}),
      ...(form.phone?.trim() ? {phone: form.phone} : {}),
      language: c.get('language'),
    });
    if (!parsed.success)
      refuse('input.invalid', {
        errors: parsed.error.issues.map((issue) => ({path: issue.path.join('.'), message: issue.message})),
      });
    // A form that is sent twice (a tap too many, a reload) gives the same token.
    const key = form.idempotencyKey ?? '';
    c.set(
      'once',
      key.length >= 22 && key.length <= 128 ? {id: `form:${queue.id}:${key}`, fingerprint: formPrint(form)} : null,
    );
    const answer = await joinQueue(c, queue.id, parsed.data);
    const body = (await answer.json()) as {key?: string; code?: string};
    if (!body.key) throw new Refusal((body.code ?? 'fault') as Refusal['code']);
    const cookie = answer.headers.get('set-cookie');
    if (cookie) c.header('set-cookie', cookie, {append: true});
    return c.redirect(`/t/${body.key}`, 303);
  }

  function queueByCode(c: Ctx): QueueRow {
    const code = (c.req.param('code') ?? '').toUpperCase();
    const row = one<{id: number}>(c.get('box').db, 'select id from queues where code = ?', code);
    return (row && directoryOf(c.get('box').db).queues.get(row.id)) ?? refuse('queue.missing');
  }
}

/** `?lang=hi` is remembered in a cookie, so that the choice outlives the link. */
async function rememberLanguage(c: Ctx, next: () => Promise<void>): Promise<void> {
  const wanted = c.req.query('lang');
  const known = languages.find((language) => language === wanted);
  if (known && getCookie(c, 'lang') !== known)
    setCookie(c, 'lang', known, {path: '/', sameSite: 'Lax', maxAge: 400 * 24 * 3600});
  await next();
}

/** What makes two sent forms the same one: somebody else's name under an old key is another request. */
function formPrint({name, phone}: Record<string, string>): string {
  return hashed(JSON.stringify([name?.trim() ?? '', phone?.trim() ?? '']));
}
