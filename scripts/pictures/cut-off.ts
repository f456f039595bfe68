import type {Page} from 'playwright-core';
import type {Stage} from './stage.ts';

/** A stream that was on its way when the road was closed arrives within this time, or is ended the next time. */
const againMs = 250;

/**
 * Cuts the page off from the box, as a pulled cable would, until it shows `sign`. The box ends streams more than once: on a slow
 * machine a page may have asked for its stream just before, and nothing would ever take that one away.
 */
export async function cutOff(page: Page, stage: Stage, sign: string): Promise<void> {
  await page.route('**/api/**', (route) => route.abort());
  const end = () => stage.open.hub.endWhere(() => true);
  end();
  const again = setInterval(end, againMs);
  try {
    await page.locator(sign).first().waitFor();
  } finally {
    clearInterval(again);
  }
}
