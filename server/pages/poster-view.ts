import {html, raw} from 'hono/html';
import type {QueueView} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {paperWords} from '../words/paper.ts';
import {type Language, sayer} from '../words/say.ts';
import {type Html, icon, type PageProps, type Site, scripts, sheets} from './frame-view.ts';

export interface PosterPageProps extends PageProps {
  queue: QueueView;
  /** The address that the code holds. */
  url: string;
  /** An `<svg>` element as text; it is put in as it is. */
  qrSvg: string;
  languages: readonly Language[];
}

/** One A4 page for the wall. */
export function posterPage(props: PosterPageProps): Html {
  return postersPage({...props, posters: [props], printsItself: false});
}

export type Poster = Pick<PosterPageProps, 'queue' | 'url' | 'qrSvg' | 'languages'>;

/** Several posters, each on its own sheet; the browser's dialogue can open by itself. */
export function postersPage(props: PageProps & {posters: readonly Poster[]; printsItself: boolean}): Html {
  const {language, assets, site, posters} = props;
  const title = [...(posters.length === 1 ? [posters[0]!.queue.name] : []), site.name].join(' · ');
  return html`<!doctype html><html lang="${language}" class="day"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${icon()}<title>${title}</title>${sheets(assets)}</head><body class="poster"${
    props.printsItself ? raw(' data-print') : ''
  }>${posters.map((poster) => posterSheet(poster, site))}${scripts(assets)}</body></html>`;
}

function posterSheet({queue, url, qrSvg, languages}: Poster, site: Site): Html {
  const both = (say: (language: Language) => string) =>
    languages.map((each) => html`<span lang="${each}">${say(each)}</span>`);
  const steps = (['posterStep1', 'posterStep2', 'posterStep3'] as const).map(
    (step) => html`<li>${both((each) => sayer(paperWords, each)(step))}</li>`,
  );
  return html`<main><p class="site">${site.name}</p><h1>${both((each) => localName(queue.name, each))}</h1>${
    queue.doctor === null ? '' : html`<p class="doctor">${queue.doctor.name}</p>`
  }<div class="qr">${raw(qrSvg)}</div><p class="lead">${both((each) => sayer(paperWords, each)('posterTitle'))}</p><ol>${steps}</ol><p class="address">${both((each) => sayer(paperWords, each)('posterAddress'))} <b>${url.replace(/^https?:\/\//, '')}</b></p><p class="nophone">${both((each) => sayer(paperWords, each)('posterNoPhone'))}</p></main>`;
}
