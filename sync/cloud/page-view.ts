import {html, raw} from 'hono/html';
import type {CloudWord} from '../../server/words/cloud.ts';
import {cloudWords} from '../../server/words/cloud.ts';
import {type Language, languages, type Say, sayer} from '../../server/words/say.ts';
import {type DayRow, type OneSite, type SiteRow, trendDays} from './read.ts';

type Html = ReturnType<typeof html>;

export const styles = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fdfcf8;--line:#c9c4b4;--soft:#5a564a;--warn:#8a1f11}
@media(prefers-color-scheme:dark){:root{--ink:#f0ede4;--paper:#1a1917;--line:#55514a;--soft:#bdb8aa;--warn:#ffb4a6}}
body{margin:0 auto;padding:1rem;max-width:70rem;font:1rem/1.5 system-ui,'Noto Sans Devanagari',sans-serif;color:var(--ink);background:var(--paper)}
a{color:inherit;text-underline-offset:.2em}
a:focus-visible{outline:3px solid;outline-offset:2px}
header{display:flex;justify-content:space-between;gap:1rem;flex-wrap:wrap}
nav a{display:inline-block;padding:.4rem;min-height:24px}
h1{font-size:1.6rem;margin:.5rem 0}
h2{font-size:1.2rem;margin:1.5rem 0 .5rem}
.wide{overflow-x:auto}
.wide:focus-visible{outline:3px solid;outline-offset:2px}
table{border-collapse:collapse;width:100%}
caption{text-align:start;font-weight:600;padding:.3rem 0}
th,td{text-align:start;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.wide+.wide{margin-top:1.5rem}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}
.soft{color:var(--soft)}
.warn{color:var(--warn);font-weight:600}
svg{display:block;width:8rem;height:2rem}
rect{fill:currentColor}
`;

interface Props {
  language: Language;
  now: Date;
  /** The page asks again by itself: only where somebody wanted that, since a page that changes under a reader is none. */
  again: boolean;
}

type Query = Record<string, string>;

/** A page of ours in the language and manner of this one, but for what `more` says. */
function linkTo(path: string, {language, again}: Props, more: Query & {again?: string} = {}): string {
  const query: Query = {lang: language, ...(again ? {again: '1'} : {}), ...more};
  if (query.again === '') delete query.again;
  return `${path}?${new URLSearchParams(query)}`;
}

function frame(props: Props, title: string, path: string, body: Html, query: Query = {}): Html {
  const {language, now, again} = props;
  const say = sayer(cloudWords, language);
  const other = languages.filter((one) => one !== language);
  const names: Record<Language, string> = {en: 'English', hi: 'हिन्दी'};
  const refresh = again ? html`<meta http-equiv="refresh" content="30">` : '';
  const manner = again
    ? html`${say('asksAgain')} <a href="${linkTo(path, props, {...query, again: ''})}">${say('stop')}</a>`
    : html`<a href="${linkTo(path, props, {...query, again: '1'})}">${say('askAgain')}</a>`;
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,"><title>${title} · Baari</title><link rel="stylesheet" href="/style.css"></head><body><header><b><span lang="hi">बारी</span> Baari</b><nav aria-label="${say('language')}">${other.map(
    (one) =>
      html`<a href="${linkTo(path, props, {...query, lang: one})}" lang="${one}" hreflang="${one}">${names[one]}</a>`,
  )}</nav></header><main>${body}</main><footer class="soft"><p>${say('asOf', {time: timeIn(now, 'UTC', language)})} ${manner}</p></footer></body></html>`;
}

export function sitesPage(props: Props, sites: readonly SiteRow[], part: Query, next: Query | null): Html {
  const {language} = props;
  const say = sayer(cloudWords, language);
  const head = (key: CloudWord) => html`<th scope="col" class="n">${say(key)}</th>`;
  const table = html`<div class="wide" tabindex="0" role="region" aria-label="${say('title')}"><table><thead><tr><th scope="col">${say('site')}</th>${head('waiting')}${head('issued')}${head('served')}${head('waitHalf')}<th scope="col">${say('trend', {n: trendDays})}</th><th scope="col">${say('heard')}</th></tr></thead><tbody>${sites.map(
    (site) =>
      html`<tr><th scope="row"><a href="${linkTo(`/site/${site.site_id}`, props)}">${site.name}</a>${site.service_day ? html`<br><span class="soft">${site.service_day}</span>` : ''}</th><td class="n">${site.waiting}</td><td class="n">${site.issued}</td><td class="n">${site.served}</td><td class="n">${minutes(say, site.wait_p50_s)}</td><td>${bars(say, site.trend)}</td><td>${heardOf(say, site, language)}</td></tr>`,
  )}</tbody></table></div>`;
  const more = next ? html`<p><a href="${linkTo('/', props, next)}" rel="next">${say('more')}</a></p>` : '';
  const body = html`<h1>${say('title')}</h1><p>${say('intro')} ${say('neverMind')}</p>${
    sites.length === 0 ? html`<p>${say('empty')}</p>` : html`${table}${more}`
  }`;
  return frame(props, say('title'), '/', body, part);
}

export function sitePage(props: Props, {site, lines, days, hours}: OneSite): Html {
  const {language} = props;
  const say = sayer(cloudWords, language);
  const latest = days[0]?.service_day ?? null;
  const lineTable = table(
    say('lines'),
    [say('queue'), say('state'), say('waiting'), say('nowServing'), say('likely')],
    lines.map((one) => [
      one.queue_code,
      stateWord(say, one.state),
      one.waiting,
      one.now_serving || say('none'),
      one.likely_minutes === null ? say('none') : say('minutes', {n: one.likely_minutes}),
    ]),
  );
  const hourTable = table(
    say('hours', {day: latest ?? ''}),
    [say('hour'), say('issued'), say('called'), say('served')],
    hours.map((one) => [`${String(one.hour).padStart(2, '0')}:00`, one.issued, one.called, one.served]),
  );
  const dayTable = table(
    say('days'),
    [
      ...[say('day'), say('department'), say('queue'), say('issued'), say('served'), say('cancelled'), say('noShow')],
      ...[say('expired'), say('booked'), say('waitHalf'), say('waitMost'), say('serviceHalf')],
    ],
    days.map((one) => dayCells(say, one)),
  );
  const body = html`<p><a href="${linkTo('/', props)}">${say('back')}</a></p><h1>${site.name}</h1><p>${heardOf(say, site, language)}</p>${lineTable}${latest ? hourTable : ''}${latest ? dayTable : ''}`;
  return frame(props, site.name, `/site/${site.site_id}`, body);
}

export function wordPage(props: Props, word: 'missing' | 'unreachable'): Html {
  const say = sayer(cloudWords, props.language);
  return frame(
    props,
    say('title'),
    '/',
    html`<h1>${say('title')}</h1><p>${say(word)}</p><p><a href="/">${say('back')}</a></p>`,
  );
}

function dayCells(say: Say<CloudWord>, one: DayRow): (string | number)[] {
  return [
    ...[one.service_day, one.department, one.queue_code, one.issued, one.served, one.cancelled, one.no_show],
    ...[one.expired, one.booked, minutes(say, one.wait_p50_s), minutes(say, one.wait_p90_s)],
    minutes(say, one.service_p50_s),
  ];
}

function table(caption: string, heads: string[], rows: (string | number)[][]): Html {
  const isFigure = (column: number) => rows.some((row) => typeof row[column] === 'number');
  const kind = (column: number) => (isFigure(column) ? 'n' : '');
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads.map(
    (head, column) => html`<th scope="col" class="${kind(column)}">${head}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell, index) => html`<td class="${kind(index + 1)}">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function minutes(say: Say<CloudWord>, seconds: number | null): string {
  return seconds === null ? say('none') : say('minutes', {n: Math.round(seconds / 60)});
}

/** Boxes speak at least once a minute; three missed beats are silence. */
const quietAfterS = 200;

function heardOf(say: Say<CloudWord>, site: OneSite['site'], language: Language): Html {
  const silentMinutes = Math.floor(site.silent_s / 60);
  const word =
    site.silent_s < quietAfterS
      ? html`<span>${say('live')}</span>`
      : html`<span class="warn">${silentMinutes < 120 ? say('quiet', {n: silentMinutes}) : say('quietHours', {n: Math.floor(silentMinutes / 60)})}</span>`;
  const known = site.refused_code !== null && `refused.${site.refused_code}` in cloudWords.en;
  return html`${word}<br><span class="soft">${timeIn(new Date(site.last_seen_at), site.time_zone, language)}</span>${
    site.refilling ? html`<br><span>${say('refilling')}</span>` : ''
  }${known ? html`<br><span class="warn">${say(`refused.${site.refused_code}` as CloudWord)}</span>` : ''}`;
}

function stateWord(say: Say<CloudWord>, state: string): string {
  return `state.${state}` in cloudWords.en ? say(`state.${state}` as CloudWord) : state;
}

/** A small picture with its figures in words. */
function bars(say: Say<CloudWord>, trend: readonly number[]): Html {
  if (trend.length === 0) return html`${say('none')}`;
  const most = Math.max(1, ...trend);
  const wide = 100 / trendDays;
  const first = trendDays - trend.length;
  const rects = trend.map((count, index) => {
    const high = Math.max(count > 0 ? 4 : 0, (count / most) * 100);
    return `<rect x="${((first + index) * wide).toFixed(2)}" y="${(100 - high).toFixed(2)}" width="${(wide * 0.8).toFixed(2)}" height="${high.toFixed(2)}"/>`;
  });
  return html`<svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="${trend.join(', ')}">${raw(rects.join(''))}</svg>`;
}

function timeIn(at: Date, timeZone: string, language: Language): string {
  const format = (zone: string) =>
    new Intl.DateTimeFormat(`${language}-IN-u-nu-latn`, {
      dateStyle: 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
      timeZone: zone,
    }).format(at);
  try {
    return `${format(timeZone)}${timeZone === 'UTC' ? ' UTC' : ''}`;
  } catch {
    // A zone that this machine does not know.
    return `${format('UTC')} UTC`;
  }
}
