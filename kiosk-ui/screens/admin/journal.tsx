import {useEffect, useState} from 'preact/hooks';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {codeWords, t} from '../../parts/staff-words.tsx';
import {reasonWords, wordsOf} from '../desk/act.ts';
import {findToken, lines} from '../desk/lines.ts';
import {ask} from '../sign-in/session.ts';
import {aboutOf} from './about.ts';
import {lists, loadAll, nameOf} from './data.ts';
import type {ListName} from './tables.ts';
import {a, aCode} from './words.ts';

export interface Entry {
  seq: number;
  at: string;
  what: string;
  actor: {id: string | null; name: string | null; kind: string};
  device: string | null;
  about: {queueId: string | null; tokenId: string | null; visitId: string | null; subject: string | null};
  data: Record<string, unknown> | null;
  words: string | null;
}

const pageLimit = 50;
/** Rows kept on the page; older ones are found by filtering. */
const rowsMost = 1_000;

interface Filters {
  about: string;
  actor: string;
  from: string;
  to: string;
}

function queryOf(filters: Filters, about: string, cursor: string | null): string {
  const query = new URLSearchParams({limit: String(pageLimit)});
  if (about) query.set('about', about);
  if (filters.actor) query.set('actor', filters.actor);
  if (filters.from) query.set('from', new Date(`${filters.from}T00:00:00`).toISOString());
  if (filters.to) query.set('to', new Date(`${filters.to}T23:59:59.999`).toISOString());
  if (cursor) query.set('cursor', cursor);
  return query.toString();
}

/** The journal in plain sentences. */
export function Journal() {
  const [filters, setFilters] = useState<Filters>({about: '', actor: '', from: '', to: ''});
  const [items, setItems] = useState<Entry[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  async function load(after: string | null) {
    setFault(null);
    const about = aboutOf(filters.about, allTokens());
    if (about === null) return setFault(a('aboutUnknown'));
    try {
      const answer = await ask<{items: Entry[]; nextCursor: string | null}>(
        `/api/audit?${queryOf(filters, about, after)}`,
      );
      setItems((before) =>
        after === null || before === null ? answer.items : [...before, ...answer.items].slice(-rowsMost),
      );
      setCursor(answer.nextCursor);
    } catch (error) {
      setFault(wordsOf(error).title);
    }
  }
  useEffect(() => {
    void load(null);
    loadAll().catch(() => undefined);
  }, []);
  const set = (part: Partial<Filters>) => setFilters((before) => ({...before, ...part}));
  return (
    <section aria-labelledby="journal-title">
      <h2 id="journal-title">{a('journal')}</h2>
      <p class="muted">{a('journalIntro')}</p>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void load(null);
        }}
      >
        <label class="field">
          {a('about')}
          <input
            value={filters.about}
            maxLength={60}
            aria-describedby="about-hint"
            onInput={(event) => set({about: event.currentTarget.value})}
          />
        </label>
        <label class="field">
          {a('actor')}
          <select value={filters.actor} onChange={(event) => set({actor: event.currentTarget.value})}>
            <option value="">{a('anybody')}</option>
            {(lists.value.users ?? []).map((user) => (
              <option key={user.id} value={user.id}>
                {String(user.name)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {a('from')}
          <input type="date" value={filters.from} onInput={(event) => set({from: event.currentTarget.value})} />
        </label>
        <label class="field">
          {a('to')}
          <input type="date" value={filters.to} onInput={(event) => set({to: event.currentTarget.value})} />
        </label>
        <button type="submit" class="btn main">
          {a('filter')}
        </button>
      </form>
      <p id="about-hint" class="muted">
        {a('aboutHint')}
      </p>
      {fault ? (
        <p class="note urgent" role="alert">
          {fault}
        </p>
      ) : null}
      {items === null ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : items.length === 0 ? (
        <p class="muted empty">{a('nothingFound')}</p>
      ) : (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{a('when')}</th>
              <th scope="col">{a('what')}</th>
              <th scope="col">{a('who')}</th>
              <th scope="col">{a('device')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <tr key={entry.seq}>
                <td class="when">
                  {entry.at.slice(0, 10)} {clockTimeOf(entry.at)}
                </td>
                <td>
                  {sentenceOf(entry)}
                  {entry.words ? <span class="muted"> · {reasonWords(entry.words)}</span> : null}
                </td>
                <td>{whoOf(entry)}</td>
                <td class="muted">{entry.device ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cursor ? (
        <button type="button" class="btn" onClick={() => void load(cursor)}>
          {a('moreRows')}
        </button>
      ) : null}
    </section>
  );
}

const allTokens = () => [...lines.value.values()].flatMap((event) => event.tokens);

const listOf: Partial<Record<string, ListName>> = {
  department: 'departments',
  'service-point': 'service-points',
  doctor: 'doctors',
  queue: 'queues',
  user: 'users',
  board: 'boards',
};

/** An entry as a sentence; a kind without words is shown by its code. */
function sentenceOf(entry: Entry): string {
  const {tokenId, queueId, subject} = entry.about;
  const number = (tokenId && (findToken(tokenId)?.number ?? `${a('aNumber')} (token:${tokenId})`)) || a('aNumber');
  const queue = (queueId && lines.value.get(queueId)?.queue.name) || a('aQueue');
  const [kind = '', id = ''] = (subject ?? '').split(':');
  const list = listOf[kind];
  const thing = list ? nameOf(list, id) : (subject ?? '');
  const sentence = aCode('fact', entry.what, {number, queue, thing, person: thing || a('somebody')}) ?? entry.what;
  return entry.what === 'setting.changed' && subject ? `${sentence}: ${aCode('set', id) ?? id}` : sentence;
}

function whoOf(entry: Entry): string {
  return entry.actor.name ?? codeWords('who', entry.actor.kind);
}
