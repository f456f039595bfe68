/** How long the typing must rest before the box is asked. */
export const restMs = 180;
/** Suggestions shown at most. */
export const suggestionsMost = 6;
const shortest = 2;

/**
 * Search while typing: asks once the typing rests, one question at a time counts (a late answer to an old question is
 * dropped), and the same text is not asked twice in a row. Call `stop` when the field goes away.
 */
export function startSearch<Item>(
  ask: (text: string, signal: AbortSignal) => Promise<Item[]>,
  tell: (items: Item[], text: string) => void,
  waitMs = restMs,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  let last = '';
  let resting = false;

  async function go(text: string) {
    resting = false;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const items = await ask(text, mine.signal);
      if (!mine.signal.aborted) tell(items.slice(0, suggestionsMost), text);
    } catch {
      // No suggestions is a fine answer: the person can be registered as new.
      if (!mine.signal.aborted) tell([], text);
    }
  }

  return {
    type(raw: string) {
      const text = raw.trim();
      if (text === last) return;
      last = text;
      clearTimeout(timer);
      asking?.abort();
      resting = text.length >= shortest;
      if (!resting) return tell([], text);
      timer = setTimeout(() => void go(text), waitMs);
    },
    /** Somebody pressed Enter: what rests is asked at once. */
    now() {
      clearTimeout(timer);
      if (resting) void go(last);
    },
    stop() {
      clearTimeout(timer);
      asking?.abort();
    },
  };
}

/** Typed text as the start of a new person: digits are a phone, everything else a name. */
export function personFrom(text: string): {phone?: string; name?: string} {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (/^\+?[\d\s()-]{4,20}$/.test(trimmed)) return {phone: trimmed};
  return {name: trimmed.slice(0, 100)};
}
