import {signal} from '@preact/signals';
import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import type {Chime} from '../../parts/chime.ts';
import {type Memory, remember, takeNext} from './announcements.ts';
import {type Announced, addToLog, loadLog, loadMemory, saveMemory} from './memory.ts';
import {speakCall} from './speech.ts';

const loudMs = 10_000;
/** While many wait (after a cut) each is shorter, or the last would be announced minutes after it was called. */
const rushLoudMs = 5_000;
const rushFrom = 3;
/** Speech in three languages may outlast the ten seconds, but not by much. */
const speechMostMs = 20_000;

/** Announces calls one after the other: picture, chime and voice for ten seconds each. */
export function createAnnouncer(board: string, chime: Chime) {
  /** The call that is loud now. */
  const loud = signal<BoardCall | null>(null);
  const log = signal<Announced[]>(loadLog(board));
  let memory: Memory = loadMemory(board);
  let languages: BoardView['languages'] = ['en'];
  let running = false;

  function hear(view: BoardView): void {
    languages = view.languages;
    memory = remember(memory, view.calls, view.asOf);
    saveMemory(board, memory);
    if (!running) run();
  }

  async function run(): Promise<void> {
    running = true;
    for (;;) {
      const next = takeNext(memory);
      if (next.call === null) break;
      memory = next.memory;
      saveMemory(board, memory);
      log.value = addToLog(board, {id: next.call.id, number: next.call.number, at: new Date().toISOString()});
      loud.value = next.call;
      await announce(next.call, memory.pending.length >= rushFrom).catch((error) => console.error(error));
      loud.value = null;
    }
    running = false;
  }

  async function announce(call: BoardCall, rush: boolean): Promise<void> {
    const shown = pause(rush ? rushLoudMs : loudMs);
    chime.ring('call');
    await pause(900);
    await Promise.race([speakCall(call, languages, rush ? 1 : 2), pause(speechMostMs)]);
    await shown;
  }

  return {loud, log, hear, busy: () => running};
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
