import type {TopicParts} from '../queue/topics.ts';
import {bookingById} from './rows.ts';
import {bookingViewOf} from './views.ts';

/**
 * How the topics of this room look: `booking:7` as its holder sees it; `appointments` says only that something changed, because
 * each staff screen shows another day. Null for topics of other rooms.
 */
export function renderBookingTopic(parts: TopicParts, topic: string): Buffer | null {
  if (topic === 'appointments') return parts.frame('appointments', parts.head(), {head: parts.head()});
  if (!topic.startsWith('booking:')) return null;
  const sight = parts.sight();
  const booking = bookingById(sight.db, Number(topic.slice(8)));
  return booking ? parts.frame('booking', parts.head(), bookingViewOf(sight, booking)) : null;
}
