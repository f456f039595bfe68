import {useEffect, useState} from 'preact/hooks';
import {remove} from '../../api.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {lines} from '../desk/lines.ts';
import {ask, send, watched} from '../sign-in/session.ts';
import {lists, loadList, nameOf} from './data.ts';
import {a} from './words.ts';

interface DisplayRow {
  id: string;
  kind: 'board' | 'kiosk';
  boardId: string | null;
}

/** Pairing: the TV shows a code, the administrator types it. */
export function Displays() {
  const [rows, setRows] = useState<DisplayRow[]>([]);
  const [address, setAddress] = useState(location.origin);
  const [said, setSaid] = useState<{bad: boolean; text: string} | null>(null);
  const load = () => ask<{items: DisplayRow[]}>('/api/displays').then((answer) => setRows(answer.items));
  useEffect(() => {
    const findAddress = () =>
      ask<{items: {key: string; value: unknown}[]}>('/api/settings').then(({items}) => {
        const named = items.find(({key}) => key === 'siteAddress')?.value;
        if (typeof named === 'string' && named !== '') setAddress(named.replace(/\/$/, ''));
      });
    Promise.all([loadList('boards'), load(), findAddress()]).catch((error) =>
      setSaid({bad: true, text: wordsOf(error).title}),
    );
  }, []);

  async function pair(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    try {
      await send('/api/displays/pair', {
        code: String(fields.get('code')).trim(),
        boardId: String(fields.get('board')),
        kind: String(fields.get('kind')),
      });
      form.reset();
      setSaid({bad: false, text: a('paired')});
      await load();
    } catch (error) {
      const {title, detail} = wordsOf(error);
      setSaid({bad: true, text: `${title} ${detail === title ? '' : detail}`});
    }
  }

  async function unpair(row: DisplayRow) {
    try {
      setSaid(null);
      await watched(() => remove(`/api/displays/${encodeURIComponent(row.id)}`));
      await load();
    } catch (error) {
      setSaid({bad: true, text: wordsOf(error).title});
    }
  }

  return (
    <section aria-labelledby="displays-title">
      <h2 id="displays-title">{a('displays')}</h2>
      <form class="slip pair" onSubmit={pair}>
        <h3>{a('pairTitle')}</h3>
        <p class="muted">{a('pairHint', {address: `${address}/board`})}</p>
        <div class="filters">
          <label class="field">
            {a('pairCode')}
            <input name="code" required maxLength={20} autocomplete="off" spellcheck={false} />
          </label>
          <label class="field">
            {a('board')}
            <select name="board">
              <option value="all">all</option>
              {(lists.value.boards ?? []).map((board) => (
                <option key={board.id} value={board.id}>
                  {String(board.name)}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            {a('kind')}
            <select name="kind">
              <option value="board">{a('kind.board')}</option>
              <option value="kiosk">{a('kind.kiosk')}</option>
            </select>
          </label>
          <button type="submit" class="btn main">
            {a('pair')}
          </button>
        </div>
        <p role="status" class={said?.bad ? 'missing' : 'muted'}>
          {said?.text}
        </p>
      </form>
      {rows.length === 0 ? (
        <p class="muted empty">{a('noDisplays')}</p>
      ) : (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{a('displays')}</th>
              <th scope="col">{a('board')}</th>
              <th scope="col">
                <span class="unseen">{t('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {a(`kind.${row.kind}`)} {row.id}
                </th>
                <td>{row.boardId === 'all' ? 'all' : nameOf('boards', row.boardId)}</td>
                <td class="end">
                  <button type="button" class="btn small" onClick={() => void unpair(row)}>
                    {a('unpair')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function Posters() {
  return (
    <section aria-labelledby="posters-title">
      <h2 id="posters-title">{a('posters')}</h2>
      <p class="muted">{a('posterHint')}</p>
      <ul class="needs">
        {[...lines.value.values()].map(({queue}) => (
          <li key={queue.id} class="need met">
            <b class="grow">
              {queue.name} <span class="muted">{queue.code}</span>
            </b>
            <a class="btn small" href={`/poster/${queue.code}`} target="_blank" rel="noreferrer">
              {a('openPoster')}
            </a>
          </li>
        ))}
      </ul>
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
          <p class="num day-num">{day.serviceDay}</p>
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
