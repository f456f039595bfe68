import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {isOver} from './deeds.ts';
import {lines} from './lines.ts';
import {digitsOf, meaningOfScan, phoneMatches} from './scan.ts';

/** Numbers of today that the search shows at most. */
const mostShown = 4;
const shortestName = 3;

/** Every number of today that this screen knows, line by line in call order. */
function* todaysTokens(): Generator<StaffTokenView> {
  for (const event of lines.value.values()) yield* event.tokens;
}

/** Numbers of today that typed text may mean: `C-014`, the beginning of a phone, of a name. */
export function tokensLike(text: string): StaffTokenView[] {
  const scan = meaningOfScan(text);
  if (scan.kind === 'number') return tokensNumbered(scan.prefix, scan.serial);
  const digits = /^[+\d\s()-]+$/.test(text.trim()) ? digitsOf(text) : '';
  const name = fold(text);
  const found: StaffTokenView[] = [];
  for (const token of todaysTokens()) {
    if (isOver(token.state)) continue;
    const fits =
      digits.length > 0
        ? digits.length >= 5 && phoneMatches(token.phone, digits)
        : name.length >= shortestName && ` ${fold(token.name ?? '')}`.includes(` ${name}`);
    if (fits) found.push(token);
    if (found.length === mostShown) break;
  }
  return found;
}

export function tokensNumbered(prefix: string, serial: number): StaffTokenView[] {
  const found: StaffTokenView[] = [];
  for (const event of lines.value.values()) {
    if (event.queue.prefix.toUpperCase() !== prefix) continue;
    // Those carried over from yesterday may have left a second one of that number: the one in play counts.
    const same = event.tokens.filter((token) => token.serial === serial);
    const best = same.find((token) => !isOver(token.state)) ?? same[0];
    if (best) found.push(best);
  }
  return found.slice(0, mostShown);
}

/** Those of today with this whole phone who are still in play. */
export function tokensOfPhone(digits: string): StaffTokenView[] {
  return [...todaysTokens()].filter((token) => !isOver(token.state) && phoneMatches(token.phone, digits, true));
}

/** The number that this person holds now, the chosen line's first. */
export function tokenOf(patientId: string, queueId?: string): StaffTokenView | null {
  let found: StaffTokenView | null = null;
  for (const token of todaysTokens()) {
    if (token.patientId !== patientId || isOver(token.state)) continue;
    if (token.queue.id === queueId) return token;
    found ??= token;
  }
  return found;
}

/** As the box folds names for its search. */
function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
