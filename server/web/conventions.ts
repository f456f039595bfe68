import type {Context} from 'hono';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {Actor} from '../base/actor.ts';
import type {Clock} from '../base/clock.ts';
import type {Config} from '../base/config.ts';
import type {Db} from '../base/database.ts';
import type {Answer, Door, Once, Tx} from '../base/door.ts';
import type {Log} from '../base/log.ts';
import {Refusal, type RefusalCode} from '../base/refusal.ts';
import type {BoxView} from '../base/schema.ts';
import {type RefusalWords, refusalWords} from '../words/refusals.ts';
import {type Language, pickLanguage} from '../words/say.ts';
import type {Buckets} from './bucket.ts';
import {apiHeaders} from './entrance.ts';

/** What every request carries once the doors in app.ts have let it in. */
export interface Variables {
  box: Box;
  actor: Actor;
  language: Language;
  /** The session's row, for staff; null for everybody else. */
  sessionId: number | null;
  /** Signed in by cookie (then a change needs an Origin) or by bearer. */
  byCookie: boolean;
  /** The device's row, when its cookie is known. */
  deviceId: number | null;
  address: string;
  once: Pick<Once, 'id' | 'fingerprint'> | null;
  bodyText: string;
  /** This answer already has the headers that every answer has; a page that is made from it may not. */
  dressed: Response;
}
export interface Env {
  Variables: Variables;
  Bindings: {incoming?: import('node:http').IncomingMessage; outgoing?: import('node:http').ServerResponse};
}
export type Ctx = Context<Env>;

/** What one running server is made of; main.ts builds it, rooms take from it. */
export interface Box {
  config: Config;
  clock: Clock;
  db: Db;
  door: Door;
  log: Log;
  version: string;
  demo: boolean;
  /** The address on slips, posters and links: the site's setting, else the box's own on the LAN. */
  siteAddress(): string;
  /** Names under which this box answers, beside addresses and localhost. */
  hostNames(): ReadonlySet<string>;
  keys: {jwt: string; metrics: string};
  journalHead(): {seq: number; hash: string};
  /** Disk, clock, cloud: what staff screens show of the box. */
  view(): BoxView;
  /** Room for what is larger than a deed: backups and exports ask before they write. */
  disk: {view(): BoxView['disk']; roomFor(bytes: number): Promise<boolean>};
  buckets: Buckets;
  startedAt: number;
}

/** application/problem+json in the reader's language. `extra` never holds anybody's words but the caller's own. */
export function problemOf(refusal: Pick<Refusal, 'code' | 'status' | 'extra'>, language: Language) {
  const {title, detail} = refusalText(refusal.code, language);
  const {retryAfterSeconds: _, ...extra} = refusal.extra;
  return {type: `/problems/${refusal.code}`, title, status: refusal.status, detail, code: refusal.code, ...extra};
}

function refusalText(code: RefusalCode, language: Language): RefusalWords {
  return refusalWords[language][code];
}

export function problemAnswer(c: Ctx, refusal: Pick<Refusal, 'code' | 'status' | 'extra'>): Response {
  const headers: Record<string, string> = {'content-type': 'application/problem+json'};
  const retry = refusal.extra.retryAfterSeconds;
  if (typeof retry === 'number') headers['retry-after'] = String(Math.max(1, Math.ceil(retry)));
  else if (refusal.status === 503) headers['retry-after'] = '5';
  return c.body(JSON.stringify(problemOf(refusal, languageOf(c))), refusal.status as ContentfulStatusCode, headers);
}

/** The language of a page or a refusal: what was chosen here before, else what the browser asks for. */
export function languageOf(c: Ctx): Language {
  return c.get('language') ?? pickLanguage(c.req.header('accept-language'));
}

/** Runs a deed through the write door and answers with what it returns; a key makes it safe to repeat. */
export async function throughDoor(c: Ctx, work: (tx: Tx) => {status: number; body: unknown; cookie?: string | null}) {
  const {door} = c.get('box');
  const once = c.get('once');
  const answerOf = (tx: Tx): Answer => {
    const {status, body, cookie} = work(tx);
    return {status, body: JSON.stringify(body), cookie: cookie ?? null};
  };
  const answer = once
    ? await door.writeOnce(
        c.get('actor'),
        {
          ...once,
          refused: (refusal) => ({
            status: refusal.status,
            body: JSON.stringify(problemOf(refusal, languageOf(c))),
          }),
        },
        answerOf,
      )
    : await door.write<Answer>(c.get('actor'), answerOf);
  return sendAnswer(c, answer);
}

const goodHeaders = {...apiHeaders, 'content-type': 'application/json'};
const problemHeaders = {...apiHeaders, 'content-type': 'application/problem+json'};

export function sendAnswer(c: Ctx, answer: Answer): Response {
  const headers = answer.status < 400 ? goodHeaders : problemHeaders;
  // Plain headers go to the connection as they are; through the context each would be checked and copied twice.
  const dressed = new Response(answer.body, {
    status: answer.status,
    headers: answer.cookie ? {...headers, 'set-cookie': answer.cookie} : headers,
  });
  c.set('dressed', dressed);
  return dressed;
}

/** A row number from an opaque id in a path or body; refuses `code` for anything that can't be one. */
export function rowId(id: string | undefined, code: RefusalCode): number {
  if (id === undefined || !/^[1-9]\d{0,14}$/.test(id)) throw new Refusal(code);
  return Number(id);
}

/** Cursors are opaque outside; inside they carry the last row seen. */
export function cursorOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = Buffer.from(value, 'base64url').toString('utf8');
  if (!/^[\w:.\- ]{1,120}$/.test(text)) refuseCursor();
  return text;
}

/** The row after which a list goes on; null at its beginning. Refuses a cursor that no list of ours has given. */
export function rowCursor(value: string | undefined): number | null {
  const text = cursorOf(value);
  if (text === null) return null;
  if (!/^\d{1,15}$/.test(text)) refuseCursor();
  return Number(text);
}

function refuseCursor(): never {
  throw new Refusal('input.invalid', {errors: [{path: 'query.cursor', message: 'is not one that this server gave'}]});
}

export function cursorFor(text: string | number): string {
  return Buffer.from(String(text)).toString('base64url');
}

/** One page of a list that was read with one row more than asked. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  key: (row: Row) => string | number,
  view: (row: Row) => Item,
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {items: shown.map(view), nextCursor: rows.length > limit && last ? cursorFor(key(last)) : null};
}
