import {html, raw} from 'hono/html';
import {phoneWords} from '../words/phone.ts';
import {type Language, languages, sayer} from '../words/say.ts';

/** What `html` gives back; none of our views waits for anything, so it is never a promise. */
export type Html = ReturnType<typeof html>;

export interface Site {
  name: string;
  demo: boolean;
  /** IANA zone of the hospital: times are said in it, whatever the phone thinks. */
  timeZone: string;
}
export interface Assets {
  /** Addresses of style sheets and module scripts, as the build's manifest names them. */
  css: string[];
  js: string[];
}
export interface PageProps {
  language: Language;
  site: Site;
  assets: Assets;
}

/** A form's answer that was refused; `code` picks our words, `detail` is the fallback. */
export interface PageProblem {
  code: string;
  title: string;
  detail: string;
}

interface Frame extends PageProps {
  title: string;
  /** The body's class: which face the page shows. */
  face: string;
  /** The page's own address. Not always the one it was asked by: a refused form shows the page again. */
  path: string;
  /** Seconds after which a browser without JavaScript asks again; null where nothing changes. */
  refreshS: number | null;
  /** What the page's script goes on with. */
  state?: unknown;
}

/**
 * A whole patient page around its body. Without JavaScript (or with one too old for modules) it reloads itself. Its
 * referrer policy goes past the header's `no-referrer`, under which browsers send `Origin: null` with a plain form; this
 * one still names no path, so no key.
 */
export function frame(props: Frame, body: Html): Html {
  const {language, assets, title, face, path, refreshS, state} = props;
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="format-detection" content="telephone=no"><meta name="referrer" content="strict-origin">${icon()}<title>${title}</title>${sheets(assets)}${
    refreshS === null
      ? ''
      : html`<noscript><meta http-equiv="refresh" content="${refreshS}; url=${path}"></noscript><script src="/assets/still-1.js" defer></script>`
  }</head><body class="${face}" data-path="${path}"><div id="polite" class="hidden" aria-live="polite"></div><div id="urgent" class="hidden" aria-live="assertive"></div>${body}${
    state === undefined ? '' : html`<script type="application/json" id="state">${jsonInHtml(state)}</script>`
  }${scripts(assets)}</body></html>`;
}

/** Said on every page: a browser that is told of none asks for one that is not there. */
export const icon = () => html`<link rel="icon" href="/assets/icon-1.svg" type="image/svg+xml">`;
export const sheets = (assets: Assets) => assets.css.map((href) => html`<link rel="stylesheet" href="${href}">`);
export const scripts = (assets: Assets) => assets.js.map((src) => html`<script type="module" src="${src}"></script>`);

/** JSON that cannot leave its script element: `<` only ever occurs inside strings, where the escape means the same. */
export function jsonInHtml(value: unknown): Html {
  return raw(JSON.stringify(value).replace(/</g, '\\u003c'));
}

/** The path of a page of this box, whatever name the address carries: the phone may have reached us by another one. */
export function pathOf(url: string): string {
  return /\/t\/[\w-]+$/.exec(url)?.[0] ?? '/';
}

/** The page's head line: whose hospital this is, and the other languages. */
export function headLine(props: {language: Language; site: Site}, path: string): Html {
  const say = sayer(phoneWords, props.language);
  return html`<header><div class="head"><a class="brand" href="/"><b><span lang="hi">बारी</span> Baari</b> <span>${props.site.name}</span></a>${languageLinks(props.language, path)}</div>${
    props.site.demo ? html`<p class="demo">${say('demo')}</p>` : ''
  }</header>`;
}

export function languageLinks(language: Language, path: string): Html {
  const others = languages.filter((other) => other !== language);
  return html`<nav class="languages" aria-label="${sayer(phoneWords, language)('languageChoice')}">${others.map(
    (other) => html`<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${languageNames[other]}</a>`,
  )}</nav>`;
}

export const languageNames: Record<Language, string> = {en: 'English', hi: 'हिन्दी'};

/** Our words for a refusal, by its code; the server's own detail (in the page's language) where we have none. */
export function problemNote(problem: PageProblem, language: Language, more: Record<string, string> = {}): Html {
  const words: Record<string, string> = {...phoneWords[language], ...more};
  const text = words[`problem.${problem.code}`] ?? (problem.detail || words['problem.other']);
  return html`<p class="note urgent" role="alert">${text}</p>`;
}
