import {useSignal} from '@preact/signals';
import {Component, type ComponentChildren} from 'preact';
import {useEffect, useMemo, useRef} from 'preact/hooks';
import type {BoardView} from '../../../server/queue/schema.ts';
import {languages as allLanguages, type Language} from '../../../server/words/say.ts';
import {clockTime} from '../../../server/words/times.ts';
import {get, Refusal} from '../../api.ts';
import {follow, type LiveState} from '../../live.ts';
import {showDemo} from '../../parts/demo-badge.ts';
import {type Announcer, createAnnouncer} from './announcer.ts';
import {callsSeen} from './calls-seen.ts';
import {Floor} from './floor.tsx';
import {Hall} from './hall.tsx';
import {keepRunning} from './keep-running.ts';
import {isQuiet} from './quiet-hours.ts';
import {Room} from './room.tsx';
import {languageOf, Said} from './said.tsx';
import {createSound} from './sound.ts';
import {tickerPages} from './ticker-pages.ts';

const againMs = 10_000;
/** What takes turns (queues, text, picture) stays this long. */
const turnMs = 12_000;
/** A dark board stays lit this long after a call. */
const litMs = 120_000;

export function Board({id}: {id: string}) {
  const view = useSignal<BoardView | null>(null);
  const live = useSignal<LiveState>({fresh: false, heardAt: null, refused: false});
  const missing = useSignal(false);
  const muted = useSignal(false);
  const skewMs = useSignal(0);
  const now = useSignal(Date.now());
  const sound = useMemo(
    () =>
      createSound(() => {
        muted.value = !sound.ready();
      }),
    [],
  );
  const announcer = useMemo(() => createAnnouncer(id, sound, () => Date.now() + skewMs.value), []);

  useEffect(() => {
    const unlock = () => {
      if (!sound.ready())
        sound.unlock().then((heard) => {
          muted.value = !heard;
        });
    };
    unlock();
    // Where the browser wants a hand first, any key of the remote will do.
    const presses = ['keydown', 'pointerup', 'click'];
    for (const press of presses) document.addEventListener(press, unlock);
    const hear = (next: BoardView) => {
      view.value = next;
      showDemo(next.demo);
      missing.value = false;
      skewMs.value = Date.parse(next.asOf) - Date.now();
      document.documentElement.lang = next.languages[0] ?? 'en';
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
    const running = keepRunning(() => ({
      now: Date.now() + skewMs.value,
      zone: view.value?.timeZone ?? 'UTC',
      calm: live.value.fresh && !announcer.busy(),
      lastCallAt: announcer.loudAt.value,
    }));
    const clock = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => {
      for (const press of presses) document.removeEventListener(press, unlock);
      stream.close();
      running.stop();
      clearInterval(clock);
      clearTimeout(timer);
      sound.close();
    };
  }, []);

  const shown = view.value;
  const languages: readonly Language[] = shown?.languages ?? allLanguages;
  const zone = shown?.timeZone ?? 'UTC';
  const at = now.value + skewMs.value;
  const heardAt = live.value.heardAt ?? (shown === null ? null : Date.parse(shown.asOf) - skewMs.value);
  const cut = !live.value.fresh && heardAt !== null;
  const dark = shown !== null && isDark(shown, announcer, at);
  // Moves the whole picture by some pixels every minute, so that nothing burns in.
  const step = Math.floor(now.value / 60_000) % 8;
  return (
    <>
      {cut && (
        <p class="cut" role="status">
          <Said word="reconnecting" languages={languages} values={{time: clockTime(heardAt + skewMs.value, zone)}} />
        </p>
      )}
      {dark ? (
        <Night view={shown} at={at} step={Math.floor(now.value / 60_000) % 5} />
      ) : (
        <div class={`wall shift${step}${cut ? ' lowered' : ''}`}>
          <header>
            <span class="site" lang={languageOf(shown?.site ?? '')}>
              {shown?.site ?? ''}
            </span>
            <time>{shown === null ? '' : clockTime(at, zone)}</time>
          </header>
          {shown === null ? (
            <main class="nothing">
              <h1>
                {languages.map((each) => (
                  <Said key={each} word={missing.value ? 'missing' : 'connecting'} languages={[each]} />
                ))}
              </h1>
            </main>
          ) : (
            <Fence languages={languages}>
              <Layout view={shown} announcer={announcer} page={Math.floor(now.value / turnMs)} />
            </Fence>
          )}
          <Foot view={shown} languages={languages} page={Math.floor(now.value / turnMs)} />
        </div>
      )}
      {muted.value && announcer.audible() && !dark && <Unmute languages={languages} />}
      <ol id="announced" class="hidden" aria-live="assertive" lang="en">
        {announcer.log.value.slice(-20).map((entry) => (
          <li key={entry.id} data-call-id={entry.id}>
            {entry.number}
          </li>
        ))}
      </ol>
    </>
  );
}

function Layout({view, announcer, page}: {view: BoardView; announcer: Announcer; page: number}) {
  const seen = callsSeen(view, announcer);
  if (view.layout === 'room') return <Room view={view} seen={seen} page={page} />;
  if (view.layout === 'floor') return <Floor view={view} seen={seen} page={page} />;
  return <Hall view={view} seen={seen} page={page} />;
}

/** The administrator's text, a part at a time; where there is none, what everybody should know. */
function Foot({view, languages, page}: {view: BoardView | null; languages: readonly Language[]; page: number}) {
  const pages = tickerPages(view?.message ?? null);
  const text = pages[page % pages.length];
  return (
    <footer>
      {text === undefined ? (
        languages.map((each) => (
          <span key={each}>
            <Said word="keep" languages={[each]} />
          </span>
        ))
      ) : (
        <p key={text} dir="auto" lang={languageOf(text)}>
          {text}
        </p>
      )}
    </footer>
  );
}

/** In the quiet hours, some minutes after the last call. */
function isDark(view: BoardView, announcer: Announcer, at: number): boolean {
  if (view.quiet?.dark !== true || !isQuiet(view.quiet, at, view.timeZone)) return false;
  const {loudAt, busy} = announcer;
  return !busy() && announcer.loud.value === null && (loudAt.value === null || at - loudAt.value > litMs);
}

function Night({view, at, step}: {view: BoardView; at: number; step: number}) {
  return (
    <main class="night">
      <div class={`night${step}`}>
        <h1>
          <time>{clockTime(at, view.timeZone)}</time>
        </h1>
        <p>
          <Said word="sleeping" languages={view.languages} />
        </p>
      </div>
    </main>
  );
}

/** Over the foot of the board; whatever is pressed, the listeners of the board hear it. */
function Unmute({languages}: {languages: readonly Language[]}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button type="button" class="unmute" ref={button}>
      <Said word="soundOff" languages={languages} />
    </button>
  );
}

/** One row's fault must not leave the wall black: the next picture is tried again. */
class Fence extends Component<{languages: readonly Language[]; children: ComponentChildren}, {broken: boolean}> {
  override state = {broken: false};
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({broken: true});
  }
  override componentWillReceiveProps() {
    if (this.state.broken) this.setState({broken: false});
  }
  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main class="nothing">
        <h1>
          <Said word="trouble" languages={this.props.languages} />
        </h1>
      </main>
    );
  }
}
