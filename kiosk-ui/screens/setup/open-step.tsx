import {useEffect, useState} from 'preact/hooks';
import type {QueueView} from '../../../server/queue/schema.ts';
import type {Progress, SetupStep} from '../../../server/setup/schema.ts';
import {get, newKey, post, Refusal} from '../../api.ts';
import {send, watched} from '../sign-in/session.ts';
import {Frame, Trouble, Ways} from './frame.tsx';
import {Handouts} from './people-step.tsx';
import {s} from './words.ts';

/** The doors are open: the board, the posters and the patients' page, each one click away. */
export function OpenStep({progress, go}: {progress: Progress; go: (step: SetupStep) => Promise<void>}) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [printed, setPrinted] = useState(progress.postersPrintedAt !== null);
  const [opensAt, setOpensAt] = useState<string | null>(null);
  useEffect(() => {
    get<{items: QueueView[]}>('/api/queues').then(({items}) => setOpensAt(firstOpening(items)), noted);
  }, []);

  /** The posters open in a page of their own; here it is only kept that they did. */
  function notePosters() {
    setPrinted(true);
    watched(() => post('/api/setup/progress', {postersPrinted: true}, {key: newKey()})).catch(noted);
  }
  function noted() {
    setTrouble(s('cut'));
  }

  return (
    <Frame step="open" title={s('openTitle')} intro={s('openIntro', {site: progress.siteName})} reads wide>
      <Trouble text={trouble} />
      {opensAt === null ? null : <p class="note">{s('nowClosed', {time: opensAt})}</p>}
      <div class="doors">
        <section class="door" aria-labelledby="board-title">
          <h2 id="board-title">{s('boardTitle')}</h2>
          <p>{s('boardMore')}</p>
          <p class="address" dir="ltr">
            {progress.boardUrl}
          </p>
          <p>
            <a class="btn" href="/board/all" target="_blank" rel="noreferrer">
              {s('openBoard')}
            </a>
          </p>
          <Pairing />
        </section>
        <section class="door" aria-labelledby="posters-title">
          <h2 id="posters-title">{s('postersTitle')}</h2>
          <p>{s('postersMore')}</p>
          <p>
            <a class="btn main" href="/posters" target="_blank" rel="noreferrer" onClick={notePosters}>
              {s('printPosters')}
            </a>
          </p>
          <p class="fits" role="status">
            {printed ? `✓ ${s('postersDone')}` : ''}
          </p>
        </section>
        <section class="door" aria-labelledby="phone-title">
          <h2 id="phone-title">{s('phoneTitle')}</h2>
          <div
            class="qr"
            role="img"
            aria-label={s('qrOf', {address: progress.phoneUrl})}
            dangerouslySetInnerHTML={{__html: progress.phoneQr}}
          />
          <p class="address" dir="ltr">
            {progress.phoneUrl}
          </p>
          <p>{s('phoneMore')}</p>
          <p>
            <a class="btn" href="/" target="_blank" rel="noreferrer">
              {s('openPhone')}
            </a>
          </p>
        </section>
      </div>
      <Handouts address={progress.phoneUrl} />
      <p class="muted">{s('finishHint')}</p>
      <Ways back={() => void go('people').catch(noted)}>
        <button type="button" class="btn main" onClick={() => void go('done').catch(noted)}>
          {s('finish')}
        </button>
      </Ways>
    </Frame>
  );
}

/** When no queue is open now: the time at which the first one opens, as HH:MM. */
function firstOpening(queues: readonly QueueView[]): string | null {
  if (queues.length === 0 || queues.some(({state}) => state !== 'closed')) return null;
  const times = queues.flatMap(({opensAt}) => (opensAt === null ? [] : [opensAt])).sort();
  // `2026-11-23T09:00:00+05:30`: the hospital's own time, whatever this browser's is.
  return times[0]?.slice(11, 16) ?? null;
}

/** The TV shows a code; typed here it becomes the hospital's. */
function Pairing() {
  const [state, setState] = useState<{bad: boolean; text: string} | null>(null);
  async function pair(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      await send('/api/displays/pair', {
        code: String(new FormData(form).get('code')).trim(),
        boardId: 'all',
        kind: 'board',
      });
      form.reset();
      setState({bad: false, text: s('paired')});
    } catch (error) {
      const known = error instanceof Refusal && error.status !== 0;
      setState({bad: true, text: known ? error.title : s('cut')});
    }
  }
  return (
    <form onSubmit={(event) => void pair(event)} autocomplete="off">
      <label class="field">
        {s('pairMore')}
        <span class="with-button">
          <input name="code" required minLength={4} maxLength={12} aria-label={s('pairCode')} spellcheck={false} />
          <button type="submit" class="btn">
            {s('pair')}
          </button>
        </span>
      </label>
      <p role="status" class={state?.bad ? 'missing' : 'fits'}>
        {state?.text}
      </p>
    </form>
  );
}
