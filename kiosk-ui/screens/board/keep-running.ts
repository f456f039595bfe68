/** A board is never touched by anybody: it loads a new version by itself, and starts afresh once a night. */

const nightHour = 3;
const checkMs = 600_000;

/** `calm` says whether a reload would disturb nobody now. */
export function keepRunning(calm: () => boolean) {
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const old = Date.now() - startedAt > 12 * 3_600_000;
    if (old && new Date().getHours() === nightHour && calm()) location.reload();
  }, checkMs);

  /** After a cut the box may have been replaced by a newer one: then its page names another script. */
  async function cameBack(): Promise<void> {
    try {
      const response = await fetch(location.href, {cache: 'no-store'});
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const script = (of: Document) => of.querySelector('script[type=module]')?.getAttribute('src');
      if (script(page) && script(page) !== script(document)) location.reload();
    } catch {
      // cut again: the next return asks again
    }
  }
  return {cameBack, stop: () => clearInterval(timer)};
}
