import {useEffect, useRef, useState} from 'preact/hooks';
import {
  type AdminSettingsWord,
  adminSettingsWords,
  settingGroups,
  settingsTold,
  type ToldSetting,
} from '../../../server/words/admin-settings.ts';
import {sayer} from '../../../server/words/say.ts';
import {patch, Refusal} from '../../api.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {zoneOf, zones} from '../setup/zones.ts';
import {ask, watched} from '../sign-in/session.ts';
import {faultIn, type Setting, type Value} from './setting-rules.ts';
import {tellDone} from './undo.ts';

const says = {en: sayer(adminSettingsWords, 'en'), hi: sayer(adminSettingsWords, 'hi')};
const w = (key: AdminSettingsWord, values?: Readonly<Record<string, string | number>>) =>
  says[language.value](key, values);
const nameOf = (key: string) => settingsTold[language.value][key as ToldSetting]?.[0] ?? key;

interface SettingsAnswer {
  items: Setting[];
  version: number;
}
type Values = Record<string, Value>;

/** Every setting with what it does, its unit, its limits and its usual value. Only what was changed is sent. */
export function Settings() {
  const [answer, setAnswer] = useState<SettingsAnswer | null>(null);
  const [changed, setChanged] = useState<Values>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [wanted, setWanted] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const load = () => ask<SettingsAnswer>('/api/settings').then(setAnswer);
  useEffect(() => {
    load().catch((error) => setSaid(wordsOf(error).title));
  }, []);

  const byKey = new Map(answer?.items.map((item) => [item.key, item]));
  const names = Object.keys(changed).map(nameOf).join(', ');

  function set(item: Setting, value: Value) {
    setSaid(null);
    setFaults(({[item.key]: _, ...others}) => others);
    setChanged(({[item.key]: _, ...others}) => (value === item.value ? others : {...others, [item.key]: value}));
  }

  function look(item: Setting) {
    const fault = item.key in changed ? faultIn(item, changed[item.key]!) : null;
    setFaults(({[item.key]: _, ...others}) => (fault ? {...others, [item.key]: w(...fault)} : others));
  }

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!answer || busy || Object.keys(changed).length === 0) return;
    const wrong = Object.entries(changed).flatMap(([key, value]) => {
      const fault = faultIn(byKey.get(key)!, value);
      return fault ? [[key, w(...fault)] as const] : [];
    });
    if (wrong.length > 0) return refuseFields(Object.fromEntries(wrong));
    const values = Object.fromEntries(
      Object.entries(changed).map(([key, value]) => [key, asSent(byKey.get(key)!, value)]),
    );
    setBusy(true);
    try {
      const before = Object.fromEntries(Object.keys(values).map((key) => [key, byKey.get(key)!.value]));
      const next = await save(values, answer.version);
      setChanged({});
      setFaults({});
      setSaid(null);
      tellDone(w('saved', {names}), () => takeBack(before, next.version, names));
    } catch (error) {
      await notSaved(error);
    } finally {
      setBusy(false);
    }
  }

  async function save(values: Values, version: number): Promise<SettingsAnswer> {
    const next = await watched(() => patch<SettingsAnswer>('/api/settings', {values, version}));
    setAnswer(next);
    return next;
  }

  async function takeBack(before: Values, version: number, what: string) {
    await save(before, version);
    tellDone(w('undone', {names: what}));
  }

  async function notSaved(error: unknown) {
    if (error instanceof Refusal && error.code === 'version.stale') {
      await load().catch(() => undefined);
      return setSaid(w('stale'));
    }
    const errors = error instanceof Refusal && Array.isArray(error.fields.errors) ? error.fields.errors : [];
    const wrong = (errors as {path: string}[]).flatMap(({path}) => {
      const item = byKey.get(path.replace(/^values\./, ''));
      return item ? [[item.key, w(...(faultIn(item, changed[item.key]!) ?? otherFault(item.key)))] as const] : [];
    });
    if (wrong.length > 0) refuseFields(Object.fromEntries(wrong));
    else setSaid(wordsOf(error).title);
  }

  function refuseFields(wrong: Record<string, string>) {
    setFaults(wrong);
    setWanted('');
    setSaid(w('notSaved'));
    const first = Object.keys(wrong)[0];
    // After the fields that a search had hidden are back; in the middle, where the bar at the foot covers nothing.
    setTimeout(() => {
      const field = form.current?.querySelector<HTMLElement>(`#set-${first}`);
      field?.focus({preventScroll: true});
      field?.scrollIntoView({block: 'center'});
    });
  }

  const shown = (key: string) => {
    const told = settingsTold[language.value][key as ToldSetting];
    const text = `${told?.[0]} ${told?.[1]} ${settingsTold.en[key as ToldSetting]?.[0]} ${key}`.toLowerCase();
    return (
      byKey.has(key) &&
      wanted
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word))
    );
  };
  const count = Object.values(settingGroups).flat().filter(shown).length;

  return (
    <section aria-labelledby="settings-title" class="settings-page">
      <h2 id="settings-title">{w('title')}</h2>
      <p class="muted">{w('intro')}</p>
      <label class="field setting-search">
        {w('search')}
        <input type="search" value={wanted} maxLength={60} onInput={(event) => setWanted(event.currentTarget.value)} />
      </label>
      <p role="status" class="unseen">
        {wanted ? w('found', {n: count}) : ''}
      </p>
      {answer === null ? <p role="status">{said ?? t('loading')}</p> : null}
      {answer !== null && count === 0 ? <p class="muted empty">{w('none', {text: wanted})}</p> : null}
      <form ref={form} class="settings" onSubmit={submit} noValidate>
        {answer === null
          ? null
          : Object.entries(settingGroups).map(([group, keys]) => {
              const items = keys.filter(shown).map((key) => byKey.get(key)!);
              const why = `groupWhy.${group}`;
              return items.length === 0 ? null : (
                <fieldset key={group} class="setting-group">
                  <legend>{w(`group.${group as keyof typeof settingGroups}`)}</legend>
                  {why in adminSettingsWords.en ? <p class="muted">{w(why as AdminSettingsWord)}</p> : null}
                  {items.map((item) => (
                    <Field
                      key={item.key}
                      item={item}
                      value={changed[item.key] ?? item.value}
                      fault={faults[item.key] ?? null}
                      set={(value) => set(item, value)}
                      look={() => look(item)}
                    />
                  ))}
                </fieldset>
              );
            })}
        <datalist id="zones">
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <div class={names ? 'settings-end on' : 'settings-end'}>
          <span class={said ? 'missing grow' : 'grow'} role="status">
            {said ?? (names ? w('changedOne', {names}) : '')}
          </span>
          {names ? (
            <>
              <button
                type="button"
                class="btn quiet"
                onClick={() => {
                  setChanged({});
                  setFaults({});
                  setSaid(null);
                }}
              >
                {w('drop')}
              </button>
              <button type="submit" class="btn main" disabled={busy}>
                {w('save')}
              </button>
            </>
          ) : null}
        </div>
      </form>
    </section>
  );
}

/** A city becomes its zone, `in` the country IN. */
function asSent(item: Setting, value: Value): Value {
  if (item.kind === 'zone') return zoneOf(String(value)) ?? value;
  return item.key === 'countryCode' ? String(value).trim().toUpperCase() : value;
}

const otherFault = (key: string): [AdminSettingsWord] =>
  key === 'timeZone' ? ['wrongZone'] : key === 'countryCode' ? ['wrongCountry'] : ['wrongOther'];

function choiceWords(choice: string): string {
  const key = `lang.${choice}`;
  return choice === '' ? w('noChoice') : key in adminSettingsWords.en ? w(key as AdminSettingsWord) : choice;
}

const wordsFor = (item: Setting, value: Value) =>
  typeof value === 'boolean'
    ? w(value ? 'yes' : 'no')
    : item.kind === 'choice'
      ? choiceWords(String(value))
      : value === ''
        ? w('empty')
        : String(value);

function Field(props: {
  item: Setting;
  value: Value;
  fault: string | null;
  set: (value: Value) => void;
  look: () => void;
}) {
  const {item, value, fault, set, look} = props;
  const [name, why, unit] = settingsTold[language.value][item.key as ToldSetting];
  const id = `set-${item.key}`;
  const isUsual = value === item.default;
  const described = `${id}-why${fault ? ` ${id}-fault` : ''}`;
  return (
    <div class={value === item.value ? 'setting' : 'setting changed'}>
      <div>
        <label for={id}>{name}</label>
        <p id={`${id}-why`} class="hint">
          {why}{' '}
          {item.kind === 'number' && item.min !== undefined && item.max !== undefined ? (
            <span class="nowrap">{w('limits', {min: item.min, max: item.max})}</span>
          ) : null}
        </p>
      </div>
      <div class="setting-value">
        <span class="with-unit">
          {item.kind === 'toggle' ? (
            <input
              id={id}
              type="checkbox"
              aria-describedby={described}
              checked={value === true}
              onChange={(event) => set(event.currentTarget.checked)}
            />
          ) : item.kind === 'choice' ? (
            <select
              id={id}
              aria-describedby={described}
              value={String(value)}
              onChange={(event) => set(event.currentTarget.value)}
            >
              {item.choices?.map((choice) => (
                <option key={choice} value={choice}>
                  {choiceWords(choice)}
                </option>
              ))}
            </select>
          ) : (
            <input
              id={id}
              type={item.kind === 'number' ? 'number' : 'text'}
              inputMode={item.kind === 'number' ? 'numeric' : 'text'}
              list={item.kind === 'zone' ? 'zones' : undefined}
              dir={item.key === 'siteName' ? 'auto' : 'ltr'}
              aria-describedby={described}
              aria-invalid={fault !== null}
              value={Number.isNaN(value) ? '' : String(value)}
              onBlur={look}
              onInput={(event) =>
                set(item.kind === 'number' ? event.currentTarget.valueAsNumber : event.currentTarget.value)
              }
            />
          )}
          {unit ? <span class="unit">{w(`unit.${unit}`)}</span> : null}
        </span>
        <p class="hint usual">
          {value !== item.value ? `${w('before', {value: wordsFor(item, item.value)})} · ` : ''}
          {isUsual ? w('usualNow') : w('usual', {value: wordsFor(item, item.default)})}
          {isUsual ? null : (
            <button type="button" class="only" aria-label={w('toUsualOf', {name})} onClick={() => set(item.default)}>
              {w('toUsual')}
            </button>
          )}
        </p>
        <p id={`${id}-fault`} class="missing" role={fault ? 'alert' : undefined}>
          {fault}
        </p>
      </div>
    </div>
  );
}
