import type {TokenView} from '../../../server/queue/schema.ts';
import {Refusal} from '../../api.ts';
import {dayWords} from '../../parts/staff-time.ts';
import {language} from '../../parts/staff-words.tsx';
import {ask} from '../sign-in/session.ts';
import {trouble, wordsOf} from './act.ts';
import {focusSearch, typed} from './form.ts';
import {findToken} from './lines.ts';
import {openToken} from './open-token.ts';
import {leaveQuestion} from './questions.tsx';
import {meaningOfScan} from './scan.ts';
import {openBooking} from './times/lazy.ts';
import {tell} from './toast.ts';
import {tokensNumbered, tokensOfPhone} from './today.ts';
import {say} from './words.ts';

/** A code came from the scanner: a slip's link, a number, a phone. Opens the number that it means, else it is searched for. */
export function scanned(text: string) {
  leaveQuestion();
  trouble.value = null;
  const scan = meaningOfScan(text);
  if (scan.kind === 'link') return void openLink(scan.key);
  if (scan.kind === 'booking' || scan.kind === 'booking-number') return void openBooking(scan, text.trim());
  const [token, another] =
    scan.kind === 'number'
      ? tokensNumbered(scan.prefix, scan.serial)
      : scan.kind === 'phone'
        ? tokensOfPhone(scan.digits)
        : [];
  // Two of a family on one phone: the eye must choose.
  if (token && !another) return openToken(token);
  focusSearch();
  typed(text.trim());
  if (scan.kind === 'number' && !token) tell(say('scannedUnknown', {text: text.trim()}));
}

/** A slip may be older than its number: moved into another line, or of a day that is over. */
async function openLink(key: string) {
  try {
    const mine = await ask<TokenView>(`/api/my/${encodeURIComponent(key)}`);
    const next = mine.next && [...tokensOfNumber(mine.next.number)][0];
    const token = next ?? findToken(mine.id);
    if (!token) {
      const day = dayWords(language.value, Date.parse(`${mine.serviceDay}T12:00:00Z`));
      return tell(say('scannedOldDay', {number: mine.number, day}));
    }
    openToken(token);
    if (next) tell(say('scannedMoved', {from: mine.number, number: next.number}));
  } catch (error) {
    const unknown = error instanceof Refusal && error.status === 404;
    trouble.value = unknown ? {title: say('scannedUnknown', {text: '/t/…'}), detail: ''} : wordsOf(error);
  }
}

function tokensOfNumber(number: string) {
  const scan = meaningOfScan(number);
  return scan.kind === 'number' ? tokensNumbered(scan.prefix, scan.serial) : [];
}
