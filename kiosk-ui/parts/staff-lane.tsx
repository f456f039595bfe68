import type {StaffTokenView} from '../../server/queue/schema.ts';
import {clockTimeOf} from './staff-time.ts';
import {t} from './staff-words.tsx';

/** A lane as shape and word; a booking says its time. */
export function Lane({token}: {token: Pick<StaffTokenView, 'lane' | 'activeLane' | 'slotAt'>}) {
  const lane = token.activeLane;
  const booked = token.lane === 'booked' && token.slotAt !== null;
  return (
    <span class={`lane ${lane}`}>
      <i aria-hidden="true" />
      {booked && token.slotAt ? t('bookedAt', {time: clockTimeOf(token.slotAt)}) : t(`lane.${lane}`)}
    </span>
  );
}
