import {html, raw} from 'hono/html';
import type {QueueView, StaffTokenView} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {paperWords} from '../words/paper.ts';
import {type PaperLanguage, paperSayer} from '../words/paper-languages.ts';
import {slipWords} from '../words/paper-slip.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, dayName} from '../words/times.ts';
import {type Html, icon, type PageProps, scripts, sheets} from './frame-view.ts';
import {numberSize} from './line-view.ts';

export interface SlipPageProps extends PageProps {
  token: StaffTokenView;
  queue: QueueView;
  /** An `<svg>` element as text; it is put in as it is. */
  qrSvg: string;
  ahead: number | null;
  /** The paper's width; 80 where nothing is said. */
  paperMm?: 58 | 80;
  /** The hospital's third language, in which the slip says that it is to be kept. */
  third?: PaperLanguage | null;
}

/** The paper token: black on white, in the holder's language and in English. The entry `slip` opens the print dialogue. */
export function slipPage(props: SlipPageProps): Html {
  const {token, site, queue, qrSvg, ahead, assets, paperMm} = props;
  const first = token.language ?? props.language;
  const each: Language[] = first === 'en' ? ['en'] : [first, 'en'];
  // Narrow paper names things once, in the holder's language: two would make the slip as long as a hand.
  const labelled = paperMm === 58 ? [first] : each;
  const spoken: PaperLanguage[] = [...each, ...(props.third ? [props.third] : [])];
  const line = (word: 'where' | 'time' | 'ahead', value: string | Html | Html[]) =>
    html`<p class="fact"><span>${labelled.map((language) => paperSayer(slipWords, language)(word)).join(' · ')}</span> <b>${value}</b></p>`;
  const names = (typed: string) =>
    [...new Set(each.map((language) => localName(typed, language)))].map((name) => html`<span>${name}</span>`);
  /** One line a language, the word said once: `Counter 1 / 2`. */
  const rooms = (places: readonly {name: string}[]) =>
    [...new Set(labelled.map((language) => shortList(places.map((place) => localName(place.name, language)))))].map(
      (words, at) => html`${at === 0 ? '' : html`<br>`}${words}`,
    );
  const places = queue.servicePoints.length > 0 && queue.servicePoints.length <= 3 ? queue.servicePoints : [];
  return html`<!doctype html><html lang="${first}" class="day"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${icon()}<title>${token.number}</title>${sheets(assets)}</head><body class="paper mm${paperMm ?? 80}"><main><p class="site">${site.name}</p>${
    site.demo ? html`<p>${paperSayer(slipWords, first)('demo')}</p>` : ''
  }<h1 class="num ${numberSize(token.number)}">${token.number}</h1><p class="queue">${names(queue.name)}</p>${
    queue.doctor === null ? '' : html`<p>${queue.doctor.name}</p>`
  }${places.length === 0 ? '' : line('where', rooms(places))}${line('time', `${dayName(token.serviceDay, first)}, ${clockTime(token.issuedAt, site.timeZone)}`)}${
    ahead === null ? '' : line('ahead', String(ahead))
  }<div class="qr">${raw(qrSvg)}</div>${(paperMm === 58 ? labelled : spoken).map((language) => html`<p lang="${language}">${paperSayer(slipWords, language)('scan')}</p>`)}${spoken.map(
    (language) => html`<p class="keep" lang="${language}">${paperSayer(slipWords, language)('keep')}</p>`,
  )}<button class="btn main" id="print" type="button" lang="${props.language}">${sayer(paperWords, props.language)('print')}</button></main>${scripts(assets)}</body></html>`;
}

/** `Counter 1`, `Counter 2` as `Counter 1 / 2`; names that do not begin alike are listed whole. */
function shortList(names: readonly string[]): string {
  const parts = names.map((name) => /^(.+) (\S+)$/.exec(name));
  const [first] = parts;
  if (!first || parts.some((part) => part?.[1] !== first[1])) return names.join(' / ');
  return `${first[1]} ${parts.map((part) => part?.[2]).join(' / ')}`;
}
