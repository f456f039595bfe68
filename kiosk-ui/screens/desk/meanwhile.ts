import {serverNowMs} from '../../parts/staff-time.ts';
import {ask} from '../sign-in/session.ts';
import {isDeskWord, say} from './words.ts';

interface Step {
  at: string;
  what: string;
  who: string;
}

/** An answer that takes longer is not waited for: the plain words do. */
const patienceMs = 1_500;
const momentMs = 90_000;

/** Who was faster, in words: "Dr. Rao called C-012 a moment ago." Null when the box does not say in time. */
export async function meanwhile(token: {id: string; number: string}): Promise<string | null> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMs);
  try {
    const path = `/api/tokens/${encodeURIComponent(token.id)}/timeline`;
    const {items} = await ask<{items: Step[]}>(path, stop.signal);
    const last = items[items.length - 1];
    return last ? stepWords(last, token.number) : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

export function stepWords(step: Step, number: string, nowMs = serverNowMs()): string | null {
  const key = `meanwhile.${step.what}`;
  if (!isDeskWord(key)) return null;
  const agoMs = nowMs - Date.parse(step.at);
  const when = agoMs < momentMs ? say('aMomentAgo') : say('minutesAgo', {n: Math.round(agoMs / 60_000)});
  return say(key, {who: whoWords(step.who), number, when});
}

function whoWords(who: string): string {
  if (who === 'patient') return say('thePatient');
  if (who === 'display') return say('theKiosk');
  return who === 'system' ? say('theBox') : who;
}
