/**
 * A scanner is a keyboard that types a whole code within a few hundredths of a second and ends it with Enter. Nobody types so
 * fast; so a burst is taken as one word, wherever the focus is: a scanned letter must never act on a row of the line.
 */

/** The longest pause between two keys of a scanner. */
export const scannerGapMs = 35;
/** The fewest characters that a code has; fewer are a person with fast fingers. */
export const scannedLeast = 4;

export interface Key {
  /** One printable character, or the key's name. */
  key: string;
  atMs: number;
  /** True in a text field: there keys are let through and taken out again when they turn out to be a scan. */
  typing: boolean;
}

/** What is to be done with a key press: let it through; keep it back until it is clear; or it ended a scan. */
export type Verdict = {do: 'pass'} | {do: 'keep'} | {do: 'swallow'} | {do: 'scan'; text: string};

/** Tells bursts from typing. Pure but for what it remembers: time comes with the keys. `gapMs` counts where nobody types. */
export function watchBursts(gapMs = scannerGapMs) {
  let text = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    press({key, atMs, typing}: Key): Verdict {
      const quick = atMs - lastMs <= (typing ? scannerGapMs : gapMs);
      if (key === 'Enter') {
        const scanned = quick && text.length >= scannedLeast ? text : null;
        text = '';
        return scanned === null ? {do: 'pass'} : {do: 'scan', text: scanned};
      }
      // Shift and its like come between the letters of a scanner.
      if (key.length !== 1) return {do: 'pass'};
      text = quick ? text + key : key;
      lastMs = atMs;
      if (typing || key === ' ') return {do: 'pass'};
      return {do: text.length === 1 ? 'keep' : 'swallow'};
    },
    /** What has been typed of the burst; the keeper gives short ones back as single keys. */
    text: () => text,
    forget() {
      text = '';
      lastMs = Number.NEGATIVE_INFINITY;
    },
  };
}

const shifted: Record<string, string> = {Minus: '-_', Slash: '/?', Period: '.>', Semicolon: ';:', Equal: '=+'};

/** The character that a scanner meant, on whatever layout the PC is set to: they type as an English keyboard does. */
export function scannedKey(event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  if (event.key.length !== 1 || event.key.charCodeAt(0) < 128) return event.key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (digit) return digit;
  return shifted[event.code]?.[event.shiftKey ? 1 : 0] ?? event.key;
}

const isText = (at: EventTarget | null): at is HTMLInputElement =>
  at instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(at.type);

/**
 * Listens in front of everybody else until the returned function is called. Where nobody works with keys, a longer pause (ms) may
 * lie between two of them outside of fields: a slow scanner, or a slow PC.
 */
export function listenForScans(onScan: (text: string) => void, gapMs = scannerGapMs): () => void {
  const bursts = watchBursts(gapMs);
  let kept: KeyboardEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The field as it was before the burst. */
  let before: {field: HTMLInputElement; value: string} | null = null;
  /** Keys that are given back must not be kept again. */
  const givenBack = new WeakSet<Event>();

  function giveBack() {
    const keys = kept;
    kept = [];
    for (const one of keys) {
      const {key, code, shiftKey, repeat} = one;
      const again = new KeyboardEvent('keydown', {key, code, shiftKey, repeat, bubbles: true, cancelable: true});
      givenBack.add(again);
      (one.target instanceof Element && one.target.isConnected ? one.target : document.body).dispatchEvent(again);
    }
  }

  function pressed(event: KeyboardEvent) {
    if (givenBack.has(event) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    const typing = isText(at) || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
    // A question's own field takes whatever is typed into it, however fast.
    if (typing && at.closest('dialog')) return;
    const verdict = bursts.press({key: scannedKey(event), atMs: event.timeStamp, typing});
    if (bursts.text().length === 1) before = isText(at) ? {field: at, value: at.value} : null;
    if (verdict.do === 'pass') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(timer);
    if (verdict.do === 'scan') {
      kept = [];
      if (before?.field.isConnected) {
        before.field.value = before.value;
        before.field.dispatchEvent(new Event('input', {bubbles: true}));
      }
      before = null;
      return onScan(verdict.text);
    }
    kept.push(event);
    timer = setTimeout(() => {
      // A torn code is nobody's wish; one or two fast keys are.
      if (kept.length >= scannedLeast) kept = [];
      giveBack();
    }, gapMs + 10);
  }

  window.addEventListener('keydown', pressed, true);
  return () => {
    window.removeEventListener('keydown', pressed, true);
    clearTimeout(timer);
  };
}
