import {Refusal} from '../../../api.ts';
import {trouble, wordsOf} from '../act.ts';

/** Opens an appointment; its part of the screen is fetched with the first one. */
export async function openBooking(scan: {key: string} | {serial: number}, text: string): Promise<void> {
  try {
    const {openBooking: open} = await import('./card.tsx');
    await open(scan, text);
  } catch {
    trouble.value = wordsOf(new Refusal(0, {}));
  }
}
