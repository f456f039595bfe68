import {useEffect, useState} from 'preact/hooks';
import {patch, Refusal} from '../../api.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask, watched} from '../sign-in/session.ts';
import {a, aCode} from './words.ts';

type Value = string | number | boolean;

interface Setting {
  key: string;
  value: Value;
  default: Value;
  kind: 'number' | 'text' | 'choice' | 'toggle' | 'zone';
  min?: number;
  max?: number;
  choices?: string[];
}

interface SettingsAnswer {
  items: Setting[];
  version: number;
}

/** All settings with their limits; only what was changed is sent. */
export function Settings() {
  const [answer, setAnswer] = useState<SettingsAnswer | null>(null);
  const [changed, setChanged] = useState<Record<string, Value>>({});
  const [said, setSaid] = useState<{bad: boolean; text: string} | null>(null);
  const [busy, setBusy] = useState(false);
  const load = () => ask<SettingsAnswer>('/api/settings').then(setAnswer);
  useEffect(() => {
    load().catch((error) => setSaid({bad: true, text: wordsOf(error).title}));
  }, []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!answer || busy) return;
    if (Object.keys(changed).length === 0) return setSaid({bad: false, text: a('nothingChanged')});
    setBusy(true);
    try {
      setAnswer(
        await watched(() => patch<SettingsAnswer>('/api/settings', {values: changed, version: answer.version})),
      );
      setChanged({});
      setSaid({bad: false, text: a('saved')});
    } catch (error) {
      if (error instanceof Refusal && error.code === 'version.stale') {
        await load().catch(() => undefined);
        setSaid({bad: true, text: a('stale')});
      } else {
        const {title, detail} = wordsOf(error);
        setSaid({bad: true, text: `${title} ${detail === title ? '' : detail}`});
      }
    } finally {
      setBusy(false);
    }
  }

  return (
    <section aria-labelledby="settings-title">
      <h2 id="settings-title">{a('settings')}</h2>
      {answer === null ? <p role="status">{said?.text ?? t('loading')}</p> : null}
      <form class="settings" onSubmit={submit}>
        {answer?.items.map((item) => (
          <Field
            key={item.key}
            item={item}
            value={changed[item.key] ?? item.value}
            set={(value) => setChanged((before) => ({...before, [item.key]: value}))}
          />
        ))}
        <div class="settings-end">
          <span role="status" class={said?.bad ? 'missing' : 'muted'}>
            {said?.text}
          </span>
          <span class="grow" />
          <button type="submit" class="btn main" disabled={busy || answer === null}>
            {busy ? a('saving') : a('save')}
          </button>
        </div>
      </form>
    </section>
  );
}

function hintOf(item: Setting): string {
  const usual = typeof item.default === 'boolean' ? (item.default ? a('yes') : a('no')) : String(item.default);
  return [
    item.kind === 'number' && item.min !== undefined && item.max !== undefined
      ? a('limits', {min: item.min, max: item.max})
      : '',
    usual === '' ? '' : a('usual', {value: usual}),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Field({item, value, set}: {item: Setting; value: Value; set: (value: Value) => void}) {
  const words = aCode('set', item.key) ?? item.key;
  const id = `set-${item.key}`;
  return (
    <div class="setting">
      <label for={id}>
        {words}
        <span class="hint">{hintOf(item)}</span>
      </label>
      <div class="field">
        {item.kind === 'toggle' ? (
          <input
            id={id}
            type="checkbox"
            checked={value === true}
            onChange={(event) => set(event.currentTarget.checked)}
          />
        ) : item.kind === 'choice' ? (
          <select id={id} value={String(value)} onChange={(event) => set(event.currentTarget.value)}>
            {item.choices?.map((choice) => (
              <option key={choice} value={choice}>
                {aCode('lang', choice) ?? choice}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            type={item.kind === 'number' ? 'number' : 'text'}
            value={String(value)}
            {...(item.kind === 'number' ? {min: item.min, max: item.max, required: true} : {maxLength: item.max})}
            onInput={(event) =>
              set(item.kind === 'number' ? event.currentTarget.valueAsNumber : event.currentTarget.value)
            }
          />
        )}
      </div>
    </div>
  );
}
