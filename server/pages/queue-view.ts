import {html} from 'hono/html';
import type {QueueView} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, waitRange} from '../words/times.ts';
import {frame, type Html, headLine, type PageProblem, type PageProps, problemNote, type Site} from './frame-view.ts';
import {noticeText, placeName, queueTitle, stateText} from './line-view.ts';

export interface QueuePageState {
  language: Language;
  site: Site;
  queue: QueueView;
  problem?: PageProblem;
  /** At least 22 characters, new for each page that is served, the same when a refused form is shown again. */
  idempotencyKey: string;
  /** What was typed, shown again after a refusal. */
  values: {name?: string; phone?: string};
}
export type QueuePageProps = QueuePageState & PageProps;

export function queuePage(props: QueuePageProps): Html {
  const {assets, ...state} = props;
  const title = `${queueTitle(props.queue, props.language)} · ${props.site.name}`;
  // No reload without JavaScript: it would empty a form that somebody is filling in.
  return frame(
    {...props, title, face: 'join', path: pathTo(props.queue), refreshS: null, state: {kind: 'queue', ...state}},
    queueBody(state),
  );
}

export function queueBody(props: QueuePageState): Html {
  const {language, site, queue, problem} = props;
  const say = sayer(phoneWords, language);
  const wait = queue.wait === null ? null : waitRange(queue.wait);
  const stateWord = stateText(queue, site.timeZone, language);
  return html`<div id="page" class="page">${headLine(props, pathTo(queue))}<main><section class="slip"><p class="muted">${say('joinTitle')}</p><h1>${localName(queue.name, language)}</h1>${queue.doctor === null ? '' : html`<p>${queue.doctor.name}</p>`}${
    stateWord === ''
      ? ''
      : html`<p class="state">${[stateWord, noticeText(queue, language)].filter(Boolean).join(' · ')}</p>`
  }<div class="tear"></div><dl class="big"><div><dt>${say('waitingLabel')}</dt><dd>${queue.waiting}</dd></div><div><dt>${say('waitLabel')}</dt>${
    wait === null
      ? html`<dd class="words">${say('waitUnknown')}</dd>`
      : html`<dd>${wait.range} <small>${say(wait.unit)}</small></dd>`
  }</div></dl>${nowServing(queue, language)}</section>${problem === undefined ? '' : problemNote(problem, language)}${
    queue.state === 'closed'
      ? html`<p class="note">${say('closedJoin')}</p>`
      : queue.full
        ? html`<p class="note">${say('fullJoin')}</p>`
        : joinForm(props)
  }<p class="foot"><a href="/">${say('otherQueues')}</a></p></main><footer class="muted">${say('asOf', {time: clockTime(queue.asOf, site.timeZone)})}</footer></div>`;
}

function joinForm(props: QueuePageState): Html {
  const {language, queue, values, idempotencyKey} = props;
  const say = sayer(phoneWords, language);
  const typed = (values.name ?? '') !== '' || (values.phone ?? '') !== '';
  const note =
    queue.state === 'paused' ? say('pausedJoin') : queue.state === 'not-started' ? say('notStartedJoin') : null;
  return html`${note === null ? '' : html`<p class="note">${note}</p>`}<form id="join" method="post" action="${pathTo(queue)}"><input type="hidden" name="language" value="${language}"><input type="hidden" name="idempotencyKey" value="${idempotencyKey}"><button class="btn main wide tall" type="submit">${say('joinButton')}</button><details${typed ? html` open` : ''}><summary>${say('joinMore')}</summary><label class="field">${say('name')}<input name="name" maxlength="100" autocomplete="name" value="${values.name ?? ''}"></label><label class="field">${say('phone')}<input name="phone" type="tel" inputmode="tel" maxlength="20" autocomplete="tel" value="${values.phone ?? ''}"></label></details></form><p class="muted promise">${say('joinPromise')}</p>`;
}

const pathTo = (queue: QueueView) => `/q/${encodeURIComponent(queue.code)}`;

/** Who is being served, and where; the first three. */
export function nowServing(queue: QueueView, language: Language): Html {
  const say = sayer(phoneWords, language);
  if (queue.nowServing.length === 0) return html`<p class="muted now">${say('nobodyServed')}</p>`;
  const more = queue.nowServing.length - 3;
  return html`<div class="now"><p class="muted">${say('nowServing')}</p><ul>${queue.nowServing
    .slice(0, 3)
    .map(
      ({number, servicePoint, state}) =>
        html`<li><b>${number}</b> · ${placeName(servicePoint, language)}${state === 'called' ? ` (${say('called')})` : ''}</li>`,
    )}</ul>${more > 0 ? html`<p class="muted">${say('and', {count: more})}</p>` : ''}</div>`;
}
