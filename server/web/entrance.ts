import {isIP} from 'node:net';
import {getConnInfo} from '@hono/node-server/conninfo';
import {getCookie} from 'hono/cookie';
import {refuse} from '../base/refusal.ts';
import {type Language, languages, pickLanguage} from '../words/say.ts';
import type {Ctx} from './conventions.ts';

/** What no page may do, whatever is in it. Script and style come from this server's own files only. */
export const pageHeaders: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "media-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
};

/** Answers of the API hold names and keys: no shared computer keeps them. */
export const apiHeaders: Record<string, string> = {...pageHeaders, 'cache-control': 'no-store'};

/** First of all doors: the reader's language and address, and a name this box answers to. Refuses host.unknown. */
export function enter(c: Ctx): void {
  c.set('language', languageFrom(c));
  c.set('address', addressGroup(addressOf(c)));
  insistHost(c);
}

/** Gives an answer the headers that every answer has, but for those that it brought itself. */
export function dress(c: Ctx, {headers}: Response): void {
  const wanted = c.req.path.startsWith('/api/') ? apiHeaders : pageHeaders;
  for (const name in wanted) if (!headers.has(name)) headers.set(name, wanted[name]!);
}

function languageFrom(c: Ctx): Language {
  const chosen = c.req.query('lang') ?? getCookie(c, 'lang');
  const known = languages.find((language) => language === chosen);
  return known ?? pickLanguage(c.req.header('accept-language'));
}

/**
 * Who shares a limit. One device has a whole /64 of IPv6 addresses to choose from, so that is what counts as one address; on a
 * LAN it holds everybody, like one address behind a router that translates, for which limits are sized anyway.
 */
export function addressGroup(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (isIP(plain) !== 6 || plain === '::1') return plain;
  const [head = '', tail] = plain.split('%')[0]!.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
  if (tail !== undefined) {
    const zeros = 8 - groups.length - after;
    for (let one = 0; one < zeros; one++) groups.push('0');
    if (groups.length < 4) groups.push(...tail.split(':'));
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The peer's address; a proxy that the settings trust may say whom it speaks for. */
function addressOf(c: Ctx): string {
  const said = forwarded(c, 'for') ?? '';
  return isIP(said) === 0 ? peerOf(c) : said;
}

function peerOf(c: Ctx): string {
  const peer = c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
  return peer.replace(/^::ffff:(?=\d+\.)/, '');
}

/** What a trusted proxy says of the browser's own request; null from anybody else. The nearest proxy's word is the last. */
function forwarded(c: Ctx, what: 'for' | 'proto' | 'host'): string | null {
  const said = c.req.header(`x-forwarded-${what}`);
  if (said === undefined || !c.get('box').config.trustedProxies.has(peerOf(c))) return null;
  return said.split(',').at(-1)!.trim() || null;
}

/** The name by which the browser called us. */
export function hostOf(c: Ctx): string {
  return forwarded(c, 'host') ?? c.req.header('host') ?? new URL(c.req.url).host;
}

/** Whether the browser's own connection is encrypted: to our TLS listener, or to a proxy that we trust. */
export function isSecure(c: Ctx): boolean {
  const socket = c.env?.incoming?.socket;
  if (socket !== undefined && 'encrypted' in socket && socket.encrypted === true) return true;
  return forwarded(c, 'proto') === 'https';
}

/** Addresses can't be rebound; a name must be one of ours, or a page elsewhere could speak through a patient's browser. */
function insistHost(c: Ctx): void {
  if (!answersTo(hostOf(c), () => c.get('box').hostNames())) refuse('host.unknown');
}

export function answersTo(host: string, names: () => ReadonlySet<string>): boolean {
  const name = host
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || names().has(name);
}

/** Whether the request's Origin is this very server. */
export function fromHere(c: Ctx): boolean {
  const origin = c.req.header('origin');
  if (!origin || !URL.canParse(origin)) return false;
  return new URL(origin).host === hostOf(c).toLowerCase() && /^https?:\/\//.test(origin);
}

/** A change that a browser's own cookie would let through needs to come from our own page. Refuses permission.denied. */
export function insistFromHere(c: Ctx): void {
  if (!fromHere(c)) refuse('permission.denied');
}
