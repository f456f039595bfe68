import {useEffect, useState} from 'preact/hooks';
import type {BoxView, DeskEvent} from '../../../server/queue/schema.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {t, waitWords} from '../../parts/staff-words.tsx';
import {box, lines} from '../desk/lines.ts';
import {durationWords} from '../desk/questions.tsx';
import {glanceWords} from '../desk/queue-deeds.tsx';
import {figuresOf} from '../doctor/figures.ts';
import {ask} from '../sign-in/session.ts';
import {a, aCode} from './words.ts';

/** All queues at a glance, people at work, the box in one line. */
export function Today() {
  const events = [...lines.value.values()];
  const all = events.flatMap((event) => event.tokens);
  const figures = figuresOf(all);
  const rooms = new Set(events.flatMap((event) => event.queue.servicePoints.map((point) => point.id)));
  const atWork = new Set(events.flatMap((event) => event.queue.nowServing.map((one) => one.servicePoint.id)));
  const waiting = events.reduce((sum, event) => sum + event.queue.waiting, 0);
  return (
    <section aria-labelledby="today-title">
      <h2 id="today-title">{a('today')}</h2>
      <div class="cards">
        <Card words={a('waiting')} value={String(waiting)} />
        <Card words={a('served')} value={String(figures.seen)} />
        <Card words={a('medianWait')} value={minutesOr(figures.medianWaitMinutes)} />
        <Card words={a('p90Wait')} value={minutesOr(figures.p90WaitMinutes)} />
        <Card words={a('roomsAtWork')} value={a('ofRooms', {n: atWork.size, all: rooms.size})} />
      </div>
      <div class="scroll">
        <table class="plain">
          <caption class="unseen">{a('allQueues')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('queue')}</th>
              <th scope="col">{a('state')}</th>
              <th scope="col">{a('nowServing')}</th>
              <th scope="col" class="figure">
                {a('waiting')}
              </th>
              <th scope="col" class="figure">
                {a('served')}
              </th>
              <th scope="col" class="figure">
                {a('noShows')}
              </th>
              <th scope="col" class="figure">
                {a('medianWait')}
              </th>
              <th scope="col" class="figure">
                {a('p90Wait')}
              </th>
              <th scope="col" class="figure">
                {a('estimate')}
              </th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <QueueRow key={event.queue.id} event={event} />
            ))}
          </tbody>
        </table>
      </div>
      {events.length === 0 ? <p class="muted empty">{t('noQueues')}</p> : null}
      {events.some((event) => event.truncated) ? <p class="muted">{a('truncatedNote')}</p> : null}
      <p class="box-line">
        <b>{a('boxLine')}</b> {box.value ? boxWords(box.value) : t('loading')}
      </p>
    </section>
  );
}

function Card({words, value}: {words: string; value: string}) {
  return (
    <div class="card">
      <span class="muted">{words}</span>
      <strong>{value}</strong>
    </div>
  );
}

const minutesOr = (value: number | null) => (value === null ? a('none') : t('minutes', {n: value}));

function QueueRow({event}: {event: DeskEvent}) {
  const {queue, tokens} = event;
  const figures = figuresOf(tokens);
  return (
    <tr>
      <th scope="row">
        {queue.name}
        {queue.doctor ? <span class="muted"> · {queue.doctor.name}</span> : null}
      </th>
      <td>
        <span class={`standing ${queue.state}`}>
          <i aria-hidden="true" />
          {queue.state === 'open' && queue.lateMinutes === 0 && !queue.full
            ? t('queue.open')
            : glanceWords({...queue, nowServing: [], wait: null})}
        </span>
      </td>
      <td>{queue.nowServing.map((one) => `${one.number} · ${one.servicePoint.name}`).join(', ') || a('none')}</td>
      <td class="figure big">{queue.waiting}</td>
      <td class="figure">{figures.seen}</td>
      <td class="figure">{tokens.filter((token) => token.state === 'no-show').length}</td>
      <td class="figure">{minutesOr(figures.medianWaitMinutes)}</td>
      <td class="figure">{minutesOr(figures.p90WaitMinutes)}</td>
      <td class="figure">{queue.wait ? waitWords(queue.wait) : a('none')}</td>
    </tr>
  );
}

function boxWords(now: BoxView): string {
  const gb = (now.disk.freeBytes / 1e9).toFixed(1);
  return [
    now.serviceDay ?? a('day.closed'),
    now.clock.state === 'ok' ? a('clockOk') : a('clockSuspect'),
    now.disk.state === 'ok' ? a('diskFree', {gb}) : now.disk.state === 'low' ? a('diskLow') : a('diskFull'),
    now.cloud.state === 'off' ? a('cloudOff') : now.cloud.state === 'ok' ? a('cloudOk') : a('cloudBehind'),
    a('version', {version: now.version}),
  ].join(' · ');
}

const statusMs = 10_000;

/** Everything that the box says of itself, as it says it. */
export function Status() {
  const [status, setStatus] = useState<Record<string, unknown> | null>(null);
  const [fault, setFault] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const load = () =>
      ask<Record<string, unknown>>('/api/status', stop.signal)
        .then((answer) => {
          setStatus(answer);
          setFault(false);
        })
        .catch(() => setFault(true));
    void load();
    const timer = setInterval(load, statusMs);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);
  return (
    <section aria-labelledby="status-title">
      <h2 id="status-title">{a('status')}</h2>
      {fault ? <p class="note stale">{t('unreachable')}</p> : null}
      {status === null ? (
        <p role="status">{t('loading')}</p>
      ) : (
        <dl class="facts">
          {flat(status).map(([key, value]) => (
            <div key={key}>
              <dt class="muted">{aCode('box', key.replace(/\.\d+(?=\.|$)/, '')) ?? key}</dt>
              <dd>{valueWords(key, value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** A figure of the box in people's units; what has none is shown as it came. */
function valueWords(key: string, value: string): string {
  const number = value === '' ? Number.NaN : Number(value);
  if (key.endsWith('Bytes') && Number.isFinite(number)) return a('gigabytes', {gb: (number / 1e9).toFixed(1)});
  if (key.endsWith('Seconds') && Number.isFinite(number)) return durationWords(number * 1_000);
  if (key.endsWith('Rate') && Number.isFinite(number)) return `${Math.round(number * 100)} %`;
  if (key.endsWith('At') && !Number.isNaN(Date.parse(value))) return `${value.slice(0, 10)} ${clockTimeOf(value)}`;
  if (key.endsWith('hash')) return `${value.slice(0, sealLetters)} …`;
  return aCode('is', value) ?? value;
}

/** Enough of a hash to tell two apart by eye. */
const sealLetters = 12;
const flatMost = 200;

/** Nested figures as `clock.state` and its value. */
export function flat(value: unknown, path = ''): [string, string][] {
  if (value === null || typeof value !== 'object') return [[path, value === null ? '–' : String(value)]];
  const entries = Array.isArray(value) ? value.map((one, at) => [String(at + 1), one] as const) : Object.entries(value);
  if (entries.length === 0) return [[path, '–']];
  return entries.flatMap(([key, one]) => flat(one, path === '' ? key : `${path}.${key}`)).slice(0, flatMost);
}
