import {all, type Db, one} from '../base/database.ts';
import type {AuditToken} from '../journal/rows.ts';
import {numberOf} from './move-rules.ts';

/** Two queues may have shared a prefix, at different times; more than this never bear one number on one day. */
const mostAlike = 20;
const weekMs = 7 * 24 * 3600_000;

/** The tokens that bear this number (`C-014`, `c14`) on that day, or the newest of each queue. */
export function tokensOfNumber(db: Db, number: string, day: string | null): AuditToken[] {
  const [, prefix = '', serial = ''] = /^([a-z]{1,3})[- ]?(\d{1,6})$/i.exec(number.trim()) ?? [];
  const queues = all<{id: number}>(db, 'select id from queues where prefix = ?', prefix.toUpperCase());
  return queues.slice(0, mostAlike).flatMap(({id}) => {
    const of = day ?? newestDayOf(db, id, Number(serial));
    if (of === null) return [];
    const token = one<{id: number; issuedAt: number; endedAt: number | null}>(
      db,
      'select id, issuedAt, endedAt from tokens where queueId = ? and day = ? and serial = ?',
      id,
      of,
      Number(serial),
    );
    return token
      ? [{id: token.id, queueId: id, from: token.issuedAt, to: token.endedAt ?? token.issuedAt + weekMs}]
      : [];
  });
}

/** Days are walked from the newest: a number that a queue gives every day is found at once. */
function newestDayOf(db: Db, queueId: number, serial: number): string | null {
  const days = all<{day: string}>(
    db,
    'select day from queue_days where queueId = ? and lastSerial >= ? order by day desc limit 1',
    queueId,
    serial,
  );
  return days[0]?.day ?? null;
}

/** `C-014`, as the token is shown; null where there is none. */
export function shownNumber(db: Db, tokenId: number): string | null {
  const found = one<{prefix: string; serial: number}>(
    db,
    'select prefix, serial from tokens join queues on queues.id = tokens.queueId where tokens.id = ?',
    tokenId,
  );
  return found ? numberOf(found.prefix, found.serial) : null;
}

/** Where a thing of this kind keeps its name. */
const nameQueries: Record<string, string> = {
  user: 'select name from users where id = ?',
  queue: 'select name from queues where id = ?',
  department: 'select name from departments where id = ?',
  'service-point': 'select name from service_points where id = ?',
  doctor: 'select name from doctors where id = ?',
  board: 'select name from boards where id = ?',
  booking: "select 'APT-' || printf('%05d', serial) as name from bookings where serial is not null and id = ?",
  patient: 'select recordNumber as name from patients where id = ?',
};

/** The present name of `queue:3`; null for what has none or is gone. */
export function nameOfSubject(db: Db, subject: string): string | null {
  const [kind = '', id = ''] = subject.split(':');
  if (kind === 'token') return shownNumber(db, Number(id));
  const query = Object.hasOwn(nameQueries, kind) ? nameQueries[kind] : undefined;
  return query === undefined ? null : (one<{name: string | null}>(db, query, Number(id))?.name ?? null);
}
