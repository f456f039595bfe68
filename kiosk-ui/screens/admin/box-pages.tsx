import {useEffect, useState} from 'preact/hooks';
import {localName} from '../../../server/words/names.ts';
import {clockTimeOf, dayWords} from '../../parts/staff-time.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {lines} from '../desk/lines.ts';
import {ask, send} from '../sign-in/session.ts';
import {HousePosters, Printers} from './printers.tsx';
import {a} from './words.ts';

export function Posters() {
  return (
    <section aria-labelledby="posters-title">
      <h2 id="posters-title">{a('posters')}</h2>
      <p class="muted">{a('posterHint')}</p>
      <HousePosters />
      <ul class="needs">
        {[...lines.value.values()].map(({queue}) => (
          <li key={queue.id} class="need met">
            <b class="grow">
              {localName(queue.name, language.value)} <span class="muted">{queue.code}</span>
            </b>
            <a class="btn small" href={`/poster/${queue.code}`} target="_blank" rel="noreferrer">
              {a('openPoster')}
            </a>
          </li>
        ))}
      </ul>
      <Printers />
    </section>
  );
}

interface DayAnswer {
  serviceDay: string;
  state: 'open' | 'closed';
  openedAt: string | null;
  closedAt: string | null;
}

/** The stored day. Closing is not undone, so it asks once. */
export function Day() {
  const [day, setDay] = useState<DayAnswer | null>(null);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const load = () => ask<DayAnswer>('/api/service-day').then(setDay);
  useEffect(() => {
    load().catch((error) => setFault(wordsOf(error).title));
  }, []);
  async function change(deed: 'open' | 'close') {
    setBusy(true);
    setFault(null);
    setSure(false);
    try {
      await send(`/api/service-day/${deed}`);
      await load();
    } catch (error) {
      const {title, detail} = wordsOf(error);
      setFault(`${title} ${detail === title ? '' : detail}`);
    } finally {
      setBusy(false);
    }
  }
  const waiting = [...lines.value.values()].reduce((sum, event) => sum + event.queue.waiting, 0);
  return (
    <section aria-labelledby="day-title">
      <h2 id="day-title">{a('day')}</h2>
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      {day === null ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : (
        <div class="slip pair">
          <p class="num day-num">{dayWords(language.value, Date.parse(`${day.serviceDay}T12:00:00Z`))}</p>
          <p>
            <b>{a(`day.${day.state}`)}</b>
            <span class="muted">
              {day.openedAt ? ` · ${a('openedAt')} ${clockTimeOf(day.openedAt)}` : ''}
              {day.closedAt ? ` · ${a('closedAt')} ${clockTimeOf(day.closedAt)}` : ''}
            </span>
          </p>
          {day.state === 'closed' ? (
            <button type="button" class="btn main" disabled={busy} onClick={() => void change('open')}>
              {a('openDay')}
            </button>
          ) : sure ? (
            <p class="row">
              <span>{a('reallyCloseDay', {n: waiting})}</span>
              <button type="button" class="btn danger" disabled={busy} onClick={() => void change('close')}>
                {a('yesCloseDay')}
              </button>
              <button type="button" class="btn quiet" onClick={() => setSure(false)}>
                {t('leave')}
              </button>
            </p>
          ) : (
            <button type="button" class="btn" disabled={busy} onClick={() => setSure(true)}>
              {a('closeDay')}
            </button>
          )}
          <p class="muted">{a('closeDayHint')}</p>
        </div>
      )}
    </section>
  );
}
