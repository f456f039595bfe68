import type {Db} from '../base/database.ts';
import type {QueueRow} from '../places/directory.ts';
import type {QueueEvent} from './schema.ts';
import {queueEventOf, type Sight} from './views.ts';

/** Waits and "as of" move with time: a view is never older than this. */
const keptMs = 2000;

interface Frames {
  byQueue: Map<number, {event: QueueEvent; at: number}>;
  hits: number;
  misses: number;
}

const kept = new WeakMap<Db, Frames>();

function framesOf(db: Db): Frames {
  let frames = kept.get(db);
  if (!frames) {
    frames = {byQueue: new Map(), hits: 0, misses: 0};
    kept.set(db, frames);
  }
  return frames;
}

/** A queue as everybody sees it: rendered once per change, then read from memory. */
export function queueFrame(sight: Sight, queue: QueueRow, revision: number): QueueEvent {
  const frames = framesOf(sight.db);
  const known = frames.byQueue.get(queue.id);
  if (known && Math.abs(sight.now - known.at) < keptMs) {
    frames.hits++;
    return known.event;
  }
  frames.misses++;
  const event = queueEventOf(sight, queue, revision);
  frames.byQueue.set(queue.id, {event, at: sight.now});
  return event;
}

/** After a commit: what changed is rendered anew for the next reader. */
export function forgetFrames(db: Db, topics: ReadonlySet<string>): void {
  const {byQueue} = framesOf(db);
  if (topics.has('site')) byQueue.clear();
  for (const topic of topics) if (topic.startsWith('queue:')) byQueue.delete(Number(topic.slice(6)));
}

export function frameFigures(db: Db): {hits: number; misses: number} {
  const {hits, misses} = framesOf(db);
  return {hits, misses};
}
