import {signal} from '@preact/signals';
import type {ComponentChildren} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import type {QueueEvent, QueueView, StaffTokenView} from '../../../server/queue/schema.ts';
import {type ReasonKind, reasonsOf} from '../../../server/words/reasons.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {codeWords, nameOf, t} from '../../parts/staff-words.tsx';
import {ask} from '../sign-in/session.ts';
import {wordsOf} from './act.ts';
import {Flood} from './flood.tsx';

/** What is being asked now; the choice goes to `answer`. One question at a time. */
export type Question =
  | {kind: 'reason'; why: ReasonKind; title: string; answer: (reason: string) => void}
  | {kind: 'choose'; title: string; options: {id: string; words: string; more?: string}[]; answer: (id: string) => void}
  | {kind: 'pause'; title: string; answer: (reason: string, minutes: number) => void}
  | {kind: 'late'; title: string; minutes: number; answer: (minutes: number) => void}
  | {kind: 'timeline'; token: StaffTokenView}
  | {kind: 'flood'; queue: QueueEvent}
  /** A screen's own. */
  | {kind: 'own'; title: string; body: () => ComponentChildren; wide?: boolean; reading?: boolean};

export const question = signal<Question | null>(null);
export const leaveQuestion = () => {
  question.value = null;
};

/** A question that follows from another one takes the focus anew. */
export function Questions() {
  const now = question.value;
  return now === null ? null : <Asked key={`${now.kind} ${'title' in now ? now.title : ''}`} now={now} />;
}

function Asked({now}: {now: Question}) {
  const leaving =
    <Args extends unknown[]>(answer: (...args: Args) => void) =>
    (...args: Args) => {
      leaveQuestion();
      answer(...args);
    };
  switch (now.kind) {
    case 'reason':
      return (
        <Dialog title={now.title} onLeave={leaveQuestion}>
          <Reasons why={now.why} answer={leaving(now.answer)} />
        </Dialog>
      );
    case 'choose':
      return (
        <Dialog title={now.title} onLeave={leaveQuestion}>
          <Numbered options={now.options} answer={leaving(now.answer)} />
        </Dialog>
      );
    case 'pause':
      return (
        <Dialog title={now.title} onLeave={leaveQuestion}>
          <Pause answer={leaving(now.answer)} />
        </Dialog>
      );
    case 'late':
      return (
        <Dialog title={now.title} onLeave={leaveQuestion}>
          <Late minutes={now.minutes} answer={leaving(now.answer)} />
        </Dialog>
      );
    case 'timeline':
      return (
        <Dialog title={t('timelineOf', {number: now.token.number})} onLeave={leaveQuestion} reading>
          <Timeline token={now.token} />
        </Dialog>
      );
    case 'flood':
      return (
        <Dialog title={t('floodTitle', {queue: nameOf(now.queue.name)})} onLeave={leaveQuestion}>
          <Flood queue={now.queue} leave={leaveQuestion} />
        </Dialog>
      );
    case 'own':
      return (
        <Dialog title={now.title} onLeave={leaveQuestion} wide={now.wide ?? false} reading={now.reading ?? false}>
          {now.body()}
        </Dialog>
      );
  }
}

/** A list that a digit or a tap answers. */
function Numbered(props: {options: {id: string; words: string; more?: string}[]; answer: (id: string) => void}) {
  const {options, answer} = props;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.repeat || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
      const option = options[Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? event.key) - 1];
      if (!option) return;
      event.preventDefault();
      answer(option.id);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [options, answer]);
  return (
    <ul class="choices">
      {props.options.map((option, place) => (
        <li key={option.id}>
          <button type="button" class="btn choice" onClick={() => props.answer(option.id)}>
            <span class="choice-words">
              {option.words}
              {option.more ? <span class="muted"> · {option.more}</span> : null}
            </span>
            {place < 9 ? <kbd>{place + 1}</kbd> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Reasons(props: {why: ReasonKind; answer: (reason: string) => void; button?: string}) {
  const [own, setOwn] = useState('');
  return (
    <>
      <Numbered
        options={reasonsOf[props.why].map((code) => ({id: code, words: codeWords('reason', code)}))}
        answer={props.answer}
      />
      <form
        class="own-words"
        onSubmit={(event) => {
          event.preventDefault();
          if (own.trim()) props.answer(own.trim());
        }}
      >
        <label class="field">
          {t('ownWords')}
          <input value={own} maxLength={200} onInput={(event) => setOwn(event.currentTarget.value)} />
        </label>
        <button type="submit" class="btn main" disabled={own.trim() === ''}>
          {t('ok')} <kbd>↵</kbd>
        </button>
      </form>
    </>
  );
}

const pauseMinutes = [5, 10, 15, 30];

function Pause({answer}: {answer: (reason: string, minutes: number) => void}) {
  const [minutes, setMinutes] = useState(10);
  return (
    <>
      <fieldset class="minutes">
        <legend>{t('pauseFor')}</legend>
        {pauseMinutes.map((one) => (
          <label key={one} class={one === minutes ? 'pick on' : 'pick'}>
            <input type="radio" name="minutes" checked={one === minutes} onChange={() => setMinutes(one)} />
            {t('forMinutes', {n: one})}
          </label>
        ))}
      </fieldset>
      <p class="muted">{t('pauseSeen')}</p>
      <Reasons why="pause" answer={(reason) => answer(reason, minutes)} />
    </>
  );
}

const lateSteps = [0, 5, 10, 15, 20, 25, 30, 45, 60];

function Late({minutes, answer}: {minutes: number; answer: (minutes: number) => void}) {
  const steps = lateSteps.includes(minutes) ? lateSteps : [...lateSteps, minutes].sort((a, b) => a - b);
  return (
    <ul class="choices three">
      {steps.map((one) => (
        <li key={one}>
          <button type="button" class="btn choice" aria-pressed={one === minutes} onClick={() => answer(one)}>
            {one === 0 ? t('notLate') : t('forMinutes', {n: one})}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface TimelineItem {
  at: string;
  what: string;
  /** A name, or what kind of actor it was. */
  who: string;
  device: string | null;
  sinceMs: number | null;
}

export function durationWords(ms: number): string {
  if (ms < 60_000) return t('durationSeconds', {n: Math.round(ms / 1000)});
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return t('durationMinutes', {n: minutes});
  const h = Math.floor(minutes / 60);
  return h === 1 ? t('durationHour', {m: minutes % 60}) : t('durationHours', {h, m: minutes % 60});
}

function Timeline({token}: {token: StaffTokenView}) {
  const [items, setItems] = useState<TimelineItem[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    ask<{items: TimelineItem[]}>(`/api/tokens/${encodeURIComponent(token.id)}/timeline`, stop.signal)
      .then((answer) => setItems(answer.items))
      .catch((error) => {
        if (!stop.signal.aborted) setFault(wordsOf(error).title);
      });
    return () => stop.abort();
  }, [token.id]);
  if (fault !== null) return <p role="alert">{fault}</p>;
  if (items === null) return <p role="status">{t('loading')}</p>;
  if (items.length === 0) return <p>{t('noTimeline')}</p>;
  return (
    <ol class="timeline">
      {items.map((item, place) => (
        <li key={`${item.at}${item.what}${place}`}>
          <b>{clockTimeOf(item.at)}</b>
          <span>
            {codeWords('fact', item.what)}
            <span class="muted">{` · ${codeWords('who', item.who)}`}</span>
          </span>
          <span class="muted">{item.sinceMs ? t('after', {time: durationWords(item.sinceMs)}) : ''}</span>
        </li>
      ))}
    </ol>
  );
}

/** Asks where a token goes. Every open line but its own is offered. */
export async function askTransfer(token: StaffTokenView, answer: (queueId: string) => void) {
  let queues: QueueView[] = [];
  try {
    queues = (await ask<{items: QueueView[]}>('/api/queues')).items;
  } catch {
    // The picker then opens empty; leaving it is the way out.
  }
  question.value = {
    kind: 'choose',
    title: t('whereTransfer', {number: token.number}),
    options: queues
      .filter((queue) => queue.id !== token.queue.id && queue.state !== 'closed')
      .map((queue) => ({id: queue.id, words: nameOf(queue.name), more: t('waitingCount', {n: queue.waiting})})),
    answer,
  };
}
