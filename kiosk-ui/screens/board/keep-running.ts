import {mayRenew, type RenewalSight} from './renewal-rules.ts';

/** A board is never touched by anybody: it loads a new version by itself, and starts afresh once a night. */
const checkMs = 120_000;

export function keepRunning(sight: () => Omit<RenewalSight, 'startedAt'>) {
  let startedAt: number | null = null;
  const timer = setInterval(() => {
    const seen = sight();
    startedAt ??= seen.now;
    if (mayRenew({...seen, startedAt})) void renew(() => true, sight);
  }, checkMs);

  return {
    /** After a cut the box may have been replaced by a newer one: then its page names another script. */
    cameBack: () => void renew((page) => script(page) !== null && script(page) !== script(document), sight),
    stop: () => clearInterval(timer),
  };
}

/** Loads the page anew, but only when the box has just given it, and only while nobody is being called. */
async function renew(wanted: (page: Document) => boolean, sight: () => {calm: boolean}): Promise<void> {
  try {
    const response = await fetch(location.href, {cache: 'no-store'});
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (wanted(page) && sight().calm) location.reload();
  } catch {
    // cut again: the next return or the next check asks again
  }
}

const script = (page: Document) => page.querySelector('script[type=module]')?.getAttribute('src') ?? null;
