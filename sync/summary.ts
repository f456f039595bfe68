// What may leave the building, and nothing else: counts and durations of a queue's day, folded from the journal and from the
// rows that it names. Pure: no names come in, so none go out.

/** A token as far as it is counted. Times in milliseconds since 1970. */
export interface CountedToken {
  state: string;
  lane: string;
  slotAt: number | null;
  issuedAt: number;
  /** Its first call that was not taken back. */
  firstCallAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  /** Where the state is expired: the state in which the day's end found it. */
  expiredFrom: string | null;
}

/** Each number ends in one of served, cancelled, no_show, expired, went on to another queue, or is still in play. */
export interface DayCounts {
  /** All numbers given, those of transfers and of withdrawn transfers too. */
  issued: number;
  served: number;
  /** By anybody; a number that was withdrawn with its transfer too. */
  cancelled: number;
  /** Missed their call and did not come back, also after the day was closed. */
  no_show: number;
  /** Still waiting, called, serving or held when the day was closed; those carried over too. */
  expired: number;
  /** Came by appointment: in the lane for it, or with a slot. */
  booked: number;
  /** From the number to the first call, in seconds; null while nobody was called. */
  wait_p50_s: number | null;
  wait_p90_s: number | null;
  /** From the start of a consultation to its end, of those served. */
  service_p50_s: number | null;
  service_p90_s: number | null;
}

export interface HourCounts {
  /** 0 – 23 on the hospital's wall; hours after midnight belong to the day that is still open. */
  hour: number;
  /** Numbers given in this hour. */
  issued: number;
  /** People called for the first time in this hour. */
  called: number;
  /** Consultations that ended in this hour. */
  served: number;
  /** Of those called in this hour. */
  wait_p50_s: number | null;
}

export function dayCounts(tokens: readonly CountedToken[]): DayCounts {
  const waits = sorted(tokens.flatMap((token) => waitOf(token) ?? []));
  const services = sorted(tokens.flatMap((token) => serviceOf(token) ?? []));
  const count = (is: (token: CountedToken) => boolean) => tokens.reduce((sum, token) => sum + (is(token) ? 1 : 0), 0);
  return {
    issued: tokens.length,
    served: count(({state}) => state === 'done'),
    cancelled: count(({state}) => state === 'cancelled'),
    no_show: count(missed),
    expired: count((token) => token.state === 'expired' && !missed(token)),
    booked: count(({lane, slotAt}) => lane === 'booked' || slotAt !== null),
    wait_p50_s: quantile(waits, 0.5),
    wait_p90_s: quantile(waits, 0.9),
    service_p50_s: quantile(services, 0.5),
    service_p90_s: quantile(services, 0.9),
  };
}

/** Every hour in which something is counted, and `touched` ones also when all of it was taken back, in order. */
export function hourCounts(
  tokens: readonly CountedToken[],
  hourOf: (at: number) => number,
  touched: Iterable<number> = [],
): HourCounts[] {
  const hours = new Map<number, HourCounts & {waits: number[]}>();
  const hourAt = (at: number) => {
    const hour = hourOf(at);
    let counts = hours.get(hour);
    if (!counts) {
      counts = {hour, issued: 0, called: 0, served: 0, wait_p50_s: null, waits: []};
      hours.set(hour, counts);
    }
    return counts;
  };
  for (const at of touched) hourAt(at);
  for (const token of tokens) {
    hourAt(token.issuedAt).issued++;
    const wait = waitOf(token);
    if (wait !== null) {
      const counts = hourAt(token.firstCallAt!);
      counts.called++;
      counts.waits.push(wait);
    }
    if (token.state === 'done' && token.endedAt !== null) hourAt(token.endedAt).served++;
  }
  return [...hours.values()]
    .sort((a, b) => a.hour - b.hour)
    .map(({waits, ...counts}) => ({...counts, wait_p50_s: quantile(sorted(waits), 0.5)}));
}

function missed({state, expiredFrom}: CountedToken): boolean {
  return state === 'no-show' || (state === 'expired' && expiredFrom === 'no-show');
}

/** A clock that was set back must not give a negative duration. */
function waitOf({issuedAt, firstCallAt}: CountedToken): number | null {
  return firstCallAt === null ? null : Math.max(0, firstCallAt - issuedAt);
}

function serviceOf({state, startedAt, endedAt}: CountedToken): number | null {
  return state === 'done' && startedAt !== null && endedAt !== null ? Math.max(0, endedAt - startedAt) : null;
}

const sorted = (values: number[]) => values.sort((a, b) => a - b);

/** In whole seconds, of sorted milliseconds; between two values the point between them, as SQL's percentile_cont. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const place = (values.length - 1) * share;
  const below = values[Math.floor(place)]!;
  const above = values[Math.ceil(place)]!;
  return Math.round((below + (above - below) * (place - Math.floor(place))) / 1000);
}

/** An entry of the journal as far as it says which counts may be others now. */
export interface FoldEntry {
  seq: number;
  at: number;
  kind: string;
  subject: string | null;
  /** The queue and the day of the token that it names. */
  queueId: number | null;
  day: string | null;
  /** When the move was made that this entry takes back. */
  undoneAt: number | null;
}

/** A queue's day that must be counted anew, and the moments whose hours must be told even if nothing is left in them. */
export interface TouchedDay {
  queueId: number;
  day: string;
  moments: Set<number>;
}

export interface Touched {
  days: Map<string, TouchedDay>;
  /** A queue or department has another name or code: the newest day shows it. */
  names: boolean;
}

export const nothingTouched = (): Touched => ({days: new Map(), names: false});

/** Adds what these entries touch. All that is counted in an hour was done by an entry of that hour. */
export function fold(touched: Touched, entries: readonly FoldEntry[]): Touched {
  for (const entry of entries) {
    if (/^(queue|department):/.test(entry.subject ?? '')) touched.names = true;
    if (entry.queueId === null || entry.day === null) continue;
    touchDay(touched, entry.queueId, entry.day, entry.at, entry.undoneAt);
  }
  return touched;
}

export function touchDay(touched: Touched, queueId: number, day: string, ...moments: (number | null)[]): void {
  const key = `${day} ${queueId}`;
  const known = touched.days.get(key) ?? {queueId, day, moments: new Set<number>()};
  for (const at of moments) if (at !== null) known.moments.add(quarterOf(at));
  touched.days.set(key, known);
}

/** Every zone's hours begin at a quarter: moments are kept by these, so that they stay few. */
const quarterMs = 15 * 60_000;
const quarterOf = (at: number) => Math.floor(at / quarterMs) * quarterMs;
