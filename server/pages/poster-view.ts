import {html, raw} from 'hono/html';
import {localName} from '../words/names.ts';
import {type PaperLanguage, paperSayer, screenLanguage} from '../words/paper-languages.ts';
import {posterWords} from '../words/paper-poster.ts';
import {type Html, icon, type PageProps, type Site, scripts, sheets} from './frame-view.ts';

export interface Poster {
  /** Null: the poster of the whole hospital. */
  queue: {name: string; doctor: {name: string} | null} | null;
  /** The address that the code holds. */
  url: string;
  /** An `<svg>` element as text; it is put in as it is. */
  qrSvg: string;
  languages: readonly PaperLanguage[];
  /** Null where no administrator wrote it down. */
  wifi: {name: string; password: string; qrSvg: string} | null;
}

/** A4 pages for the wall, each on its own sheet; the browser's dialogue can open by itself. */
export function postersPage(props: PageProps & {posters: readonly Poster[]; printsItself: boolean}): Html {
  const {language, assets, site, posters} = props;
  const [only, ...others] = posters;
  const title = [...(only?.queue && others.length === 0 ? [only.queue.name] : []), site.name].join(' · ');
  return html`<!doctype html><html lang="${language}" class="day"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${icon()}<title>${title}</title>${sheets(assets)}</head><body class="poster"${
    props.printsItself ? raw(' data-print') : ''
  }>${posters.map((poster) => posterSheet(poster, site))}${scripts(assets)}</body></html>`;
}

/** What a phone's camera reads to join a Wi-Fi. */
export function wifiCode(name: string, password: string): string {
  const safe = (text: string) => text.replace(/[\\;,:"]/g, (letter) => `\\${letter}`);
  return password === '' ? `WIFI:T:nopass;S:${safe(name)};;` : `WIFI:T:WPA;S:${safe(name)};P:${safe(password)};;`;
}

type Word = keyof typeof posterWords.en;

function posterSheet({queue, url, qrSvg, languages, wifi}: Poster, site: Site): Html {
  const each = (say: (language: PaperLanguage) => string) => {
    // Two languages may say it with the same word: once is enough.
    const seen = new Set<string>();
    return languages.map((language) => {
      const words = say(language);
      if (seen.has(words)) return '';
      seen.add(words);
      return html`<span lang="${language}">${words}</span>`;
    });
  };
  const all = (word: Word) => each((language) => paperSayer(posterWords, language)(word));
  const name = queue ? each((language) => localName(queue.name, screenLanguage(language))) : all('allQueues');
  return html`<main><header><p class="site">${site.name}</p><h1>${name}</h1>${
    queue?.doctor && !queue.name.includes(queue.doctor.name) ? html`<p class="doctor">${queue.doctor.name}</p>` : ''
  }<p class="lead">${all('title')}</p></header><ol><li>${
    wifi
      ? html`<div class="qr wifi">${raw(wifi.qrSvg)}</div><p>${all('step1')}</p><p class="typed"><b>${wifi.name}</b>${
          wifi.password === '' ? '' : html`<small>${all('password')}</small><b>${wifi.password}</b>`
        }</p>`
      : html`<div class="pic">${picture('wifi')}</div><p>${all('step1Plain')}</p>`
  }</li><li class="middle"><div class="qr">${raw(qrSvg)}</div><p>${all('step2')}</p></li><li><div class="pic">${picture('slip')}</div><p>${all('step3')}</p></li></ol><p class="address"><small>${all('address')}</small><b>${url.replace(/^https?:\/\//, '').replace(/\/$/, '')}</b></p><footer><p>${picture('cut')}<span class="words">${all('noInternet')}</span></p><p>${picture('desk')}<span class="words">${all('noPhone')}</span></p></footer></main>`;
}

/** Line drawings: readable without reading, and light on ink. */
const drawings = {
  wifi: '<path d="M8 26c14-13 34-13 48 0M16 35c9-8 23-8 32 0M24 43c4.5-4 11.5-4 16 0"/><circle cx="32" cy="51" r="3"/>',
  slip: '<rect x="17" y="5" width="30" height="54" rx="5"/><path d="M28 11h8"/><text x="32" y="36" text-anchor="middle" font-size="11" font-weight="700" stroke="none" fill="currentColor">A-12</text><path d="M25 46h14M28 51h8"/>',
  cut: '<path d="M8 26c14-13 34-13 48 0M16 35c9-8 23-8 32 0M24 43c4.5-4 11.5-4 16 0"/><circle cx="32" cy="51" r="3"/><path d="M48 46l6 6 9-12"/>',
  desk: '<circle cx="32" cy="16" r="8"/><path d="M18 42c0-9 6-14 14-14s14 5 14 14M6 42h52M10 42v16M54 42v16M39 50h9"/>',
} as const;

function picture(which: keyof typeof drawings): Html {
  return raw(
    `<svg class="drawing" viewBox="0 0 64 64" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${drawings[which]}</svg>`,
  ) as Html;
}
