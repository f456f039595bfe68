import type {Db} from '../base/database.ts';
import {changeOf} from './desk-change-rules.ts';
import type {DeskEvent} from './schema.ts';

/** How the hub takes a picture of which it may also send the last step alone. */
export interface SteppedFrame {
  n: number;
  /** Number of the picture from which `step` leads here; null when there is no step. */
  from: number | null;
  step: Buffer | null;
  whole(): Buffer;
}

export type FrameOf = (event: string, data: unknown) => Buffer;

const lastShown = new WeakMap<Db, Map<number, DeskEvent>>();

/** A line as staff screens that know how it was a moment ago are told of it. */
export function stepTo(db: Db, queueId: number, now: Omit<DeskEvent, 'n'>, frame: FrameOf): SteppedFrame {
  let shown = lastShown.get(db);
  if (!shown) {
    shown = new Map();
    lastShown.set(db, shown);
  }
  const before = shown.get(queueId);
  // Begins at a random number: a screen that outlived a restart never takes a step from the wrong picture.
  const n = before?.n === undefined ? Math.floor(Math.random() * 1e9) : before.n + 1;
  const after: DeskEvent = {n, ...now};
  shown.set(queueId, after);
  let whole: Buffer | null = null;
  return {
    n,
    from: before?.n ?? null,
    step: before?.n === undefined ? null : frame('desk-change', changeOf(before, after, {from: before.n, n})),
    whole: () => {
      whole ??= frame('desk', after);
      return whole;
    },
  };
}
