import {useEffect, useState} from 'preact/hooks';
import type {DeskEvent} from '../../../server/queue/schema.ts';
import type {SessionView} from '../../../server/staff/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {clockTimeOf, dayWords, serverNowMs} from '../../parts/staff-time.ts';
import {language, t, waitWords} from '../../parts/staff-words.tsx';
import {lines, live, nowMs} from '../desk/lines.ts';
import {durationWords} from '../desk/questions.tsx';
import {glanceWords} from '../desk/queue-deeds.tsx';
import {remember} from '../desk/remember.ts';
import {figuresOf} from '../doctor/figures.ts';
import {ask} from '../sign-in/session.ts';
import {followStatus, healthOf, status, statusCut} from './box-health.ts';
import {HourChart} from './chart.tsx';
import {type HourFigures, hoursOf} from './day-hours.ts';
import {HealthList} from './health-list.tsx';
import {Stack} from './stack.tsx';
import {d} from './today-words.ts';
import {a} from './words.ts';
import {longestOf, worthALook} from './worth-a-look.ts';

/** All queues at a glance, who is at work, what stands out, the day by hour, the box in one line each. */
export function Today() {
  useEffect(followStatus, []);
  const events = [...lines.value.values()];
  const now = serverNowMs(nowMs.value);
  const all = events.flatMap((event) => event.tokens);
  const heardAt = live.value.heardAtMs;
  return (
    <section aria-labelledby="today-title" class="today">
      <div class="section-head">
        <h2 id="today-title">{d('title')}</h2>
        <span class="muted head-more">{dayWords(language.value, now)}</span>
      </div>
      {!live.value.fresh && heardAt !== null ? (
        <p class="note stale">{d('asOf', {time: clockTimeOf(new Date(serverNowMs(heardAt)).toISOString())})}</p>
      ) : null}
      {lines.value.size === 0 ? (
        <p role="status">{live.value.fresh ? t('noQueues') : t('loading')}</p>
      ) : (
        <>
          <Cards events={events} now={now} />
          <Looks events={events} now={now} />
          <Queues events={events} />
          <Hours hours={hoursOf(all)} />
        </>
      )}
      <section aria-labelledby="health-title">
        <div class="section-head">
          <h3 id="health-title">{d('health')}</h3>
          <a class="head-more" href="#status">
            {d('toStatus')}
          </a>
        </div>
        {statusCut.value ? <p class="note stale">{d('unreachable')}</p> : null}
        {status.value ? <HealthList lines={healthOf(status.value)} /> : null}
      </section>
    </section>
  );
}

const minutesOr = (value: number | null) => (value === null ? a('none') : t('minutes', {n: value}));

function Cards({events, now}: {events: DeskEvent[]; now: number}) {
  const figures = figuresOf(events.flatMap((event) => event.tokens));
  const rooms = new Set(events.flatMap((event) => event.queue.servicePoints.map((point) => point.id)));
  const atWork = new Set(events.flatMap((event) => event.queue.nowServing.map((one) => one.servicePoint.id)));
  const waiting = events.reduce((sum, event) => sum + event.queue.waiting, 0);
  const longest = longestOf(events, now);
  const people = usePeople();
  return (
    <dl class="cards seven">
      <Card words={d('waiting')} value={String(waiting)} />
      <Card
        words={d('longest')}
        value={longest ? durationWords(longest.ms) : a('none')}
        more={longest ? d('longestWhere', {...longest}) : d('nobodyWaits')}
      />
      <Card words={d('served')} value={String(figures.seen)} />
      <Card words={d('medianWait')} value={minutesOr(figures.medianWaitMinutes)} more={d('medianHint')} />
      <Card words={d('p90Wait')} value={minutesOr(figures.p90WaitMinutes)} />
      <Card words={d('rooms')} value={d('ofRooms', {n: atWork.size, all: rooms.size})} />
      <Card words={d('people')} value={people === null ? a('none') : String(people)} more={d('peopleHint')} />
    </dl>
  );
}

const peopleAgainMs = 30_000;
const atWorkMs = 10 * 60_000;

/** How many people have been heard lately; null: not known. */
function usePeople(): number | null {
  const [people, setPeople] = useState<number | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const load = () =>
      ask<{items: SessionView[]}>('/api/sessions?limit=200', stop.signal)
        .then(({items}) => {
          const lately = items.filter(
            (one) => one.lastHeardAt !== null && serverNowMs() - Date.parse(one.lastHeardAt) < atWorkMs,
          );
          setPeople(new Set(lately.map((one) => one.user.id)).size);
        })
        .catch(() => undefined);
    void load();
    const timer = setInterval(load, peopleAgainMs);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);
  return people;
}

function Card({words, value, more}: {words: string; value: string; more?: string}) {
  return (
    <div class="card">
      <dt class="muted">{words}</dt>
      <dd>
        <strong>{value}</strong>
        {more ? <span class="muted">{more}</span> : null}
      </dd>
    </div>
  );
}

function Looks({events, now}: {events: DeskEvent[]; now: number}) {
  const looks = worthALook(events, now);
  return (
    <section aria-labelledby="look-title">
      <h3 id="look-title">{d('look')}</h3>
      {looks.length === 0 ? (
        <p class="muted">{d('nothingToLook')}</p>
      ) : (
        <ul class="looks">
          {looks.map(({queueId, words}) => (
            <li key={words}>
              <LineLink queueId={queueId}>{words}</LineLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** To the desk, with this line chosen there. */
function LineLink({queueId, label, children}: {queueId: string; label?: string; children: string}) {
  const choose = () => remember('desk.queue', queueId);
  return (
    <a href="/desk" aria-label={label} onClick={choose} onAuxClick={choose}>
      {children}
    </a>
  );
}

function Queues({events}: {events: DeskEvent[]}) {
  return (
    <Stack>
      <table class="plain queues-today">
        <caption class="unseen">{d('queues')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('queue')}</th>
            <th scope="col">{a('state')}</th>
            <th scope="col">{a('nowServing')}</th>
            <th scope="col" class="figure">
              {d('waiting')}
            </th>
            <th scope="col" class="figure">
              {d('served')}
            </th>
            <th scope="col" class="figure">
              {a('noShows')}
            </th>
            <th scope="col" class="figure">
              {d('medianWait')}
            </th>
            <th scope="col" class="figure">
              {d('p90Wait')}
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
      {events.some((event) => event.truncated) ? <p class="muted">{a('truncatedNote')}</p> : null}
    </Stack>
  );
}

function QueueRow({event}: {event: DeskEvent}) {
  const {queue, tokens} = event;
  const figures = figuresOf(tokens);
  const name = localName(queue.name, language.value);
  return (
    <tr>
      <th scope="row">
        <LineLink queueId={queue.id} label={d('openLine', {queue: name})}>
          {name}
        </LineLink>
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
      <td>
        {queue.nowServing.length === 0 ? a('none') : null}
        {queue.nowServing.map((one) => (
          <span key={one.number} class="now-there">
            {one.number} · {localName(one.servicePoint.name, language.value)}
          </span>
        ))}
      </td>
      <td class="figure big">{queue.waiting}</td>
      <td class="figure">{figures.seen}</td>
      <td class="figure">{tokens.filter((token) => token.state === 'no-show').length}</td>
      <td class="figure">{minutesOr(figures.medianWaitMinutes)}</td>
      <td class="figure">{minutesOr(figures.p90WaitMinutes)}</td>
      <td class="figure">{queue.wait ? waitWords(queue.wait) : d('notKnown')}</td>
    </tr>
  );
}

function Hours({hours}: {hours: HourFigures[]}) {
  return (
    <section aria-labelledby="hours-title">
      <h3 id="hours-title">{d('byHour')}</h3>
      {hours.length === 0 ? (
        <p class="muted">{d('noHours')}</p>
      ) : (
        <>
          <HourChart hours={hours} />
          <details class="as-table">
            <summary>{d('asTable')}</summary>
            <table class="plain narrow">
              <thead>
                <tr>
                  <th scope="col">{d('hour')}</th>
                  <th scope="col" class="figure">
                    {d('given')}
                  </th>
                  <th scope="col" class="figure">
                    {d('hourServed')}
                  </th>
                  <th scope="col" class="figure">
                    {d('hourWait')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {hours.map((one) => (
                  <tr key={one.hour}>
                    <th scope="row">
                      {one.hour}–{one.hour + 1}
                    </th>
                    <td class="figure">{one.given}</td>
                    <td class="figure">{one.served}</td>
                    <td class="figure">{minutesOr(one.medianWaitMinutes)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </section>
  );
}
