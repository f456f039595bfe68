import {signal} from '@preact/signals';
import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import {type Memory, remember, takeNext} from './announcements.ts';
import {type Announced, addToLog, loadLog, loadMemory, saveMemory} from './memory.ts';
import {paceOf} from './pace.ts';
import {isQuiet} from './quiet-hours.ts';
import type {Sound} from './sound.ts';
import {speakCall} from './speech.ts';

/** Speech in several languages may outlast the ten seconds, but not by much. */
const speechMostMs = 20_000;
const chimeMs = 900;

/** Announces calls one after the other: picture, chime and voice for ten seconds each. `now` is the server's clock. */
export function createAnnouncer(board: string, sound: Sound, now: () => number) {
  let memory: Memory = loadMemory(board);
  /** The call that is loud now. */
  const loud = signal<BoardCall | null>(null);
  /** Called, and waiting for their turn to be loud: shown meanwhile. */
  const waiting = signal<readonly BoardCall[]>(memory.pending);
  const log = signal<Announced[]>(loadLog(board));
  /** When a call was last loud, by the server's clock. */
  const loudAt = signal<number | null>(null);
  let shown: BoardView | null = null;
  let running = false;

  function hear(view: BoardView): void {
    shown = view;
    sound.setVolume(view.volume);
    keep(remember(memory, view.calls, view.asOf));
    if (!running) run();
  }

  function keep(next: Memory): void {
    memory = next;
    waiting.value = next.pending;
    saveMemory(board, next);
  }

  async function run(): Promise<void> {
    running = true;
    for (;;) {
      const next = takeNext(memory);
      if (next.call === null) break;
      keep(next.memory);
      log.value = addToLog(board, {id: next.call.id, number: next.call.number, at: new Date().toISOString()});
      loud.value = next.call;
      loudAt.value = now();
      await announce(next.call).catch((error) => console.error(error));
      loudAt.value = now();
      loud.value = null;
    }
    running = false;
  }

  async function announce(call: BoardCall): Promise<void> {
    const {languages, volume, speech} = shown ?? {languages: [], volume: 0, speech: false};
    const pace = paceOf(memory.pending.length, languages.length);
    const loudEnough = pause(pace.loudMs);
    if (audible()) {
      sound.chime('call');
      await pause(chimeMs);
      let late = false;
      const limit = pause(speechMostMs).then(() => {
        late = true;
      });
      const said = languages.slice(0, pace.languages);
      // Whoever is called meanwhile waits for this to end: where each language has had its turn, a second one is left out.
      const goesOn = (done: number) =>
        !late && audible() && (done === 0 || said.length === 1 || memory.pending.length === 0);
      if (speech)
        await Promise.race([speakCall({call, languages: said, rounds: pace.rounds, sound, volume, goesOn}), limit]);
    }
    await loudEnough;
  }

  const audible = () => shown !== null && shown.volume > 0 && !isQuiet(shown.quiet, now(), shown.timeZone);

  return {loud, waiting, log, loudAt, hear, audible, busy: () => running};
}

export type Announcer = ReturnType<typeof createAnnouncer>;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
