import {useEffect, useState} from 'preact/hooks';
import type {CopyItem, KeepingState} from '../../../server/keeping/schema.ts';
import {type KeepingAdminWord, keepingAdminWords} from '../../../server/words/keeping-admin.ts';
import {sayer} from '../../../server/words/say.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask, send} from '../sign-in/session.ts';
import {momentOf} from './today-words.ts';

const says = {en: sayer(keepingAdminWords, 'en'), hi: sayer(keepingAdminWords, 'hi')};
const k = (key: KeepingAdminWord, values?: Readonly<Record<string, string | number>>) =>
  says[language.value](key, values);

interface Copies {
  items: CopyItem[];
  keeping: KeepingState;
}

const againMs = 3000;
const megabytes = (bytes: number) => Math.max(1, Math.round(bytes / 1e6));

/** Copies of the box: the last one, where, the second place, the check, the drill, and how one is brought back. */
export function Backups() {
  const [copies, setCopies] = useState<Copies | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const load = () =>
    ask<Copies>('/api/backups')
      .then(setCopies)
      .catch((error) => setFault(wordsOf(error).title));
  useEffect(() => {
    void load();
    const timer = setInterval(load, againMs);
    return () => clearInterval(timer);
  }, []);
  async function begin(path: string, body: unknown = {}) {
    setFault(null);
    try {
      await send(path, body);
    } catch (error) {
      setFault(wordsOf(error).title);
    }
    await load();
  }
  if (copies === null) return <p role="status">{fault ?? t('loading')}</p>;
  const {keeping, items} = copies;
  const busy = keeping.running !== null;
  return (
    <section aria-labelledby="backups-title" class="status-part">
      <h3 id="backups-title">{k('title')}</h3>
      <p class="muted">{k('intro')}</p>
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      <p role="status">
        {keeping.running === 'copy'
          ? k('working')
          : keeping.running === 'check'
            ? k('checking')
            : keeping.running === 'second'
              ? k('carrying')
              : ''}
      </p>
      <dl class="facts one">
        <Line name={k('newest')}>{keeping.lastAt ? momentOf(keeping.lastAt) : k('none')}</Line>
        <Line name={k('where')}>
          <span dir="ltr">{keeping.folder}</span>
        </Line>
        <Line name={k('count')}>{keeping.copies}</Line>
        <Line name={k('every')}>{keeping.everyMinutes === 0 ? k('off') : k('minutes', {n: keeping.everyMinutes})}</Line>
        <Line name={k('second')}>{secondWords(keeping)}</Line>
        <Line name={k('check')}>{checkWords(keeping)}</Line>
        <Line name={k('drill')}>{drillWords(keeping)}</Line>
      </dl>
      {keeping.failure ? <p class="note stale">{failureWords('failed', keeping.failure)}</p> : null}
      {keeping.second.failure ? <p class="note stale">{failureWords('secondFailed', keeping.second.failure)}</p> : null}
      {keeping.check && keeping.check.state !== 'clean' ? (
        <div class="note urgent">
          <b>{k('check')}</b>
          <ul>
            {keeping.check.lines[language.value].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <p class="row">
        <button type="button" class="btn main" disabled={busy} onClick={() => void begin('/api/backups')}>
          {k('now')}
        </button>
        <button type="button" class="btn" disabled={busy} onClick={() => void begin('/api/backups/check')}>
          {k('checkNow')}
        </button>
      </p>
      <Passphrase locked={keeping.second.locked} keep={(body) => begin('/api/backups/passphrase', body)} />
      <List items={items} />
      <details>
        <summary>{k('restore')}</summary>
        <ol>
          <li>{k('restore1')}</li>
          <li>
            {k('restore2')}{' '}
            <code dir="ltr" lang="en">
              npm run restore -- {items[0]?.name ?? '/media/usb/baari-….db'}
            </code>
          </li>
          <li>{k('restore3', {n: 50})}</li>
        </ol>
      </details>
    </section>
  );
}

function Line({name, children}: {name: string; children: preact.ComponentChildren}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function List({items}: {items: readonly CopyItem[]}) {
  if (items.length === 0) return null;
  return (
    <details>
      <summary>{k('list')}</summary>
      <ul>
        {items.map(({name, at, bytes, beforeUpdate}) => (
          <li key={name}>
            {momentOf(at)} · {k('size', {mb: megabytes(bytes)})}
            {beforeUpdate ? ` · ${k('before')}` : ''}{' '}
            <span class="muted" dir="ltr">
              {name}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const leastPassphrase = 12;

function Passphrase({locked, keep}: {locked: boolean; keep: (body: unknown) => Promise<void>}) {
  const [words, setWords] = useState('');
  return (
    <details>
      <summary>{k(locked ? 'locked' : 'unlocked')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void keep({passphrase: words}).then(() => setWords(''));
        }}
      >
        <label class="field">
          {k('setPassphrase')}
          <input
            value={words}
            autocomplete="off"
            maxLength={200}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          <span class="hint">{k('passphraseHint')}</span>
        </label>
        <p class="row">
          <button type="submit" class="btn" disabled={words.length < leastPassphrase}>
            {k('lock')}
          </button>
          {locked ? (
            <button type="button" class="btn quiet" onClick={() => void keep({passphrase: null})}>
              {k('unlock')}
            </button>
          ) : null}
        </p>
      </form>
    </details>
  );
}

function failureWords(
  which: 'failed' | 'secondFailed',
  {at, why, detail}: {at: string; why: string; detail: string},
): string {
  const key = `why.${why}` in keepingAdminWords.en ? (`why.${why}` as KeepingAdminWord) : 'why.other';
  return k(which, {at: momentOf(at), why: k(key, {detail})});
}

function secondWords({second: {state, folder, last}}: KeepingState): string {
  if (state === 'none') return k('secondNone');
  const words = k(state === 'there' ? 'secondThere' : state === 'away' ? 'secondAway' : 'secondSame', {folder});
  return last ? `${words} ${k('secondLast', {at: momentOf(last.at)})}` : words;
}

function checkWords({check}: KeepingState): string {
  if (check === null) return k('checkNever');
  const key = check.state === 'clean' ? 'checkClean' : check.state === 'fault' ? 'checkFault' : 'checkUnjudged';
  return k(key, {at: momentOf(check.at)});
}

function drillWords({drill}: KeepingState): string {
  if (drill === null) return k('drillNever');
  return k(drill.good ? 'drillGood' : 'drillBad', {at: momentOf(drill.at), n: drill.minutes});
}
