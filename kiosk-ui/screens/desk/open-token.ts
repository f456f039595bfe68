import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {announce} from './announce.tsx';
import {focusLine} from './focus.ts';
import {stateWords} from './line-table.tsx';
import {lines} from './lines.ts';
import {chooseQueue, chooseToken} from './state.ts';
import {say} from './words.ts';

/** Goes to a number of today: its line, its row, the focus on it; and says how it stands. */
export function openToken(token: StaffTokenView) {
  chooseQueue(token.queue.id);
  chooseToken(token.id);
  focusLine();
  announce(standingWords(token));
}

export function standingWords(token: StaffTokenView): string {
  const doctor = lines.value.get(token.queue.id)?.queue.doctor ?? null;
  const words = {
    number: token.number,
    name: token.name ?? t('noName'),
    state: stateWords(token, false, doctor !== null),
  };
  return token.ahead === null ? say('scanned', words) : say('scannedAhead', {...words, n: token.ahead});
}
