import {useEffect, useRef, useState} from 'preact/hooks';
import type {AdminWord} from '../../../server/words/admin.ts';
import {post, Refusal} from '../../api.ts';
import {LanguageSwitch, language, t} from '../../parts/staff-words.tsx';
import {a} from '../admin/words.ts';
import {wordsOf} from '../desk/act.ts';

const usualZone = 'Asia/Kolkata';
const templates = ['clinic', 'small', 'empty'] as const;

/** Every zone that this browser knows; old ones know none and get the usual one to type over. */
function zones(): string[] {
  const list = (Intl as {supportedValuesOf?: (kind: string) => string[]}).supportedValuesOf?.('timeZone') ?? [];
  // Browsers list India under its old name.
  return [...new Set([usualZone, ...list])].sort();
}

/** First run: the one-time link's token stands in the fragment, so that it reaches no log. */
export function SetupPage() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(token === '' ? a('firstDone') : null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const password = String(fields.get('password'));
    if (password !== String(fields.get('again'))) return setFault(a('passwordsDiffer'));
    setBusy(true);
    setFault(null);
    try {
      await post(
        '/api/setup',
        {
          token,
          siteName: text('siteName'),
          timeZone: text('timeZone'),
          language: language.value,
          username: text('username').toLowerCase(),
          name: text('name'),
          password,
          template: text('template'),
        },
        {withinMs: 20_000},
      );
      // The answer has signed its administrator in.
      location.replace('/admin#setup');
    } catch (error) {
      const {title, detail} = wordsOf(error);
      const done = error instanceof Refusal && error.code === 'setup.done';
      setFault(done ? a('firstDone') : detail && detail !== title ? `${title} ${detail}` : title);
      setBusy(false);
    }
  }

  return (
    <main class="alone" lang={language.value}>
      <form class="slip first-run" onSubmit={submit}>
        <div class="sign-in-head">
          <b class="brand">
            <span lang="hi">बारी</span> Baari
          </b>
          <LanguageSwitch />
        </div>
        <hr />
        <h1>{a('firstTitle')}</h1>
        <p class="muted">{a('firstIntro')}</p>
        <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
        <div class="edit-fields">
          <label class="field">
            {a('siteName')}
            <input ref={first} name="siteName" required maxLength={100} />
          </label>
          <label class="field">
            {a('timeZone')}
            <select name="timeZone">
              {zones().map((zone) => (
                <option key={zone} value={zone} selected={zone === usualZone}>
                  {zone}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            {a('yourName')}
            <input name="name" required maxLength={100} autocomplete="name" />
          </label>
          <label class="field">
            {a('yourUsername')}
            <input
              name="username"
              required
              pattern="[A-Za-z0-9][A-Za-z0-9._\-]{1,39}"
              title={a('usernameHint')}
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
            />
          </label>
          <label class="field">
            {t('password')}
            <input name="password" type="password" required minLength={8} maxLength={200} autocomplete="new-password" />
            <span class="hint">{a('passwordHint')}</span>
          </label>
          <label class="field">
            {a('passwordAgain')}
            <input name="again" type="password" required minLength={8} maxLength={200} autocomplete="new-password" />
          </label>
        </div>
        <fieldset class="field many">
          <legend>{a('startWith')}</legend>
          {templates.map((one) => (
            <label key={one} class="template">
              <input type="radio" name="template" value={one} defaultChecked={one === 'clinic'} />
              <span>
                <b>{a(`template.${one}` as AdminWord)}</b>
                <span class="hint">{a(`template.${one}.more` as AdminWord)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="btn main wide" disabled={busy || token === ''}>
          {busy ? t('loading') : a('finish')}
        </button>
      </form>
    </main>
  );
}
