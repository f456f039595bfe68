import {useEffect, useState} from 'preact/hooks';
import type {Progress, SetupStep, SiteState} from '../../../server/setup/schema.ts';
import {get, newKey, post, Refusal} from '../../api.ts';
import {language} from '../../parts/staff-words.tsx';
import {Gate} from '../sign-in/gate.tsx';
import {ask, session, watched} from '../sign-in/session.ts';
import {FounderStep, HospitalStep, LanguageStep} from './before-founding.tsx';
import {type Draft, forgetDraft, keepDraft, keptDraft} from './draft.ts';
import {Frame} from './frame.tsx';
import {OpenStep} from './open-step.tsx';
import {PeopleStep} from './people-step.tsx';
import {SheetStep} from './sheet-step.tsx';
import {s} from './words.ts';
import {guessedZone} from './zones.ts';

type Where = 'asking' | 'cut' | 'link-none' | 'link-old' | 'founding' | 'founded';

/** While the box is away it is asked again so often. */
const againMs = 3_000;
/** Founding hashes a password and may stand behind a slow disk. */
const foundMs = 20_000;

/** The link's secret stands in the fragment, so that it reaches no log. */
const linkSecret = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
};

/** The first run, from wherever it stood when the power went. */
export function SetupPage() {
  const [where, setWhere] = useState<Where>('asking');
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        setWhere(await whereItStands());
      } catch {
        setWhere((now) => (now === 'founding' || now === 'founded' ? now : 'cut'));
        again = setTimeout(look, againMs);
      }
    };
    void look();
    const relook = () => void look();
    addEventListener('hashchange', relook);
    return () => {
      clearTimeout(again);
      removeEventListener('hashchange', relook);
    };
  }, []);
  if (where === 'founding') return <BeforeFounding founded={() => setWhere('founded')} refused={setWhere} />;
  if (where === 'founded') return <Gate title={s('doneTitle')}>{() => <AfterFounding />}</Gate>;
  if (where === 'link-none' || where === 'link-old') return <WrongLink why={where} />;
  return (
    <main class="alone" lang={language.value}>
      <p role="status">{where === 'cut' ? s('cut') : s('checking')}</p>
    </main>
  );
}

async function whereItStands(): Promise<Where> {
  const {founded} = await get<SiteState>('/api/setup');
  if (founded) return 'founded';
  if (linkSecret() === '') return 'link-none';
  try {
    await post('/api/setup/link', {token: linkSecret()});
    return 'founding';
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'setup.done' || error.status === 400)) return 'link-old';
    throw error;
  }
}

function BeforeFounding(props: {founded: () => void; refused: (where: Where) => void}) {
  const [draft, setDraft] = useState<Draft>(() =>
    keptDraft({step: 'language', siteName: '', timeZone: guessedZone(), template: 'clinic', name: '', username: ''}),
  );
  const [trouble, setTrouble] = useState<string | null>(null);

  function keep(change: Partial<Draft>) {
    setTrouble(null);
    setDraft((before) => {
      const next = {...before, ...change};
      keepDraft(next);
      return next;
    });
  }

  async function found(password: string) {
    const {siteName, timeZone, template, name} = draft;
    const username = draft.username.trim().toLowerCase();
    const body = {
      token: linkSecret(),
      language: language.value,
      siteName,
      timeZone,
      template,
      username,
      name,
      password,
    };
    try {
      await post('/api/setup', body, {withinMs: foundMs});
    } catch (error) {
      if (!(await foundedBefore(error, username, password))) return explain(error);
    }
    forgetDraft();
    // The link is used up; what follows needs only the session.
    history.replaceState(null, '', '/setup');
    props.founded();
  }

  async function demo() {
    try {
      await post('/api/setup/demo', {token: linkSecret(), language: language.value}, {withinMs: foundMs});
      forgetDraft();
      location.replace('/admin');
    } catch (error) {
      explain(error);
    }
  }

  function explain(error: unknown) {
    if (error instanceof Refusal && error.code === 'setup.done') return props.refused('link-old');
    const known = error instanceof Refusal && error.status !== 0;
    setTrouble(
      known ? `${error.title} ${error.detail === error.title ? '' : error.detail}` : `${s('cut')} ${s('keptHere')}`,
    );
  }

  const parts = {draft, keep, trouble};
  if (draft.step === 'language') return <LanguageStep {...parts} />;
  if (draft.step === 'hospital') return <HospitalStep {...parts} demo={demo} secret={linkSecret} />;
  return <FounderStep {...parts} found={found} />;
}

/** The answer to an earlier try may have been lost after the hospital was founded: then this very password signs in. */
async function foundedBefore(error: unknown, username: string, password: string): Promise<boolean> {
  if (!(error instanceof Refusal) || error.code !== 'setup.done') return false;
  try {
    await post('/api/session', {username, password});
    return true;
  } catch {
    return false;
  }
}

function AfterFounding() {
  const user = session.value.state === 'in' ? session.value.user : null;
  const [progress, setProgress] = useState<Progress | null>(null);
  const [cut, setCut] = useState(false);
  const [visit, setVisit] = useState<SetupStep | null>(null);
  useEffect(() => {
    if (user?.role !== 'admin') return;
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      try {
        setProgress(await ask<Progress>('/api/setup/progress'));
        setCut(false);
      } catch {
        setCut(true);
        again = setTimeout(load, againMs);
      }
    };
    void load();
    return () => clearTimeout(again);
  }, [visit]);

  if (user !== null && user.role !== 'admin')
    return (
      <Frame step={null} title={s('doneTitle')} reads>
        <p>{s('notAdmin', {name: user.name})}</p>
        <p>
          <a class="btn" href={user.role === 'doctor' ? '/doctor' : '/desk'}>
            {s('next')}
          </a>
        </p>
      </Frame>
    );
  if (progress === null)
    return (
      <main class="alone" lang={language.value}>
        <p role="status">{cut ? s('cut') : s('checking')}</p>
      </main>
    );
  // Later visits come for the table: everything else has its page in the administration.
  const firstRun = progress.step !== 'done';
  const step = visit ?? (firstRun ? progress.step : 'sheet');
  const go = async (next: SetupStep) => {
    if (firstRun) await watched(() => post('/api/setup/progress', {step: next}, {key: newKey()}));
    setVisit(next);
    if (next === 'done') location.assign('/admin#setup');
  };
  if (step === 'people') return <PeopleStep progress={progress} go={go} />;
  if (step === 'open' || step === 'done') return <OpenStep progress={progress} go={go} />;
  return <SheetStep firstRun={firstRun} go={go} />;
}

/** Why a link leads nowhere, and where the right one is. */
function WrongLink({why}: {why: 'link-none' | 'link-old'}) {
  return (
    <Frame step={null} title={s('linkTitle')} reads>
      <p class="note stale">{why === 'link-none' ? s('linkNone') : s('linkOld')}</p>
      <h2>{s('linkHow')}</h2>
      <ol class="how">
        <li>{s('linkHow1')}</li>
        <li>{s('linkHow2')}</li>
        <li>{s('linkHow3')}</li>
      </ol>
    </Frame>
  );
}
