import {useSignal} from '@preact/signals';
import {Component, type ComponentChildren} from 'preact';
import {useEffect, useMemo} from 'preact/hooks';
import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import {type BoardWord, boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {languages as allLanguages, type Language, sayer} from '../../../server/words/say.ts';
import {clockTime} from '../../../server/words/times.ts';
import {get, Refusal} from '../../api.ts';
import {follow, type LiveState} from '../../live.ts';
import {createChime} from '../../parts/chime.ts';
import {type createAnnouncer, createAnnouncer as makeAnnouncer} from './announcer.ts';
import {keepRunning} from './keep-running.ts';
import {QueueList} from './queue-list.tsx';

const againMs = 10_000;
type Announcer = ReturnType<typeof createAnnouncer>;

export function Board({id}: {id: string}) {
  const view = useSignal<BoardView | null>(null);
  const live = useSignal<LiveState>({fresh: false, heardAt: null, refused: false});
  const missing = useSignal(false);
  const muted = useSignal(false);
  const skewMs = useSignal(0);
  const now = useSignal(Date.now());
  const chime = useMemo(
    () =>
      createChime(() => {
        muted.value = !chime.ready();
      }),
    [],
  );
  const announcer = useMemo(() => makeAnnouncer(id, chime), []);

  useEffect(() => {
    chime.unlock().then((heard) => {
      muted.value = !heard;
    });
    const hear = (next: BoardView) => {
      view.value = next;
      missing.value = false;
      skewMs.value = Date.parse(next.asOf) - Date.now();
      announcer.hear(next);
    };
    let timer: ReturnType<typeof setTimeout>;
    /** Asks without a stream while that is refused: the answer is the board, or that there is none. */
    const look = async () => {
      clearTimeout(timer);
      try {
        hear(await get<BoardView>(`/api/boards/${encodeURIComponent(id)}`));
      } catch (error) {
        missing.value = error instanceof Refusal && error.status === 404;
      }
      if (live.value.refused) timer = setTimeout(look, againMs);
    };
    const stream = follow(`board=${encodeURIComponent(id)}`, {
      on: {board: hear},
      onSkew: (ms) => {
        skewMs.value = ms;
      },
      onState: (state) => {
        const cutBefore = !live.value.fresh && live.value.heardAt !== null;
        live.value = state;
        if (state.refused) {
          clearTimeout(timer);
          timer = setTimeout(look, view.value === null ? 0 : againMs);
        }
        if (state.fresh && cutBefore) running.cameBack();
      },
    });
    const running = keepRunning(() => live.value.fresh && !announcer.busy());
    const clock = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => {
      stream.close();
      running.stop();
      clearInterval(clock);
      clearTimeout(timer);
    };
  }, []);

  const shown = view.value;
  const languages: readonly Language[] = shown?.languages ?? allLanguages;
  const zone = shown?.timeZone ?? 'UTC';
  const at = now.value + skewMs.value;
  const heardAt = live.value.heardAt ?? (shown === null ? null : Date.parse(shown.asOf) - skewMs.value);
  const cut = !live.value.fresh && heardAt !== null;
  // Moves the whole picture by a few pixels every minute, so that nothing burns in.
  const step = Math.floor(now.value / 60_000) % 8;
  return (
    <>
      {cut && (
        <p class="cut" role="status">
          {both(languages, 'reconnecting', {time: clockTime(heardAt + skewMs.value, zone)})}
        </p>
      )}
      <div class={`wall shift${step}${cut ? ' lowered' : ''}`}>
        <header>
          <span class="site">
            {shown?.site ?? ''}
            {shown?.demo === true && <small>{both(languages, 'demo')}</small>}
          </span>
          {muted.value && (
            <button
              type="button"
              class="btn unmute"
              onClick={() =>
                chime.unlock().then((heard) => {
                  muted.value = !heard;
                })
              }
            >
              {both(languages, 'soundOff')}
            </button>
          )}
          <time>{shown === null ? '' : clockTime(at, zone)}</time>
        </header>
        {shown === null ? (
          <main class="nothing">
            {languages.map((each) => (
              <h1 key={each} lang={each}>
                {sayer(boardWords, each)(missing.value ? 'missing' : 'connecting')}
              </h1>
            ))}
          </main>
        ) : (
          <Fence>
            <Calls view={shown} announcer={announcer} />
            <aside>
              <Before view={shown} announcer={announcer} />
              <QueueList view={shown} page={Math.floor(now.value / 12_000)} />
            </aside>
          </Fence>
        )}
        <footer>
          {shown?.message ? (
            <span>{shown.message}</span>
          ) : (
            languages.map((each) => (
              <span key={each} lang={each}>
                {sayer(boardWords, each)('keep')}
              </span>
            ))
          )}
        </footer>
        <ol id="announced" class="hidden" aria-live="assertive">
          {announcer.log.value.map((entry) => (
            <li key={entry.id} data-call-id={entry.id}>
              {entry.number}
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}

/** The call that is loud, or the last one that was: the same place, but only a loud one is marigold. */
function Calls({view, announcer}: {view: BoardView; announcer: Announcer}) {
  const loud = announcer.loud.value;
  const call = loud ?? lastAnnounced(view, announcer);
  if (call === null)
    return (
      <main class="called idle">
        <h1>
          {view.languages.map((each) => (
            <span key={each} lang={each}>
              {sayer(boardWords, each)('waitForCall')}
            </span>
          ))}
        </h1>
      </main>
    );
  const queue = view.queues.find((each) => each.id === call.queue.id);
  const place = names(call.servicePoint.name, view.languages);
  return (
    <main class={loud === null ? 'called calm' : 'called loud'} key={call.id}>
      <p class="d">
        {names(call.queue.name, view.languages).join(' · ')}
        {call.again && loud !== null
          ? ` · ${both(view.languages, 'again')}`
          : queue?.doctor
            ? ` · ${queue.doctor.name}`
            : ''}
      </p>
      <h1 class={`num n${Math.min(Math.max(call.number.length, 5), 9)}`}>{call.number}</h1>
      <div class={`to${(place[0] ?? '').length > 11 ? ' long' : ''}`}>
        <Arrow />
        <span>
          {place[0]}
          {place.slice(1).map((each) => (
            <small key={each}>{each}</small>
          ))}
        </span>
      </div>
    </main>
  );
}

function Before({view, announcer}: {view: BoardView; announcer: Announcer}) {
  const current = announcer.loud.value ?? lastAnnounced(view, announcer);
  const announced = new Set(announcer.log.value.map((entry) => entry.id));
  // A call that still waits for its announcement is not "before".
  const before = view.calls.filter((call) => call.id !== current?.id && !waits(call, current, announced));
  const shown = before.slice(0, view.queues.length > 5 ? 2 : 3);
  return (
    <section class="before">
      {shown.length > 0 && <h2>{both(view.languages, 'calledBefore')}</h2>}
      {shown.map((call) => (
        <div class="call" key={call.id}>
          <b>{call.number}</b>
          <span class={call.servicePoint.name.length > 12 ? 'long' : ''}>
            {localName(call.servicePoint.name, view.languages[0] ?? 'en')}
          </span>
        </div>
      ))}
    </section>
  );
}

const waits = (call: BoardCall, current: BoardCall | null, announced: Set<string>) =>
  current !== null && Date.parse(call.at) >= Date.parse(current.at) && !announced.has(call.id);

function lastAnnounced(view: BoardView, announcer: Announcer): BoardCall | null {
  const log = announcer.log.value;
  const last = log[log.length - 1];
  return view.calls.find((call) => call.id === last?.id) ?? view.calls[0] ?? null;
}

/** One row's fault must not leave the wall black: the next picture is tried again. */
class Fence extends Component<{children: ComponentChildren}, {broken: boolean}> {
  override state = {broken: false};
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({broken: true});
  }
  override componentWillReceiveProps() {
    if (this.state.broken) this.setState({broken: false});
  }
  override render() {
    return this.state.broken ? <p class="nothing">{both(['en'], 'trouble')}</p> : this.props.children;
  }
}

const Arrow = () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="3.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d="M4 12h15M13 5l7 7-7 7" />
  </svg>
);

export const both = (languages: readonly Language[], word: BoardWord, values?: Record<string, string | number>) =>
  languages.map((language) => sayer(boardWords, language)(word, values)).join(' · ');
export const names = (typed: string, languages: readonly Language[]) => [
  ...new Set(languages.map((language) => localName(typed, language))),
];
