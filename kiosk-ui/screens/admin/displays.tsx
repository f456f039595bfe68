import {useEffect, useRef, useState} from 'preact/hooks';
import type {DisplayView} from '../../../server/staff/schema.ts';
import {Refusal, remove} from '../../api.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask, send, watched} from '../sign-in/session.ts';
import {lists, loadList, nameOf} from './data.ts';
import {browserWords, isAlive, timeWords} from './heard.ts';
import {p} from './screens-words.ts';
import {Stack} from './stack.tsx';
import {tellDone} from './undo.ts';

const againMs = 10_000;

/** TVs and kiosks: connect by the code on their screen, see which are on, disconnect. */
export function Displays() {
  const [rows, setRows] = useState<DisplayView[] | null>(null);
  const [cut, setCut] = useState(false);
  const [address, setAddress] = useState(location.origin);
  const load = () =>
    ask<{items: DisplayView[]}>('/api/displays?limit=200')
      .then(({items}) => {
        setRows(items);
        setCut(false);
      })
      .catch(() => setCut(true));
  useEffect(() => {
    void load();
    void loadList('boards').catch(() => undefined);
    ask<{items: {key: string; value: unknown}[]}>('/api/settings')
      .then(({items}) => {
        const named = items.find(({key}) => key === 'siteAddress')?.value;
        if (typeof named === 'string' && named !== '') setAddress(named.replace(/\/$/, ''));
      })
      .catch(() => undefined);
    const timer = setInterval(load, againMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <section aria-labelledby="displays-title">
      <h2 id="displays-title">{p('displays')}</h2>
      <p class="muted">{p('displaysIntro')}</p>
      {cut ? (
        <p class="note stale" role="alert">
          {p('unreachable')}
        </p>
      ) : null}
      <Pairing address={`${address}/board`} done={load} />
      {rows === null ? (
        cut ? null : (
          <p role="status">{t('loading')}</p>
        )
      ) : rows.length === 0 ? (
        <div class="muted empty">
          <p>{p('noDisplays')}</p>
          <p>{p('noDisplaysMore')}</p>
        </div>
      ) : (
        <Rows rows={rows} load={load} />
      )}
    </section>
  );
}

function Pairing({address, done}: {address: string; done: () => Promise<void>}) {
  const [fault, setFault] = useState<string | null>(null);
  async function pair(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    setFault(null);
    try {
      await send('/api/displays/pair', {
        code: String(fields.get('code')).trim(),
        boardId: String(fields.get('board')),
        kind: String(fields.get('kind')),
      });
      form.reset();
      tellDone(p('paired'));
      await done();
    } catch (error) {
      const missing = error instanceof Refusal && (error.code === 'display.missing' || error.code === 'input.invalid');
      setFault(missing ? p('noSuchCode') : wordsOf(error).title);
      form.querySelector<HTMLInputElement>('[name=code]')?.focus();
    }
  }
  return (
    <form class="slip pair" onSubmit={pair} aria-labelledby="pair-title">
      <h3 id="pair-title">{p('pairTitle')}</h3>
      <ol class="steps">
        <li>{p('step1', {address})}</li>
        <li>{p('step2')}</li>
        <li>{p('step3')}</li>
      </ol>
      <div class="filters">
        <label class="field">
          {p('code')}
          <input
            name="code"
            class="code"
            required
            maxLength={12}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-invalid={fault !== null}
            aria-describedby="pair-fault"
          />
        </label>
        <label class="field">
          {p('kind')}
          <select name="kind">
            <option value="board">{p('kind.board')}</option>
            <option value="kiosk">{p('kind.kiosk')}</option>
          </select>
        </label>
        <label class="field">
          {p('boardShown')}
          <select name="board">
            <option value="all">{p('allBoard')}</option>
            {(lists.value.boards ?? []).map((board) => (
              <option key={board.id} value={board.id}>
                {String(board.name)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="btn main">
          {p('pair')}
        </button>
      </div>
      <p id="pair-fault" class="missing" role="alert">
        {fault}
      </p>
    </form>
  );
}

function Rows({rows, load}: {rows: readonly DisplayView[]; load: () => Promise<void>}) {
  const [asking, setAsking] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    // The question takes the place of the button that had the focus, and gives it back.
    const id = asking ?? before.current;
    if (id) table.current?.querySelector<HTMLElement>(`[data-unpair="${id}"]`)?.focus();
    before.current = asking;
  }, [asking]);
  async function unpair(id: string) {
    try {
      await watched(() => remove(`/api/displays/${encodeURIComponent(id)}`));
      tellDone(p('unpaired', {n: id}));
    } catch (error) {
      tellDone(wordsOf(error).title);
    }
    setAsking(null);
    await load();
  }
  return (
    <Stack>
      <table ref={table} class="plain">
        <thead>
          <tr>
            <th scope="col">{p('display')}</th>
            <th scope="col">{p('shows')}</th>
            <th scope="col">{p('state')}</th>
            <th scope="col">{p('where')}</th>
            <th scope="col">{p('connectedOn')}</th>
            <th scope="col">
              <span class="unseen">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {p(`kind.${row.kind}`)} {row.id}
              </th>
              <td>
                {row.kind === 'kiosk' ? '–' : row.boardId === 'all' ? p('allBoard') : nameOf('boards', row.boardId)}
              </td>
              <td>
                <Alive row={row} />
              </td>
              <td>
                {row.address ? p('address', {address: row.address}) : '–'}
                {row.browser ? <span class="hint">{browserWords(row.browser)}</span> : null}
              </td>
              <td class="when">{timeWords(row.pairedAt)}</td>
              <td class="end">
                {asking === row.id ? (
                  <span class="sure" role="alert">
                    <span>{p('unpairSure', {n: row.id})}</span>
                    <button
                      type="button"
                      class="btn danger small"
                      data-unpair={row.id}
                      onClick={() => void unpair(row.id)}
                    >
                      {p('yesUnpair')}
                    </button>
                    <button type="button" class="btn quiet small" onClick={() => setAsking(null)}>
                      {p('keep')}
                    </button>
                  </span>
                ) : (
                  <>
                    {row.kind === 'board' ? (
                      <a class="btn quiet small" href={`/board/${row.boardId}`} target="_blank" rel="noreferrer">
                        {p('preview')}
                      </a>
                    ) : null}
                    <button type="button" class="btn small" data-unpair={row.id} onClick={() => setAsking(row.id)}>
                      {p('unpair')}
                      <span class="unseen"> {row.id}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}

function Alive({row}: {row: DisplayView}) {
  const alive = isAlive(row.lastHeardAt);
  return (
    <>
      <span class={alive ? 'standing open' : 'standing closed'}>
        <i aria-hidden="true" />
        {alive ? p('alive') : row.lastHeardAt ? p('silentSince', {time: timeWords(row.lastHeardAt)}) : p('neverHeard')}
      </span>
      {alive ? null : <span class="hint">{p('silentWhy')}</span>}
    </>
  );
}
