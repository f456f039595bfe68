import {useEffect, useState} from 'preact/hooks';
import {localName} from '../../../server/words/names.ts';
import {weekdayNames} from '../../../server/words/times.ts';
import {newKey, patch, post, Refusal, remove} from '../../api.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {renewLines} from '../desk/lines.ts';
import {watched} from '../sign-in/session.ts';
import {lists, loadList, nameIn, nameOf, namesIn} from './data.ts';
import {PickMany} from './pick-many.tsx';
import {p} from './screens-words.ts';
import {Stack} from './stack.tsx';
import {bodyOf, type Column, type FormValue, formValue, type ListName, type Row, tables} from './tables.ts';
import {focused, tellDone} from './undo.ts';
import {a} from './words.ts';

/** One set-up list: read as a table, changed in a form. */
export function Table({name}: {name: ListName}) {
  const {columns} = tables[name];
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    setEditing(null);
    setFault(null);
    const needed = new Set([name, ...columns.flatMap((column) => (column.from ? [column.from] : []))]);
    Promise.all([...needed].map(loadList)).catch((error) => setFault(wordsOf(error).title));
  }, [name]);
  const rows = lists.value[name];
  const shown = columns.filter((column) => !column.notInTable);
  return (
    <section aria-labelledby="table-title">
      <div class="section-head">
        <h2 id="table-title">{a(name)}</h2>
        <span class="grow" />
        <button type="button" class="btn main" onClick={() => setEditing('new')}>
          {a('add')}
        </button>
      </div>
      {fault ? (
        <p class="note urgent" role="alert">
          {fault}
        </p>
      ) : null}
      {rows === undefined ? (
        <p role="status">{t('loading')}</p>
      ) : rows.length === 0 ? (
        <p class="muted empty">{a('noneYet')}</p>
      ) : (
        <Stack>
          <table class="plain">
            <thead>
              <tr>
                {shown.map((column) => (
                  <th key={column.key} scope="col">
                    {a(column.words)}
                  </th>
                ))}
                <th scope="col">
                  <span class="unseen">{t('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  {shown.map((column, place) =>
                    place === 0 ? (
                      <th key={column.key} scope="row">
                        {nameIn(name, row)}
                      </th>
                    ) : (
                      <td key={column.key}>{cellWords(column, row)}</td>
                    ),
                  )}
                  <td class="end">
                    <button
                      type="button"
                      class="btn small"
                      aria-label={a('editOf', {name: String(row.name)})}
                      onClick={() => setEditing(row)}
                    >
                      {a('edit')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Stack>
      )}
      {editing === null ? null : (
        <Dialog
          title={editing === 'new' ? a('addTo', {what: a(name)}) : a('editOf', {name: String(editing.name)})}
          onLeave={() => setEditing(null)}
          wide
        >
          <Form name={name} first={editing === 'new' ? null : editing} done={() => setEditing(null)} />
        </Dialog>
      )}
    </section>
  );
}

function cellWords(column: Column, row: Row): string {
  const value = row[column.key];
  if (column.kind === 'toggle') return value === true ? a('yes') : a('no');
  const one = (id: unknown) => (column.from ? nameOf(column.from, id) : String(id));
  if (Array.isArray(value)) return value.length === 0 ? a('none') : value.map(one).join(', ');
  if (value === null || value === undefined || value === '') return a('none');
  if (column.key === 'directions') return localName(String(value), language.value);
  if (column.named && column.from) return nameIn(column.from, value as Row);
  return one(value);
}

/** Adds or changes one row. A stale version loads the new values and says so; nothing is overwritten unseen. */
function Form(props: {name: ListName; first: Row | null; done: () => void}) {
  const {columns, at} = tables[props.name];
  const [row, setRow] = useState(props.first);
  const [values, setValues] = useState(() => start(columns, props.first));
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const ofRow = ({id}: Row) => `${at}/${encodeURIComponent(id)}`;

  async function run(work: () => Promise<unknown>, told: () => void) {
    if (busy) return;
    setBusy(true);
    setFault(null);
    try {
      await watched(work);
      await renewed(props.name);
      props.done();
      told();
    } catch (error) {
      setRemoving(false);
      if (error instanceof Refusal && error.code === 'version.stale') await renew();
      else {
        const {title, detail} = wordsOf(error);
        setFault(detail && detail !== title ? `${title} ${detail}` : title);
      }
    } finally {
      setBusy(false);
    }
  }

  async function renew() {
    await loadList(props.name).catch(() => undefined);
    const now = lists.value[props.name]?.find((one) => one.id === row?.id) ?? null;
    if (now === null) return props.done();
    setRow(now);
    setValues(start(columns, now));
    setFault(a('stale'));
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const body = bodyOf(columns, values, row);
    if (body === null) return props.done();
    if (row === null) return add(body);
    void run(
      () => patch(ofRow(row), body),
      () => tellDone(p('saved', {name: String(values.name)}), () => takeBack(row)),
    );
  }

  function add(body: object) {
    let added: Row | null = null;
    void run(
      async () => {
        added = await post<Row>(at, body, {key: newKey()});
      },
      () =>
        tellDone(p('added', {name: String(values.name)}), async () => {
          await watched(() => remove(ofRow(added!)));
          await renewed(props.name);
          tellDone(p('removed', {name: String(values.name)}));
        }),
    );
  }

  /** The row as it was, unless somebody else has changed it since. */
  async function takeBack(before: Row) {
    const now = lists.value[props.name]?.find((one) => one.id === before.id);
    const body = now && bodyOf(columns, start(columns, before), now);
    if (!body) return;
    await watched(() => patch(ofRow(before), body));
    await renewed(props.name);
    tellDone(p('undone', {name: String(before.name)}));
  }

  return (
    <form class="edit" onSubmit={submit} autocomplete="off">
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      <div class="edit-fields">
        {columns.map((column) => (
          <Field
            key={column.key}
            column={column}
            value={values[column.key] ?? ''}
            set={(value) => setValues((before) => ({...before, [column.key]: value}))}
          />
        ))}
      </div>
      <div class="edit-end">
        {row === null ? null : removing ? (
          <>
            <span>{a('reallyRemove', {name: String(row.name)})}</span>
            <button
              ref={focused}
              type="button"
              class="btn danger"
              disabled={busy}
              onClick={() =>
                void run(
                  () => remove(ofRow(row)),
                  () => tellDone(p('removed', {name: String(row.name)})),
                )
              }
            >
              {a('yesRemove')}
            </button>
          </>
        ) : (
          <button type="button" class="btn quiet" disabled={busy} onClick={() => setRemoving(true)}>
            {a('remove')}
          </button>
        )}
        <span class="grow" />
        <button type="submit" class="btn main" disabled={busy}>
          {busy ? a('saving') : a('save')}
        </button>
      </div>
    </form>
  );
}

async function renewed(name: ListName) {
  await loadList(name);
  if (name === 'queues') renewLines();
}

function start(columns: readonly Column[], row: Row | null): Record<string, FormValue> {
  return Object.fromEntries(columns.map((column) => [column.key, formValue(column, row)]));
}

function optionsOf(column: Column): {id: string; words: string}[] {
  return column.from ? namesIn(column.from).map(({id, name}) => ({id, words: name})) : [];
}

function Field(props: {column: Column; value: FormValue; set: (value: FormValue) => void}) {
  const {column, value, set} = props;
  const words = a(column.words);
  const required = column.required === true;
  if (column.kind === 'many' || column.kind === 'days') {
    const chosen = Array.isArray(value) ? value : [];
    return (
      <PickMany
        legend={words}
        all={column.kind === 'days' ? weekdayNames(language.value) : column.from ? namesIn(column.from) : []}
        none={a('noneYet')}
        chosen={chosen}
        set={set}
      />
    );
  }
  if (column.kind === 'toggle')
    return (
      <label class="check field">
        <input type="checkbox" checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
        {words}
      </label>
    );
  if (column.kind === 'choice')
    return (
      <label class="field">
        {words}
        <select value={String(value)} required={required} onChange={(event) => set(event.currentTarget.value)}>
          <option value="">{a('nothingChosen')}</option>
          {optionsOf(column).map((option) => (
            <option key={option.id} value={option.id}>
              {option.words}
            </option>
          ))}
        </select>
      </label>
    );
  const type = {number: 'number', time: 'time', text: 'text', words: 'text'}[column.kind];
  return (
    <label class="field">
      {words}
      <input
        type={type}
        value={String(value)}
        required={required}
        autocomplete="off"
        {...(column.kind === 'number' ? {min: column.min, max: column.max, step: 1} : {maxLength: column.max})}
        onInput={(event) => set(event.currentTarget.value)}
      />
      {column.hint ? <span class="hint">{a(column.hint)}</span> : null}
    </label>
  );
}
