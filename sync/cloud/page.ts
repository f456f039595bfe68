import {type Context, Hono} from 'hono';
import type postgres from 'postgres';
import {pickLanguage} from '../../server/words/say.ts';
import {sitePage, sitesPage, styles, wordPage} from './page-view.ts';
import {readSite, readSites} from './read.ts';

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** All sites at a glance, and one of them. Reads, and nothing else; works without JavaScript. */
export function cloudPage(sql: postgres.Sql, clock: () => Date = () => new Date()): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
  });
  const propsOf = (c: Context) => ({
    language: pickLanguage(c.req.query('lang') ?? c.req.header('accept-language')),
    now: clock(),
    again: c.req.query('again') === '1',
  });
  app.get('/style.css', (c) => c.body(styles, 200, {'content-type': 'text/css; charset=utf-8'}));
  app.get('/healthz', (c) => c.json({ok: true}));
  app.get('/', async (c) => {
    const props = propsOf(c);
    const {after, id} = c.req.query();
    const {sites, next} = await readSites(
      sql,
      after === undefined ? null : [after.slice(0, 200), (id ?? '').slice(0, 60)],
    );
    const part = after === undefined ? {} : {after, id: id ?? ''};
    return c.html(sitesPage(props, sites, part, next && {after: next[0], id: next[1]}));
  });
  app.get('/site/:id', async (c) => {
    const props = propsOf(c);
    const found = await readSite(sql, c.req.param('id').slice(0, 60));
    return found ? c.html(sitePage(props, found)) : c.html(wordPage(props, 'missing'), 404);
  });
  app.notFound((c) => c.html(wordPage(propsOf(c), 'missing'), 404));
  // Whatever it was, its text may hold an address.
  app.onError((_, c) => c.html(wordPage(propsOf(c), 'unreachable'), 503));
  return app;
}
