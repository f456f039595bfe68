import {useEffect, useRef, useState} from 'preact/hooks';
import type {Template} from '../../../server/setup/schema.ts';
import {type Language, languages} from '../../../server/words/say.ts';
import {setupPageWords} from '../../../server/words/setup-page.ts';
import {language, setLanguage} from '../../parts/staff-words.tsx';
import type {Draft} from './draft.ts';
import {Frame, Trouble, Ways} from './frame.tsx';
import {isUsername, usernameFor} from './passwords.ts';
import {RestorePart} from './restore-part.tsx';
import {s} from './words.ts';
import {timeIn, zoneOf, zones} from './zones.ts';

interface StepProps {
  draft: Draft;
  keep: (change: Partial<Draft>) => void;
  trouble: string | null;
}

const languageNames: Record<Language, string> = {en: 'English', hi: 'हिन्दी'};
const languageAsks: Record<Language, string> = {en: 'Choose your language', hi: 'अपनी भाषा चुनिए'};

/** The first thing that anybody sees: each language in its own script; the browser's own is one press of Enter away. */
export function LanguageStep({keep}: StepProps) {
  const own = useRef<HTMLButtonElement>(null);
  const [wanted] = useState(language.value);
  useEffect(() => own.current?.focus(), []);
  useEffect(() => {
    document.title = `${setupPageWords[wanted].title} · Baari`;
  }, []);
  return (
    <main class="founding">
      <div class="slip language-step">
        <p class="brand">
          <span lang="hi">बारी</span> Baari
        </p>
        <hr />
        <h1>
          {languages.map((one) => (
            <span key={one} lang={one}>
              {languageAsks[one]}
            </span>
          ))}
        </h1>
        {languages.map((one) => (
          <button
            key={one}
            ref={one === wanted ? own : null}
            type="button"
            lang={one}
            class="btn language-choice"
            onClick={() => {
              setLanguage(one);
              keep({step: 'hospital'});
            }}
          >
            {languageNames[one]}
          </button>
        ))}
      </div>
    </main>
  );
}

const offered = ['small', 'clinic', 'hospital', 'empty'] as const satisfies readonly Template[];

/** Name, place and what to begin with; beside them the two other ways to begin. */
export function HospitalStep({
  draft,
  keep,
  trouble,
  demo,
  secret,
}: StepProps & {demo: () => Promise<void>; secret: () => string}) {
  const [zone, setZone] = useState(draft.timeZone);
  const [busy, setBusy] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const zoneBox = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  const found = zoneOf(zone);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (found === null) return zoneBox.current?.focus();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    keep({
      siteName: String(fields.get('siteName')).trim(),
      timeZone: found,
      template: offered.find((one) => one === fields.get('template')) ?? 'clinic',
      step: 'founder',
    });
  }

  return (
    <Frame step="hospital" title={s('hospitalTitle')}>
      <form onSubmit={submit} autocomplete="off" class="setup-form">
        <Trouble text={trouble} />
        <label class="field">
          {s('siteName')}
          <input
            ref={name}
            name="siteName"
            required
            pattern=".*\S.*"
            maxLength={100}
            defaultValue={draft.siteName}
            onInput={(event) => keep({siteName: event.currentTarget.value})}
          />
          <span class="hint">{s('siteNameHint')}</span>
        </label>
        <label class="field">
          {s('timeZone')}
          <input
            ref={zoneBox}
            name="timeZone"
            list="zones"
            required
            value={zone}
            aria-invalid={found === null}
            aria-describedby="zone-time"
            spellcheck={false}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setZone(event.currentTarget.value)}
          />
          <datalist id="zones">
            {zones().map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <span class="hint" id="zone-time">
            {found === null ? '' : `${s('timeThere', {time: timeIn(found) ?? ''})} `}
            {s('timeZoneHint')}
          </span>
        </label>
        <fieldset class="templates">
          <legend>{s('startWith')}</legend>
          {offered.map((one) => (
            <label key={one} class="template">
              <input type="radio" name="template" value={one} defaultChecked={one === draft.template} />
              <span>
                <b>{s(`template.${one}`)}</b>
                <span class="hint">{s(`template.${one}.more`)}</span>
              </span>
            </label>
          ))}
          <p class="hint">{s('templateHint')}</p>
        </fieldset>
        <Ways back={() => keep({step: 'language'})}>
          <button type="submit" class="btn main">
            {s('next')}
          </button>
        </Ways>
      </form>
      <section class="else" aria-labelledby="else-title">
        <h2 id="else-title">{s('orElse')}</h2>
        <details>
          <summary>{s('demoTitle')}</summary>
          <p>{s('demoMore')}</p>
          <button
            type="button"
            class="btn"
            disabled={busy}
            onClick={() => {
              setBusy(true);
              void demo().finally(() => setBusy(false));
            }}
          >
            {busy ? s('checking') : s('demoStart')}
          </button>
        </details>
        <RestorePart secret={secret} />
      </section>
    </Frame>
  );
}

const leastPassword = 8;

/** Who signs in first. The password can be read while it is typed, so it is typed once. */
export function FounderStep({draft, keep, trouble, found}: StepProps & {found: (password: string) => Promise<void>}) {
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(true);
  const [typedName, setTypedName] = useState(draft.username !== '');
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const left = leastPassword - password.length;

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    await found(password);
    setBusy(false);
  }

  return (
    <Frame step="founder" title={s('founderTitle')} intro={s('founderIntro')}>
      <form onSubmit={(event) => void submit(event)} class="setup-form">
        <Trouble text={trouble} />
        <label class="field">
          {s('yourName')}
          <input
            ref={first}
            name="name"
            required
            pattern=".*\S.*"
            maxLength={100}
            autocomplete="name"
            value={draft.name}
            onInput={(event) => {
              const name = event.currentTarget.value;
              keep({name, ...(typedName ? {} : {username: usernameFor(name, 'admin', new Set())})});
            }}
          />
        </label>
        <label class="field">
          {s('yourUsername')}
          <input
            name="username"
            required
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]{1,39}"
            title={s('usernameHint')}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={draft.username}
            aria-invalid={draft.username !== '' && !isUsername(draft.username.toLowerCase())}
            onInput={(event) => {
              setTypedName(true);
              keep({username: event.currentTarget.value});
            }}
          />
          <span class="hint">{s('usernameHint')}</span>
        </label>
        <div class="field">
          <label for="password">{s('password')}</label>
          <div class="with-button">
            <input
              id="password"
              name="password"
              type={shown ? 'text' : 'password'}
              required
              minLength={leastPassword}
              maxLength={200}
              autocomplete="new-password"
              autocapitalize="none"
              spellcheck={false}
              aria-describedby="password-rule"
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
            <button type="button" class="btn" aria-pressed={shown} onClick={() => setShown(!shown)}>
              {shown ? s('hide') : s('show')}
            </button>
          </div>
          <p class="hint" id="password-rule">
            {s('passwordRule')}{' '}
            <b class={left > 0 ? '' : 'fits'} role="status">
              {password === '' ? '' : left > 0 ? s('passwordLeft', {n: left}) : `✓ ${s('passwordFits')}`}
            </b>
          </p>
        </div>
        <Ways back={() => keep({step: 'hospital'})}>
          <button type="submit" class="btn main" disabled={busy}>
            {busy ? s('checking') : s('found')}
          </button>
        </Ways>
      </form>
    </Frame>
  );
}
