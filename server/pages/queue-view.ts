import {html, raw} from 'hono/html';
import type {QueueView} from '../queue/schema.ts';
import {joiningWords} from '../words/joining.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, waitRange} from '../words/times.ts';
import {frame, type Html, headLine, type PageProblem, type PageProps, problemNote, type Site} from './frame-view.ts';
import {nowServing, queueTitle} from './line-view.ts';
import {type MineItem, mineList} from './mine-view.ts';
import {noLineNote, stateText, stepsView, unordered} from './offer-view.ts';

export interface QueuePageState {
  language: Language;
  site: Site;
  queue: QueueView;
  /** This phone's own tokens in this line. */
  mine: MineItem[];
  /** The way to the doctor's bookable times, made by the server; empty where there are none. */
  later?: string;
  problem?: PageProblem;
  /** At least 22 characters, new for each page that is served, the same when a refused form is shown again. */
  idempotencyKey: string;
  /** What was typed, shown again after a refusal. */
  values: {name?: string; phone?: string};
  /** The server could not be asked again since the queue's `asOf`. */
  stale?: boolean;
}
export type QueuePageProps = QueuePageState & PageProps;

export function queuePage(props: QueuePageProps): Html {
  const {assets, ...given} = props;
  const state = {...given, queue: unordered(given.queue)};
  const title = `${queueTitle(props.queue, props.language)} · ${props.site.name}`;
  // No reload without JavaScript: it would empty a form that somebody is filling in.
  return frame(
    {...props, title, face: 'join', path: pathTo(props.queue), refreshS: null, state: {kind: 'queue', ...state}},
    queueBody(state),
  );
}

export function queueBody(props: QueuePageState): Html {
  const {language, site, queue, problem, mine} = props;
  const say = sayer(joiningWords, language);
  const stateWord = stateText(queue, site.timeZone, language);
  const shut = queue.state === 'closed' || queue.full;
  return html`<div id="page" class="page${props.stale ? ' old' : ''}">${headLine(props, pathTo(queue))}<main>${props.stale ? noLineNote(queue.asOf, site.timeZone, language) : ''}<section class="slip">${shut ? '' : html`<p class="muted">${say('joinTitle')}</p>`}<h1>${localName(queue.name, language)}</h1>${queue.doctor === null ? '' : html`<p>${queue.doctor.name}</p>`}${
    stateWord === '' ? '' : html`<p class="state">${stateWord}</p>`
  }${shut ? '' : waitFigures(queue, language)}</section>${
    problem === undefined ? '' : problemNote(problem, language, joiningWords[language])
  }${mine.length === 0 ? '' : html`<section class="have"><p>${say('haveOne')}</p>${mineList(mine, language)}</section>`}${
    queue.state === 'closed'
      ? html`<p class="note">${say('closedJoin')}</p>`
      : queue.full
        ? html`<p class="note">${say('fullJoin')}</p>`
        : joinForm(props)
  }${props.later && raw(props.later)}<p class="foot"><a class="btn" href="/">${say('otherQueues')}</a></p></main><footer class="muted">${sayer(phoneWords, language)('asOf', {time: clockTime(queue.asOf, site.timeZone)})}</footer></div>`;
}

function waitFigures(queue: QueueView, language: Language): Html {
  const say = sayer(joiningWords, language);
  const phone = sayer(phoneWords, language);
  const wait = queue.wait === null ? null : waitRange(queue.wait);
  return html`<div class="tear"></div><dl class="big"><div><dt>${say('waitingLabel')}</dt><dd>${queue.waiting}</dd></div>${
    // Where nobody waits there is no wait to be unknown.
    wait === null && queue.waiting === 0
      ? ''
      : html`<div><dt>${say('waitLabel')}</dt>${
          wait === null
            ? html`<dd class="words">${phone('waitUnknown')}</dd>`
            : html`<dd>${wait.range} <small>${phone(wait.unit)}</small></dd>`
        }</div>`
  }</dl>${nowServing(queue, language)}`;
}

function joinForm(props: QueuePageState): Html {
  const {language, queue, values, idempotencyKey, mine} = props;
  const say = sayer(joiningWords, language);
  const wrong = props.problem?.code === 'input.invalid' && (values.phone ?? '') !== '';
  const typed = (values.name ?? '') !== '' || (values.phone ?? '') !== '';
  const note =
    queue.state === 'paused' ? say('pausedJoin') : queue.state === 'not-started' ? say('notStartedJoin') : null;
  return html`${note === null ? '' : html`<p class="note">${note}</p>`}<form id="join" class="join" method="post" action="${pathTo(queue)}">${joinFields(language, idempotencyKey)}<button class="btn ${mine.length === 0 ? 'main ' : ''}wide tall" type="submit">${say(mine.length === 0 ? 'joinButton' : 'joinFamily')}</button><details${typed ? html` open` : ''}><summary>${say('joinMore')}</summary><label class="field">${say('name')}<input name="name" maxlength="100" autocomplete="name" aria-describedby="name-why" value="${values.name ?? ''}"></label><p class="muted" id="name-why">${say('nameWhy')}</p><label class="field">${say('phone')}<input name="phone" type="tel" inputmode="tel" maxlength="20" autocomplete="tel" aria-describedby="phone-why"${wrong ? raw(' aria-invalid="true"') : ''} value="${values.phone ?? ''}"></label><p class="muted" id="phone-why">${say('phoneWhy')}</p></details></form>${mine.length === 0 ? stepsView(language) : ''}<p class="muted promise">${say('joinPromise')}</p>`;
}

export const joinFields = (language: Language, idempotencyKey: string): Html =>
  html`<input type="hidden" name="language" value="${language}"><input type="hidden" name="idempotencyKey" value="${idempotencyKey}">`;

const pathTo = (queue: QueueView) => `/q/${encodeURIComponent(queue.code)}`;
