import {directoryOf} from '../places/directory.ts';
import {queueViewOf, type Sight} from './views.ts';

/** Every queue as it is now, in what may leave the building: numbers and counts, no notice and no name. */
export function liveQueues(sight: Sight) {
  return [...directoryOf(sight.db).queues.values()].map((queue) => {
    const {state, waiting, nowServing, wait} = queueViewOf(sight, queue);
    return {
      queueId: queue.id,
      queueCode: queue.code,
      state,
      waiting,
      nowServing: nowServing.map(({number}) => number).join(', '),
      likelyMinutes: wait?.likelyMinutes ?? null,
    };
  });
}
