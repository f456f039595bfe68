import type {Language} from '../../../server/words/say.ts';
import {strike} from '../../parts/chime.ts';

/** What a board sounds like: a chime, and recorded words one after the other, both at the board's volume. */
export interface Sound {
  /** Resolves to whether sound can be heard now; must be called from a key press where the browser asks for one. */
  unlock(): Promise<boolean>;
  ready(): boolean;
  /** Percent. */
  setVolume(percent: number): void;
  chime(tune: 'soft' | 'call'): void;
  /** Says these recordings in order; false when one of them could not be had. Always comes to an end. */
  say(language: Language, names: readonly string[]): Promise<boolean>;
  close(): void;
}

const loadMostMs = 3_000;
/** Decoded, a word takes about 100 KB: as many are kept as a morning's numbers need, the longest unused goes. */
const keptMost = 90;
const gapS = 0.02;
const sentenceMostMs = 15_000;

export function createSound(onChange: () => void = () => {}): Sound {
  let context: AudioContext | null = null;
  let out: GainNode | null = null;
  let volume = 0.8;
  const kept = new Map<string, AudioBuffer>();

  function open(): AudioContext | null {
    if (context === null && typeof AudioContext !== 'undefined') {
      context = new AudioContext();
      context.onstatechange = onChange;
      out = context.createGain();
      out.gain.value = volume;
      out.connect(context.destination);
    }
    return context;
  }

  async function recording(into: AudioContext, language: Language, name: string): Promise<AudioBuffer> {
    const address = `/assets/clips/${language}/${name}.mp3`;
    const known = kept.get(address);
    const buffer = known ?? (await load(into, address));
    kept.delete(address);
    kept.set(address, buffer);
    for (const oldest of kept.keys()) {
      if (kept.size <= keptMost) break;
      kept.delete(oldest);
    }
    return buffer;
  }

  return {
    async unlock() {
      const opened = open();
      // resume() never settles while the browser still waits for a key, so nobody waits for it longer than this.
      if (opened?.state === 'suspended') await Promise.race([opened.resume().catch(() => {}), pause(500)]);
      return opened?.state === 'running';
    },
    ready: () => context?.state === 'running',
    setVolume(percent) {
      volume = Math.min(Math.max(percent, 0), 100) / 100;
      if (out !== null) out.gain.value = volume;
    },
    chime(tune) {
      if (context?.state === 'running' && out !== null) strike(context, tune, out);
    },
    async say(language, names) {
      const to = out;
      const playing = context;
      if (playing?.state !== 'running' || to === null) return false;
      let buffers: AudioBuffer[];
      try {
        buffers = await Promise.all(names.map((name) => recording(playing, language, name)));
      } catch {
        return false;
      }
      await play(playing, to, buffers);
      return true;
    },
    close() {
      kept.clear();
      context?.close().catch(() => {});
      context = null;
      out = null;
    },
  };
}

async function load(into: AudioContext, address: string): Promise<AudioBuffer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), loadMostMs);
  try {
    const response = await fetch(address, {signal: stop.signal});
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return await into.decodeAudioData(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

/** Plays buffers back to back; ends with the last one, or when its time is over (a sleeping sound card ends nothing). */
function play(context: AudioContext, to: AudioNode, buffers: readonly AudioBuffer[]): Promise<void> {
  return new Promise((done) => {
    let at = context.currentTime + 0.03;
    const started = buffers.map((buffer) => {
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(to);
      source.start(at);
      at += buffer.duration + gapS;
      return source;
    });
    const lengthMs = (at - context.currentTime) * 1000;
    const timer = setTimeout(finish, Math.min(lengthMs + 400, sentenceMostMs));
    const last = started[started.length - 1];
    if (last !== undefined) last.onended = finish;
    function finish(): void {
      clearTimeout(timer);
      for (const source of started) {
        source.onended = null;
        source.disconnect();
      }
      done();
    }
  });
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
