import './unsent.css';
import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {sayer} from '../../../server/words/say.ts';
import {unsentWords} from '../../../server/words/unsent.ts';
import {language, nameOf, t} from '../../parts/staff-words.tsx';
import {goodForMs, openPending, type PendingDeed} from '../../pending.ts';
import {keepUnsent, session} from '../sign-in/session.ts';
import {trouble} from './act.ts';
import {findToken, lines, live} from './lines.ts';
import {printing, printSlip} from './slip.ts';

const says = {en: sayer(unsentWords, 'en'), hi: sayer(unsentWords, 'hi')};
type Word = keyof typeof unsentWords.en;
const say = (key: Word, values?: Record<string, string>) => says[language.value](key, values);

const deeds = signal<readonly PendingDeed[]>([]);
const pending = openPending((next) => {
  deeds.value = next;
}, printLate);

/** The slip of a number that was given late: whoever it is for still waits for it. */
function printLate({path}: PendingDeed, answer: unknown): void {
  const {id} = answer as {id?: unknown};
  if (path.endsWith('/tokens') && typeof id === 'string' && printing.value) printSlip(id);
}

/** Keeps what could not be sent while the desk is open for this person. */
function keepFor(userId: string): () => void {
  pending.begin(userId);
  keepUnsent({
    may: (path) => goodForMs(path) > 0,
    keep(path, body, key) {
      const kept = pending.keep({key, path, body, words: wordsOf(path, body)});
      if (kept) trouble.value = null;
      return kept;
    },
  });
  return () => {
    keepUnsent(null);
    pending.clear();
  };
}

function wordsOf(path: string, body: unknown): string {
  const [, , kind, id = '', deed = ''] = path.split('/');
  if (kind === 'queues') {
    const {name} = body as {name?: string};
    const queue = nameOf(lines.value.get(id)?.queue.name ?? '');
    return name ? say('unsent.tokensFor', {name, queue}) : say('unsent.tokens', {queue});
  }
  return say(`unsent.${deed}` as Word, {number: findToken(id)?.number ?? ''});
}

function stateOf({state, said}: PendingDeed): string {
  if (state === 'sent' && said) return say('unsentState.sentNumber', {number: said});
  return say(`unsentState.${state}`, {why: said});
}

/** What waits, what was sent late, and what was refused then. */
export function Unsent() {
  const userId = session.value.state === 'in' ? session.value.user.id : null;
  useEffect(() => (userId === null ? undefined : keepFor(userId)), [userId]);
  const fresh = live.value.fresh;
  useEffect(() => {
    if (fresh) pending.flush();
  }, [fresh]);
  return (
    <div role="status">
      {deeds.value.length > 0 ? (
        <ul class="unsent" aria-label={say('unsentTitle')}>
          {deeds.value.map((deed) => (
            <li key={deed.key} class={deed.state === 'sent' ? 'note' : `note ${tone[deed.state]}`}>
              <span>
                <b class="trouble-title">{deed.words}</b> {stateOf(deed)}
              </span>
              <button type="button" class="btn quiet small" onClick={() => pending.drop(deed.key)}>
                {deed.state === 'waiting' ? say('unsentGiveUp') : t('dismiss')}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
const tone = {waiting: 'stale', refused: 'urgent', late: 'urgent'} as const;
