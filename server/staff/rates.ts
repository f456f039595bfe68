import {hash} from 'node:crypto';
import {settingsOf} from '../settings/rows.ts';
import type {Ctx} from '../web/conventions.ts';

/** So much of a minute's requests may come at once: a hall of phones that comes back after the router restarted. */
const burstMs = 15_000;

/**
 * How often people who are not signed in may ask for anything, by address. Staff and paired screens go on while somebody in
 * the same building scrapes or floods. Refuses rate.limited.
 */
export function insistRequestRate(c: Ctx): void {
  const box = c.get('box');
  const {kind} = c.get('actor');
  if (box.config.rateLimit && kind !== 'staff' && kind !== 'display')
    box.buckets.take(`from:${c.get('address')}`, settingsOf(box.db).requestsPerMinutePerAddress, burstMs);
}

/**
 * How many numbers phones may take: the narrowest bucket first, so that whom it refuses does not fill the wider ones that
 * others share. Whoever the desk or a kiosk registers passes by all of them. Refuses rate.limited.
 */
export function insistJoinRate(c: Ctx, queueId: number): void {
  const {config, db, buckets} = c.get('box');
  const {kind, role} = c.get('actor');
  if (!config.rateLimit || kind === 'staff' || role === 'kiosk') return;
  const settings = settingsOf(db);
  const deviceId = c.get('deviceId');
  if (deviceId !== null) buckets.take(`join:${deviceId}`, settings.joinsPerMinutePerDevice);
  buckets.take(`join-from:${c.get('address')}`, settings.joinsPerMinutePerAddress);
  buckets.take(`join-queue:${queueId}`, settings.joinsPerMinutePerQueue);
  buckets.take('join-in-all', settings.joinsPerMinuteInAll);
}

/** What holders of keys press has a rate as well: each press is a fact in the journal. Refuses rate.limited. */
export function insistPressRate(c: Ctx, key: string): void {
  const {config, db, buckets} = c.get('box');
  if (!config.rateLimit) return;
  const settings = settingsOf(db);
  buckets.take(`press-from:${c.get('address')}`, settings.pressesPerMinutePerAddress);
  buckets.take(`press:${hash('sha256', key, 'base64url')}`, settings.pressesPerMinutePerToken);
}

/** Holding and booking times, at the rates of joins but counted apart: each is a row and a fact. Refuses rate.limited. */
export function insistBookingRate(c: Ctx): void {
  const {config, db, buckets} = c.get('box');
  const {kind, role} = c.get('actor');
  if (!config.rateLimit || kind === 'staff' || role === 'kiosk') return;
  const settings = settingsOf(db);
  const deviceId = c.get('deviceId');
  if (deviceId !== null) buckets.take(`book:${deviceId}`, settings.joinsPerMinutePerDevice);
  buckets.take(`book-from:${c.get('address')}`, settings.joinsPerMinutePerAddress);
  buckets.take('book-in-all', settings.joinsPerMinuteInAll);
}
