import {type Signal, useSignal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import type {QueueView, TokenView} from '../../../server/queue/schema.ts';
import {type BoardWord, boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {reasonText} from '../../../server/words/reasons.ts';
import {type Language, languages, type Say, sayer} from '../../../server/words/say.ts';
import {waitRange} from '../../../server/words/times.ts';
import {get, newKey, post, Refusal} from '../../api.ts';

/** A finished or forgotten visit goes back to the start after this. */
const backS = 20;
const forgottenS = 60;
const refreshMs = 15_000;
const languageNames: Record<Language, string> = {en: 'English', hi: 'हिन्दी'};
type Word = Say<BoardWord>;

interface Visit {
  language: Language | null;
  queue: QueueView | null;
  token: TokenView | null;
  /** One key a visit: a second touch, or a lost answer, gives the same number. */
  key: string;
}
const atStart = (): Visit => ({language: null, queue: null, token: null, key: newKey()});

export function Kiosk() {
  const visit = useSignal<Visit>(atStart());
  const leftS = useSignal(forgottenS);
  const {language, queue, token} = visit.value;

  useEffect(() => {
    const restart = () => {
      leftS.value = visit.value.token === null ? forgottenS : backS;
    };
    restart();
    const timer = setInterval(() => {
      leftS.value -= 1;
      if (leftS.value <= 0 && visit.value.language !== null) visit.value = atStart();
    }, 1_000);
    const touched = ['pointerdown', 'keydown'];
    for (const name of touched) window.addEventListener(name, restart);
    return () => {
      clearInterval(timer);
      for (const name of touched) window.removeEventListener(name, restart);
    };
  }, [token, language]);

  if (language === null) return <Languages choose={(chosen) => (visit.value = {...visit.value, language: chosen})} />;
  document.documentElement.lang = language;
  const say = sayer(boardWords, language);
  if (token !== null)
    return <Given token={token} language={language} leftS={leftS} again={() => (visit.value = atStart())} />;
  const back = () => (visit.value = queue === null ? atStart() : {...visit.value, queue: null});
  return (
    <main class="kiosk-page">
      {queue === null ? (
        <Queues language={language} choose={(chosen) => (visit.value = {...visit.value, queue: chosen})} />
      ) : (
        <Person visit={visit} queue={queue} say={say} language={language} />
      )}
      <button type="button" class="btn quiet back" onClick={back}>
        ← {say('kioskBack')}
      </button>
    </main>
  );
}

function Languages({choose}: {choose: (language: Language) => void}) {
  return (
    <main class="kiosk-page languages">
      <h1 class="hidden">{languages.map((each) => sayer(boardWords, each)('kioskWelcome')).join(' · ')}</h1>
      {languages.map((language) => (
        <button type="button" class="btn main" key={language} lang={language} onClick={() => choose(language)}>
          <b>{languageNames[language]}</b>
          <span>{sayer(boardWords, language)('kioskWelcome')}</span>
        </button>
      ))}
    </main>
  );
}

function Queues({language, choose}: {language: Language; choose: (queue: QueueView) => void}) {
  const say = sayer(boardWords, language);
  const queues = useSignal<QueueView[] | null>(null);
  useEffect(() => {
    const load = async () => {
      try {
        queues.value = (await get<{items: QueueView[]}>('/api/queues')).items;
      } catch {
        // the next round asks again; the list on the screen stays
      }
    };
    load();
    const timer = setInterval(load, refreshMs);
    return () => clearInterval(timer);
  }, []);
  if (queues.value === null) return <p class="lead">{say('kioskWorking')}</p>;
  return (
    <>
      <h1>{queues.value.length === 0 ? say('kioskNoQueues') : say('kioskQueues')}</h1>
      <ul>
        {queues.value.map((queue) => {
          const shut = queue.state === 'closed' || queue.full;
          return (
            <li key={queue.id}>
              <button type="button" class="btn queue" disabled={shut} onClick={() => choose(queue)}>
                <b>{localName(queue.name, language)}</b>
                {queue.doctor !== null && <span>{queue.doctor.name}</span>}
                <span>{stateOf(queue, say, language)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function stateOf(queue: QueueView, say: Word, language: Language): string {
  const why = queue.notice === null ? [] : [reasonText(queue.notice, language)];
  if (queue.state === 'closed') return [say('closed'), ...why].join(' · ');
  if (queue.full) return say('full');
  const words = [say('kioskWaiting', {count: queue.waiting})];
  if (queue.state === 'paused') words.push(say('paused'), ...why);
  if (queue.state === 'not-started') words.push(say('notStarted'));
  const range = queue.wait === null ? null : waitRange(queue.wait);
  if (range !== null) words.push(say('kioskWait', {range: range.range, unit: say(range.unit)}));
  return words.join(' · ');
}

interface PersonProps {
  visit: Signal<Visit>;
  queue: QueueView;
  say: Word;
  language: Language;
}
function Person({visit, queue, say, language}: PersonProps) {
  const busy = useSignal(false);
  const problem = useSignal('');
  const take = async (form: HTMLFormElement) => {
    if (busy.value) return;
    busy.value = true;
    problem.value = '';
    const typed = new FormData(form);
    const body: Record<string, string> = {language};
    for (const field of ['name', 'phone']) {
      const value = String(typed.get(field) ?? '').trim();
      if (value !== '') body[field] = value;
    }
    const {key} = visit.value;
    try {
      const token = await post<TokenView>(`/api/queues/${encodeURIComponent(queue.id)}/tokens`, body, {key});
      // Whoever went back meanwhile has another visit.
      if (visit.value.key === key) visit.value = {...visit.value, token};
    } catch (error) {
      const words: Record<string, string> = boardWords[language];
      problem.value = words[`kiosk.${(error as Refusal).code}`] ?? say('kioskFailed');
      // A refusal is kept under its key: the next try is a new one. A lost answer is asked for with the old one.
      if (error instanceof Refusal && error.status !== 0) visit.value = {...visit.value, key: newKey()};
    }
    busy.value = false;
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take(event.currentTarget);
      }}
    >
      <h1>{localName(queue.name, language)}</h1>
      <button type="submit" class="btn main take" disabled={busy.value}>
        {busy.value ? say('kioskWorking') : say('kioskTake')}
      </button>
      {problem.value !== '' && (
        <p class="note urgent" role="alert">
          {problem.value}
        </p>
      )}
      <fieldset>
        <legend>{say('kioskWho')}</legend>
        <label class="field">
          {say('kioskName')}
          <input name="name" maxLength={100} autocomplete="off" />
        </label>
        <label class="field">
          {say('kioskPhone')}
          <input name="phone" type="tel" inputMode="tel" maxLength={20} autocomplete="off" />
        </label>
      </fieldset>
    </form>
  );
}

interface GivenProps {
  token: TokenView;
  language: Language;
  leftS: Signal<number>;
  again: () => void;
}
function Given({token, language, leftS, again}: GivenProps) {
  const say = sayer(boardWords, language);
  const range = token.wait === null ? null : waitRange(token.wait);
  return (
    <main class="kiosk-page given">
      <div class="slip" role="status">
        <p>{localName(token.queue.name, language)}</p>
        <p>{say('kioskYours')}</p>
        <h1 class={`num n${Math.min(token.number.length, 9)}`}>{token.number}</h1>
        <div class="tear" />
        {token.ahead !== null && (
          <p class="lead">{token.ahead === 0 ? say('kioskNext') : say('kioskAhead', {count: token.ahead})}</p>
        )}
        {range !== null && <p>{say('kioskWait', {range: range.range, unit: say(range.unit)})}</p>}
      </div>
      <p class="lead">{say('kioskNote')}</p>
      <button type="button" class="btn main take" onClick={again}>
        {say('kioskDone')}
        <span>{say('kioskAgain', {count: Math.max(leftS.value, 0)})}</span>
      </button>
    </main>
  );
}
