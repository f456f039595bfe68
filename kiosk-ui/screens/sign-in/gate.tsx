import {signal} from '@preact/signals';
import type {ComponentChildren} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {sayer} from '../../../server/words/say.ts';
import {setupListWords} from '../../../server/words/setup-list.ts';
import {get, Refusal} from '../../api.ts';
import {isDemo, showDemo} from '../../parts/demo-badge.ts';
import {LanguageSwitch, language, t} from '../../parts/staff-words.tsx';
import {startWorker} from '../../worker.ts';
import {findSession, session, signIn} from './session.ts';

const busy = signal(false);
const fault = signal<string | null>(null);

/** Shows the screen to whoever is signed in, and the sign-in to everybody else. */
export function Gate({title, children}: {title: string; children: () => ComponentChildren}) {
  useEffect(() => {
    void findSession();
    startWorker();
  }, []);
  const now = session.value;
  if (now.state === 'in') return <>{children()}</>;
  if (now.state === 'out') return <SignIn title={title} again={now.again} />;
  return (
    <main class="alone">
      <p role="status">{now.state === 'cut' ? `${t('unreachable')}. ${t('unreachableMore')}` : t('loading')}</p>
    </main>
  );
}

const demoPassword = 'demo-1234';
const demoHint = () => sayer(setupListWords, language.value)('demoSignIn', {password: demoPassword});

function SignIn({title, again}: {title: string; again: boolean}) {
  const first = useRef<HTMLInputElement>(null);
  const [demo, setDemo] = useState(isDemo());
  const [elsewhere, setElsewhere] = useState<string | null>(null);
  // With the form, not after it is painted: on a slow machine that would take the focus from who already types.
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    // The demo may have been removed since this page came; where the box does not answer, the sign-in says so itself.
    get<{demo: boolean; signInAt: string | null}>('/api/setup').then(
      (site) => {
        showDemo(site.demo);
        setDemo(site.demo);
        setElsewhere(site.signInAt);
      },
      () => undefined,
    );
  }, []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    fault.value = null;
    try {
      await signIn(String(fields.get('username')).trim(), String(fields.get('password')));
    } catch (error) {
      const known = error instanceof Refusal && error.status !== 0;
      // The sentence, not its heading: "Not signed in" is what everybody sees already.
      fault.value = known ? error.detail || error.title : `${t('unreachable')}. ${t('unreachableMore')}`;
      first.current?.focus();
    } finally {
      busy.value = false;
    }
  }

  return (
    <main class="alone">
      <form class="slip sign-in" onSubmit={submit}>
        <div class="sign-in-head">
          <b class="brand">
            <span lang="hi">बारी</span> Baari
          </b>
          <LanguageSwitch />
        </div>
        <hr />
        <h1>{title}</h1>
        {again && fault.value === null ? <p class="note stale">{t('signedOutElsewhere')}</p> : null}
        {elsewhere === null ? null : <SaferPlace address={elsewhere} />}
        <div role="alert">{fault.value === null ? null : <p class="note urgent">{fault.value}</p>}</div>
        <label class="field">
          {t('username')}
          <input
            ref={first}
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
          />
        </label>
        <label class="field">
          {t('password')}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="btn main wide" disabled={busy.value}>
          {busy.value ? t('loading') : t('signIn')}
        </button>
        <p class="muted">{demo ? demoHint() : t('signInHint')}</p>
      </form>
    </main>
  );
}

/** On the plain line a password could be overheard: the box refuses it there, and says where it is safe before one is typed. */
function SaferPlace({address}: {address: string}) {
  return (
    <div class="note">
      <p>{t('signInSafe')}</p>
      <p>
        <a href={`${address}${location.pathname}`}>{address}</a>
      </p>
      <p>
        <a href="/certificate">{t('signInSafeHow')}</a>
      </p>
    </div>
  );
}
