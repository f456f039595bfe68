/** Bells made of oscillators: no sound file to load, nothing to decode. */

export type Tune = 'soft' | 'call';
/** Notes as [Hz, start in s]. A call is three rising notes, played so that it carries through a waiting room. */
const tunes: Record<Tune, readonly (readonly [number, number])[]> = {
  soft: [
    [659, 0],
    [880, 0.18],
  ],
  call: [
    [523, 0],
    [659, 0.22],
    [784, 0.44],
  ],
};

export interface Chime {
  /** Must be called from a touch or key press where the browser asks for one. Resolves to whether sound can be heard. */
  unlock(): Promise<boolean>;
  /** True when a bell would be heard now. */
  ready(): boolean;
  ring(tune: Tune): void;
  close(): void;
}

export function createChime(onChange: () => void = () => {}): Chime {
  let context: AudioContext | null = null;

  function open(): AudioContext | null {
    if (context === null && typeof AudioContext !== 'undefined') {
      context = new AudioContext();
      context.onstatechange = onChange;
    }
    return context;
  }

  return {
    async unlock() {
      const opened = open();
      // resume() never settles while the browser still waits for a touch, so nobody waits for it longer than this.
      if (opened?.state === 'suspended')
        await Promise.race([
          opened.resume().catch(() => {}),
          new Promise<void>((done) => {
            setTimeout(done, 500);
          }),
        ]);
      return opened?.state === 'running';
    },
    ready: () => context?.state === 'running',
    ring(tune) {
      if (context?.state !== 'running') return;
      strike(context, tune, context.destination);
    },
    close() {
      context?.close().catch(() => {});
      context = null;
    },
  };
}

/** Plays a tune now, into `to`. */
export function strike(context: AudioContext, tune: Tune, to: AudioNode): void {
  for (const [hertz, startS] of tunes[tune]) bell(context, hertz, context.currentTime + startS, to);
}

/** One struck note: a sine with a quieter octave, both fading within 1.2 s. */
function bell(context: AudioContext, hertz: number, at: number, to: AudioNode): void {
  for (const [times, loud] of [
    [1, 0.5],
    [2, 0.16],
  ] as const) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hertz * times;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(loud, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 1.2);
    oscillator.connect(gain).connect(to);
    oscillator.start(at);
    oscillator.stop(at + 1.3);
  }
}
