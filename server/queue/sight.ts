import type {Tx} from '../base/door.ts';
import type {QueueRow} from '../places/directory.ts';
import type {Ctx} from '../web/conventions.ts';
import {queueFrame} from './frames.ts';
import type {QueueView} from './schema.ts';
import type {Sight} from './views.ts';

export function sightOf(c: Ctx): Sight {
  const {db, clock, siteAddress} = c.get('box');
  return {db, now: clock.now(), siteAddress: siteAddress()};
}

/** The same inside a transaction: one moment for the whole deed. */
export function sightIn(c: Ctx, tx: Tx): Sight {
  return {db: tx.db, now: tx.now, siteAddress: c.get('box').siteAddress()};
}

/** A queue as last rendered for the screens (C3): nobody reads the database for what has not changed. */
export function queueFrameOf(c: Ctx, queue: QueueRow): QueueView {
  const {revision: _, order: __, ...view} = queueFrame(sightOf(c), queue, c.get('box').journalHead().seq);
  return view;
}
