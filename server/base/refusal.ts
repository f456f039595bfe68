/**
 * A refusal is an answer, not a fault: it has a stable code that a patient can be told, and nothing was changed.
 * Everything else that is thrown is a fault: logged, hidden, 500.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: RefusalCode, extra: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.status = statusOf[code];
    this.extra = extra;
  }
}

/** Every code that the server may answer with, and its HTTP status. The one list; words for each are in words/refusals. */
export const statusOf = {
  'input.invalid': 400,
  'service-point.required': 400,
  'auth.required': 401,
  'auth.failed': 401,
  'spare.refused': 401,
  'permission.denied': 403,
  'sign-in.unsafe': 403,
  'lane.not-allowed': 403,
  'setup.done': 403,
  'check-in.outside': 403,
  'route.missing': 404,
  'queue.missing': 404,
  'token.missing': 404,
  'board.missing': 404,
  'department.missing': 404,
  'service-point.missing': 404,
  'doctor.missing': 404,
  'user.missing': 404,
  'patient.missing': 404,
  'display.missing': 404,
  'session.missing': 404,
  'topic.missing': 404,
  'backup.missing': 404,
  'printer.missing': 404,
  'slot.missing': 404,
  'booking.missing': 404,
  'leave.missing': 404,
  'waitlist.missing': 404,
  'telling.missing': 404,
  'queue.closed': 409,
  'queue.full': 409,
  'queue.empty': 409,
  'queue.paused': 409,
  'queue.state': 409,
  'token.limit': 409,
  'token.state': 409,
  'undo.late': 409,
  'late.limit': 409,
  'transfer.same-queue': 409,
  'service-point.busy': 409,
  'version.stale': 409,
  'name.taken': 409,
  'department.in-use': 409,
  'service-point.in-use': 409,
  'doctor.in-use': 409,
  'queue.in-use': 409,
  'user.in-use': 409,
  'board.in-use': 409,
  'user.last-admin': 409,
  'day.closed': 409,
  'day.open': 409,
  'day.future': 409,
  'demo.none': 409,
  'backup.busy': 409,
  'backup.passphrase': 409,
  'backup.unsound': 409,
  'slot.taken': 409,
  'slot.over': 409,
  'doctor.at-capacity': 409,
  'hold.limit': 409,
  'booking.limit': 409,
  'booking.expired': 409,
  'booking.state': 409,
  'booking.no-queue': 409,
  'pair.invalid': 409,
  'schedule.affects': 409,
  'waitlist.state': 409,
  'printer.busy': 409,
  'printer.paper-out': 409,
  'printer.not-ready': 409,
  'printer.unsure': 409,
  'body.too-large': 413,
  'media.unsupported': 415,
  'host.unknown': 421,
  'idempotency.mismatch': 422,
  'rate.limited': 429,
  fault: 500,
  'printer.unreachable': 502,
  'store.unavailable': 503,
  'box.superseded': 503,
  'live.full': 503,
} as const;

export type RefusalCode = keyof typeof statusOf;

/** Throws a refusal; typed `never` so that the reader's eye and the compiler both stop here. */
export function refuse(code: RefusalCode, extra?: Readonly<Record<string, unknown>>): never {
  throw new Refusal(code, extra);
}
