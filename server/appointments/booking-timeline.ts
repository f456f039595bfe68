import {all, type Db} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {timelineOf} from '../queue/timeline.ts';
import {settingsOf} from '../settings/rows.ts';
import type {Booking} from './rows.ts';

/** The most steps that one timeline shows. */
const mostSteps = 200;

/** What happened to a booking and to the token that it became, oldest first, with the time since the step before (B1). */
export function bookingTimeline(db: Db, booking: Booking) {
  const {timeZone} = settingsOf(db);
  const own = all<{at: number; kind: string; actorKind: string; device: string | null; name: string | null}>(
    db,
    `select journal.at, journal.kind, journal.actorKind, journal.device, users.name
     from journal left join users on journal.actorKind = 'staff' and users.id = journal.actorId
     where journal.subject = ? order by journal.seq limit ?`,
    `booking:${booking.id}`,
    mostSteps,
  ).map(({at, kind, actorKind, device, name}) => ({
    ms: at,
    what: kind,
    who: name ?? actorKind,
    device,
  }));
  const token =
    booking.tokenId === null
      ? []
      : timelineOf(db, booking.tokenId).map(({at, what, who, device}) => ({ms: Date.parse(at), what, who, device}));
  // The check-in is noted on both.
  const steps = [...own, ...token.filter(({what}) => !what.startsWith('booking.'))].sort((a, b) => a.ms - b.ms);
  return steps.slice(0, mostSteps).map(({ms, ...step}, at) => ({
    at: isoAt(ms, timeZone),
    ...step,
    sinceMs: at === 0 ? 0 : Math.max(0, ms - steps[at - 1]!.ms),
  }));
}
