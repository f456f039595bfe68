import {useEffect, useState} from 'preact/hooks';
import type {AuditEntry} from '../../../server/queue/schema.ts';
import type {AdminWord} from '../../../server/words/admin.ts';
import {type AdminJournalWord, adminJournalWords} from '../../../server/words/admin-journal.ts';
import {sayer} from '../../../server/words/say.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {box} from '../desk/lines.ts';
import {ask} from '../sign-in/session.ts';
import {csvOf, saveAs} from './csv.ts';
import {lists, loadList, namesIn} from './data.ts';
import {deviceOf, type Reader, sentenceOf, whoOf} from './sentence.ts';
import {Stack} from './stack.tsx';
import {a} from './words.ts';

const says = {en: sayer(adminJournalWords, 'en'), hi: sayer(adminJournalWords, 'hi')};
const j = (key: AdminJournalWord, values?: Readonly<Record<string, string | number>>) =>
  says[language.value](key, values);

const pageLimit = 50;
/** Rows kept on the page; older ones are found by a day. */
const rowsMost = 1_000;
const groups = ['', 'moves', 'numbers', 'lines', 'patients', 'settings', 'setup', 'people', 'displays', 'day'] as const;
/** These are looked for in a stretch of time: see server/journal/rows.ts. */
const reaching: readonly string[] = ['moves', 'numbers', 'lines', 'patients'];

interface Filters {
  day: string;
  number: string;
  actor: string;
  queue: string;
  group: string;
}
const noFilters: Filters = {day: '', number: '', actor: '', queue: '', group: ''};
const numberShape = /^[A-Za-z]{1,3}[- ]?\d{1,6}$/;

function queryOf(filters: Filters, cursor: string | null): string {
  const query = new URLSearchParams({limit: String(pageLimit)});
  for (const key of ['day', 'number', 'actor', 'group'] as const)
    if (filters[key].trim()) query.set(key, filters[key].trim());
  if (filters.queue) query.set('about', `queue:${filters.queue}`);
  if (cursor) query.set('cursor', cursor);
  return query.toString();
}

/** The record in plain sentences. */
export function Journal() {
  const [filters, setFilters] = useState<Filters>(noFilters);
  const [items, setItems] = useState<AuditEntry[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);

  async function load(by: Filters, after: string | null) {
    const bad = by.number.trim() !== '' && !numberShape.test(by.number.trim());
    setWrong(bad);
    if (bad) return;
    setFault(null);
    setBusy(true);
    try {
      const answer = await ask<{items: AuditEntry[]; nextCursor: string | null}>(`/api/audit?${queryOf(by, after)}`);
      setItems((before) =>
        after === null || before === null ? answer.items : [...before, ...answer.items].slice(-rowsMost),
      );
      setCursor(answer.nextCursor);
    } catch (error) {
      setFault(wordsOf(error).title);
    } finally {
      setBusy(false);
    }
  }
  useEffect(() => {
    void load(noFilters, null);
    for (const name of ['users', 'queues'] as const) void loadList(name).catch(() => undefined);
  }, []);

  const set = (part: Partial<Filters>) => setFilters((before) => ({...before, ...part}));
  const narrow = (part: Partial<Filters>) => {
    const next = {...filters, ...part};
    setFilters(next);
    void load(next, null);
  };
  const filtered = Object.values(filters).some((one) => one !== '');

  return (
    <section aria-labelledby="journal-title" class="journal">
      <h2 id="journal-title">{j('title')}</h2>
      <p class="muted">{j('intro')}</p>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void load(filters, null);
        }}
      >
        <label class="field">
          {j('number')}
          <input
            name="number"
            value={filters.number}
            maxLength={12}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={wrong}
            aria-describedby="number-hint"
            onInput={(event) => set({number: event.currentTarget.value})}
          />
          <span id="number-hint" class={wrong ? 'hint missing' : 'hint'}>
            {j(wrong ? 'numberWrong' : 'numberHint')}
          </span>
        </label>
        <label class="field">
          {j('day')}
          <input
            type="date"
            name="day"
            value={filters.day}
            onInput={(event) => set({day: event.currentTarget.value})}
          />
        </label>
        <label class="field">
          {j('group')}
          <select name="group" value={filters.group} onChange={(event) => narrow({group: event.currentTarget.value})}>
            {groups.map((group) => (
              <option key={group} value={group}>
                {j(`group.${group}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {j('who')}
          <select name="who" value={filters.actor} onChange={(event) => narrow({actor: event.currentTarget.value})}>
            <option value="">{j('anybody')}</option>
            {(lists.value.users ?? []).map((user) => (
              <option key={user.id} value={user.id}>
                {String(user.name)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {j('queue')}
          <select name="queue" value={filters.queue} onChange={(event) => narrow({queue: event.currentTarget.value})}>
            <option value="">{j('anyQueue')}</option>
            {namesIn('queues').map(({id, name}) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <div class="filter-ends">
          <button type="submit" class="btn main" disabled={busy}>
            {j('search')}
          </button>
          {filtered ? (
            <button type="button" class="btn quiet" onClick={() => narrow(noFilters)}>
              {j('clear')}
            </button>
          ) : null}
        </div>
      </form>
      {reaching.includes(filters.group) && filters.day === '' && filters.number === '' && filters.queue === '' ? (
        <p class="muted">{j('groupReach')}</p>
      ) : null}
      {fault ? (
        <p class="note urgent" role="alert">
          {fault}
        </p>
      ) : null}
      <p role="status" class="muted found">
        {items === null ? (fault ? '' : t('loading')) : items.length > 0 ? j('found', {n: items.length}) : j('nothing')}
      </p>
      {items?.length === 0 ? <p class="muted empty">{j('nothingMore')}</p> : null}
      {items && items.length > 0 ? (
        <Entries items={items} onNumber={(number) => narrow({...noFilters, number})} />
      ) : null}
      <div class="row-ends">
        {cursor ? (
          <button type="button" class="btn" disabled={busy} onClick={() => void load(filters, cursor)}>
            {j('more')}
          </button>
        ) : null}
        {items && items.length > 0 ? (
          <button type="button" class="btn quiet" onClick={() => saveAs('journal.csv', csvOf(tableOf(items)))}>
            {j('csv')}
          </button>
        ) : null}
      </div>
    </section>
  );
}

const reader = (): Reader => ({
  language: language.value,
  timeZone: box.value?.timeZone ?? 'UTC',
  fieldName: (field) => {
    const word = fieldWords[field];
    return word === undefined ? null : a(word);
  },
});

/** A changed field as the set-up forms call it; what is not here is not told. */
const fieldWords: Record<string, AdminWord> = {
  name: 'name',
  code: 'code',
  prefix: 'prefix',
  directions: 'directions',
  department: 'department',
  departmentId: 'department',
  capacity: 'capacity',
  doctorId: 'doctor',
  servicePointIds: 'servicePoints',
  queueIds: 'queues',
  dailyCap: 'dailyCap',
  opensAt: 'opensAt',
  closesAt: 'closesAt',
  daysOfWeek: 'daysOfWeek',
  startsOpen: 'startsOpen',
  message: 'message',
  languages: 'languages',
  role: 'role',
  username: 'username',
  disabled: 'disabled',
};

const whenOf = (entry: AuditEntry) => `${entry.at.slice(0, 10)} ${clockTimeOf(entry.at)}`;

function tableOf(items: readonly AuditEntry[]): string[][] {
  return [
    [j('when'), j('what'), j('who'), j('where')],
    ...items.map((entry) => [
      whenOf(entry),
      sentenceOf(entry, reader()),
      whoOf(entry, language.value),
      deviceOf(entry.device, language.value),
    ]),
  ];
}

function Entries({items, onNumber}: {items: readonly AuditEntry[]; onNumber: (number: string) => void}) {
  return (
    <Stack>
      <table class="plain entries">
        <thead>
          <tr>
            <th scope="col">{j('when')}</th>
            <th scope="col">{j('what')}</th>
            <th scope="col">{j('where')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => {
            const number = entry.named[`token:${entry.about.tokenId}`];
            return (
              <tr key={entry.seq}>
                <td class="when">{whenOf(entry)}</td>
                <td>
                  {sentenceOf(entry, reader())}
                  {number ? (
                    <button type="button" class="only" onClick={() => onNumber(number)}>
                      {j('only', {thing: number})}
                    </button>
                  ) : null}
                </td>
                <td class="muted">{deviceOf(entry.device, language.value)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Stack>
  );
}
