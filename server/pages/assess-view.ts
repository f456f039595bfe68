import {html} from 'hono/html';
import type {Assessment} from '../appointments/schema.ts';
import {appointmentWords} from '../words/appointments.ts';
import {type Say, sayer} from '../words/say.ts';
import {frame, type Html, headLine, type PageProblem, type PageProps, problemNote} from './frame-view.ts';
import {nameFields} from './times-view.ts';
import {momentWords} from './when-view.ts';

/** What somebody asked for; region and insurance are needed before anything is searched. */
export interface Wanted {
  region: string;
  insurance: string;
  type: string;
}
export interface AssessProps extends PageProps {
  choices: {regions: string[]; insurances: string[]; types: string[]};
  wanted: Wanted;
  /** Null until something was asked for. */
  found: Assessment[] | null;
  nextCursor: string | null;
  now: string;
}
type Word = Say<keyof (typeof appointmentWords)['en']>;
type Pair = Assessment['pairs'][number];

/** Pairs that stand open at once; the others unfold. */
const firstPairs = 4;

/** Clinicians with their earliest pairs, for a region, an insurance and a type. */
export function assessPage(props: AssessProps): Html {
  const {language, found, nextCursor, wanted} = props;
  const say = sayer(appointmentWords, language);
  const body = html`<div id="page" class="page">${headLine(props, '/assess')}<main><h1>${say('assessTitle')}</h1><p>${say('assessLead')}</p><form class="ask" method="get" action="/assess">${select('region', say('region'), props.choices.regions, wanted.region, null)}${select('insurance', say('insurance'), props.choices.insurances, wanted.insurance, null)}${select('type', say('clinicianType'), props.choices.types, wanted.type, say('anyType'))}<button class="btn ${found === null ? 'main ' : ''}wide">${say('search')}</button></form>${
    found === null
      ? ''
      : found.length === 0 && nextCursor === null
        ? html`<p class="note">${say('assessNone')}</p>`
        : html`<ul class="clinicians">${found.map((one) => clinician(one, props, say))}</ul>`
  }${
    nextCursor === null
      ? ''
      : html`<p><a class="btn wide" href="/assess?${query({...wanted, cursor: nextCursor})}">${say('moreClinicians')}</a></p>`
  }<p class="foot"><a class="btn" href="/book">${say('otherDepartments')}</a></p></main></div>`;
  return frame(
    {...props, title: `${say('assessTitle')} · ${props.site.name}`, face: 'book', path: '/assess', refreshS: null},
    body,
  );
}

function select(name: string, label: string, words: string[], chosen: string, any: string | null): Html {
  return html`<label class="field">${label}<select name="${name}"${any === null ? html` required` : ''}>${
    any === null && chosen !== '' ? '' : html`<option value="">${any ?? ''}</option>`
  }${words.map((word) => html`<option${word === chosen ? html` selected` : ''}>${word}</option>`)}</select></label>`;
}

function clinician({doctor, pairs}: Assessment, props: AssessProps, say: Word): Html {
  const more = pairs.slice(firstPairs);
  return html`<li class="card"><h2>${doctor.name}</h2>${pairList(pairs.slice(0, firstPairs), props)}${
    more.length === 0
      ? ''
      : html`<details><summary>${say('morePairs', {count: more.length})}</summary>${pairList(more, props)}</details>`
  }</li>`;
}

function pairList(pairs: Pair[], {language, site, now, wanted}: AssessProps): Html {
  const when = (start: string) => momentWords(start, now, site.timeZone, language);
  return html`<ul class="times long">${pairs.map(
    ({first, second}) =>
      html`<li><a class="btn pair-times" href="/assess?${query({region: wanted.region, insurance: wanted.insurance, first: first.slotId, second: second.slotId})}"><span>${when(first.start)}</span><span>${when(second.start)}</span></a></li>`,
  )}</ul>`;
}

const query = (values: Record<string, string>): string => new URLSearchParams(values).toString();

export interface PairProps extends PageProps {
  doctor: string;
  first: {slotId: string; start: string};
  second: {slotId: string; start: string};
  wanted: Pick<Wanted, 'region' | 'insurance'>;
  now: string;
  idempotencyKey: string;
  values: {name?: string; phone?: string};
  problem?: PageProblem;
}

/** The two times, and the name: both are booked by one press, or neither. */
export function pairPage(props: PairProps): Html {
  const {language, site, now, doctor, first, second, wanted, problem} = props;
  const say = sayer(appointmentWords, language);
  const words = {...appointmentWords[language], 'problem.slot.taken': say('problemPair')};
  const back = `/assess?${query({...wanted, type: ''})}`;
  const body = html`<div id="page" class="page">${headLine(props, '/assess')}<main><section class="slip"><p class="muted">${doctor}</p><h1>${say('pairConfirmTitle')}</h1><div class="tear"></div><dl class="pair"><dt>${say('session1')}</dt><dd>${momentWords(first.start, now, site.timeZone, language)}</dd><dt>${say('session2')}</dt><dd>${momentWords(second.start, now, site.timeZone, language)}</dd></dl></section>${
    problem === undefined ? html`<p>${say('pairConfirmText')}</p>` : problemNote(problem, language, words)
  }<form class="ask" method="post" action="/assess"><input type="hidden" name="idempotencyKey" value="${props.idempotencyKey}"><input type="hidden" name="first" value="${first.slotId}"><input type="hidden" name="second" value="${second.slotId}"><input type="hidden" name="region" value="${wanted.region}"><input type="hidden" name="insurance" value="${wanted.insurance}">${nameFields(props.values, say)}<button class="btn main wide tall">${say('bookBoth')}</button></form><p class="foot"><a class="btn" href="${back}">${say('changePair')}</a></p></main></div>`;
  return frame(
    {...props, title: `${say('pairConfirmTitle')} · ${site.name}`, face: 'book', path: '/assess', refreshS: null},
    body,
  );
}
