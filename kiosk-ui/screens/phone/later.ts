import type {QueueEvent} from '../../../server/queue/schema.ts';
import type {Tune} from '../../parts/chime.ts';
import {startBell} from './bell.ts';
import {answerForms} from './deeds.ts';
import {followFamily} from './family.ts';
import type {TokenPage} from './token.ts';

export interface Later {
  ring(tune: Tune): void;
  onQueue(queue: QueueEvent): void;
}

/** What a token's page does beyond showing the present; loaded once the page is live. */
export function startLater(page: TokenPage): Later {
  const bell = startBell(page);
  answerForms(page);
  const family = followFamily(page, () => bell.ring('call'));
  // Called while this part was on its way, or the page was closed and opened again.
  if (page.shown.token.state === 'called') bell.ring('call');
  return {ring: bell.ring, onQueue: family.onQueue};
}
