import type {Actor} from '../base/actor.ts';
import {firstMs, mayConfirm} from '../base/clock-rules.ts';
import {refuse} from '../base/refusal.ts';
import type {Box} from '../web/conventions.ts';
import {bootIdHere, type GuardedClock, noteConfirmed} from './guard-clock.ts';

/** Nobody's device is so far ahead that this is a date. */
const lastMs = Date.UTC(2100, 0, 1);

/**
 * The box takes somebody's word for what time it is, and keeps to it until the system's clock agrees. Refuses input.invalid (no
 * such date), permission.denied (not theirs to say: see mayConfirm).
 */
export async function confirmClock(box: Box, clock: GuardedClock, actor: Actor, to: number): Promise<void> {
  const asked = clock.steady();
  if (!(to >= firstMs && to < lastMs))
    refuse('input.invalid', {errors: [{path: 'now', message: 'is no date of a box that runs'}]});
  const {highWater, doubt} = clock;
  if (!mayConfirm(actor.role, {to, highWater, suspect: doubt !== null})) refuse('permission.denied');
  await box.door.write(actor, (tx) => noteConfirmed(tx, {to, system: clock.system(), boot: bootIdHere()}));
  // The disk took its time to confirm.
  clock.confirm(to + clock.steady() - asked);
}
