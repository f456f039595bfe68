import {timingSafeEqual} from 'node:crypto';
import {isIP} from 'node:net';
import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {fitsPassword} from '../staff/passwords.ts';
import {type Language, languages, pickLanguage} from '../words/say.ts';
import type {Follower} from './follow-main.ts';
import {type SparePage, sparePage, spareStyle} from './page-view.ts';
import {adminInCopy} from './promote.ts';

export interface SpareAppParts {
  url: string;
  dataDir: string;
  follower: Pick<Follower, 'view'>;
  /** Of the command on this very machine: shown by it instead of a password. */
  controlSecret: string;
  steady(): number;
  /** Makes the copy a hospital. Throws where it can't; then everything is as before. */
  takeOver(): Promise<void>;
  /** The page has been sent: the hospital may open its doors. */
  done(): void;
}

const triesPerMinute = 10;
const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
};

/** What a second box serves while it waits: how it is, and the one deed. */
export function spareApp(parts: SpareAppParts): Hono {
  let going = false;
  let tries: number[] = [];
  const app = new Hono();
  app.use(async (c, next) => {
    // A name could be somebody else's page in a browser of this LAN; the box itself is reached by its address.
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) === 0 && host !== 'localhost' && !/\.(local|lan)$/.test(host)) return c.text('', 421);
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });
  app.get('/healthz', (c) => c.json({ok: true}));
  app.get('/spare.css', (c) => c.body(spareStyle, 200, {'content-type': 'text/css; charset=utf-8'}));
  app.get('/', (c) =>
    c.html(sparePage(pageOf(languageOf(c.req.query('lang'), c.req.header('accept-language')), null))),
  );
  app.post('/promote', bodyLimit({maxSize: 4096}), async (c) => {
    const language = languageOf(undefined, c.req.header('accept-language'));
    const refused = (fault: SparePage['fault'], why = '') => c.html(sparePage(pageOf(language, fault, why)), 400);
    const form = await c.req.parseBody();
    if (!byCommand(c.req.header('authorization'))) {
      const origin = c.req.header('origin');
      if (!origin || !URL.canParse(origin) || new URL(origin).host !== c.req.header('host')) return refused('confirm');
      const now = parts.steady();
      tries = tries.filter((at) => now - at < 60_000);
      if (tries.push(now) > triesPerMinute) return refused('tries');
      if (form.unplugged !== 'yes') return refused('confirm');
      const admin = adminInCopy(parts.dataDir, String(form.username ?? '').slice(0, 100));
      const fits = await fitsPassword(admin?.passwordHash ?? null, String(form.password ?? '').slice(0, 200));
      if (!fits) return refused('password');
    }
    if (going) return c.html(sparePage(pageOf(language, null)));
    going = true;
    try {
      await parts.takeOver();
    } catch (error) {
      going = false;
      return refused('copy', error instanceof Error ? error.message.slice(0, 200) : 'unknown');
    }
    setTimeout(parts.done, 200);
    return c.html(sparePage(pageOf(language, null)));
  });
  return app;

  function byCommand(given: string | undefined): boolean {
    const [said, wanted] = [Buffer.from(given ?? ''), Buffer.from(`Control ${parts.controlSecret}`)];
    return said.length === wanted.length && timingSafeEqual(said, wanted);
  }

  function pageOf(language: Language, fault: SparePage['fault'], faultWhy = ''): SparePage {
    const {state, siteName, copy, copyAgeMs, behind, problem} = parts.follower.view();
    const copyAt = copy?.at.replace('T', ' ').slice(0, 16) ?? null;
    return {language, url: parts.url, siteName, state, copyAt, copyAgeMs, behind, problem, fault, faultWhy, going};
  }
}

function languageOf(chosen: string | undefined, accepted: string | undefined): Language {
  return languages.find((language) => language === chosen) ?? pickLanguage(accepted);
}
