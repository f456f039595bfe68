import {computed, signal} from '@preact/signals';
import type {DeskEvent} from '../../../server/queue/schema.ts';
import {lines} from '../desk/lines.ts';
import {remember, remembered} from '../desk/remember.ts';
import {session} from '../sign-in/session.ts';
import {awayOf, mineOf, nextOf, primaryOf} from './primary.ts';

/** How many of the line are shown. */
export const nextMost = 5;

const chosenQueueId = signal(remembered('doctor.queue'));
const chosenRoomId = signal(remembered('doctor.room'));

/** The lines that this person serves. */
export const myLines = computed<DeskEvent[]>(() => {
  const now = session.value;
  if (now.state !== 'in') return [];
  const {role, queues} = now.user;
  return [...lines.value.values()].filter((event) => role === 'admin' || queues.includes(event.queue.id));
});

export const line = computed<DeskEvent | null>(
  () => myLines.value.find((event) => event.queue.id === chosenQueueId.value) ?? myLines.value[0] ?? null,
);

/** The room that this screen stands in; null while a pool's room has not been chosen. */
export const roomId = computed<string | null>(() => {
  const points = line.value?.queue.servicePoints ?? [];
  if (points.length <= 1) return points[0]?.id ?? null;
  return points.find((point) => point.id === chosenRoomId.value)?.id ?? null;
});

export const needsRoom = computed(() => (line.value?.queue.servicePoints.length ?? 0) > 1 && roomId.value === null);

export const mine = computed(() => {
  const event = line.value;
  if (!event || needsRoom.value) return null;
  return mineOf(event.tokens, roomId.value, event.queue.servicePoints.length <= 1);
});

export const nextPeople = computed(() => nextOf(line.value?.tokens ?? []));
/** Away for tests, or missed: whoever said that they are here stands first. */
export const awayPeople = computed(() => awayOf(line.value?.tokens ?? []));
export const primary = computed(() =>
  primaryOf(mine.value, nextPeople.value[0] ?? null, line.value?.queue.state ?? 'closed'),
);

export function chooseLine(queueId: string) {
  chosenQueueId.value = queueId;
  remember('doctor.queue', queueId);
}

export function chooseRoom(pointId: string) {
  chosenRoomId.value = pointId;
  remember('doctor.room', pointId);
}
