import * as z from 'zod';
import {type BoxView, id, instant, localDay, name, reason} from '../base/schema.ts';
import {layouts} from '../places/schema.ts';
import {languages} from '../words/say.ts';

export const lanes = ['emergency', 'returning', 'priority', 'booked', 'walk-in'] as const;
export const lane = z.enum(lanes);
export type Lane = z.infer<typeof lane>;

export const tokenStates = [
  'waiting',
  'called',
  'serving',
  'done',
  'cancelled',
  'no-show',
  'held',
  'transferred',
  'expired',
] as const;
export const tokenState = z.enum(tokenStates);
export type TokenState = z.infer<typeof tokenState>;

export const queueStates = ['open', 'paused', 'not-started', 'closed'] as const;
export const queueState = z.enum(queueStates);
export type QueueState = z.infer<typeof queueState>;

export const named = z.object({id, name: z.string()});
export const wait = z.object({
  likelyMinutes: z.number().int(),
  lowMinutes: z.number().int(),
  highMinutes: z.number().int(),
});
export type Wait = z.infer<typeof wait>;

// ---- what goes out ----

/** A room or counter as a patient reads it: `directions` says how to walk there ("first floor, left"). */
export const placeView = z.object({id, name: z.string(), directions: z.string().nullable()});

/** One line as everybody may see it (GET /api/queues; the event `queue` adds `revision` and `order`). */
export const queueView = z.object({
  id,
  code: z.string(),
  prefix: z.string(),
  name: z.string(),
  department: named,
  doctor: named.nullable(),
  servicePoints: z.array(placeView),
  state: queueState,
  full: z.boolean(),
  /** Why it is paused, in the staff's own words for the public; null when there is nothing to say. */
  notice: z.string().nullable(),
  opensAt: instant.nullable(),
  resumesAt: instant.nullable(),
  lateMinutes: z.number().int(),
  waiting: z.number().int(),
  nowServing: z.array(z.object({number: z.string(), servicePoint: placeView, state: z.enum(['called', 'serving'])})),
  wait: wait.nullable(),
  asOf: instant,
});
export type QueueView = z.infer<typeof queueView>;

export const queueEvent = queueView.extend({revision: z.number().int(), order: z.array(z.string())});
export type QueueEvent = z.infer<typeof queueEvent>;

export const moveCodes = [
  'emergency',
  'priority',
  'booked',
  'returning',
  'restored',
  'transferred',
  'undone',
  'turns',
] as const;
export type MoveCode = (typeof moveCodes)[number];

/** One token as its holder sees it. `position` and `ahead` are null unless it waits. */
export const tokenView = z.object({
  id,
  key: z.string(),
  number: z.string(),
  serial: z.number().int(),
  state: tokenState,
  /** True when an undone transfer took this number back: used, but nobody's. */
  withdrawn: z.boolean(),
  lane,
  activeLane: lane,
  position: z.number().int().nullable(),
  ahead: z.number().int().nullable(),
  wait: wait.nullable(),
  serviceDay: localDay,
  issuedAt: instant,
  visitId: id,
  queue: z.object({id, code: z.string(), name: z.string()}),
  url: z.string(),
  language: z.enum(languages).nullable(),
  /** Once called: where to go. */
  servicePoint: placeView.nullable(),
  calledAt: instant.nullable(),
  /** While called: when the room last called, which a call again moves on. */
  announcedAt: instant.nullable(),
  /** Stepped aside ("I need 5 minutes") until then. */
  asideUntil: instant.nullable(),
  /** The holder said "I'm coming" (called) or asked staff to be put back (no-show). */
  hereAt: instant.nullable(),
  /** Where the visit goes on: the key of the token that followed by a transfer or into the next day; null otherwise. */
  next: z.object({number: z.string(), url: z.string()}).nullable(),
});
export type TokenView = z.infer<typeof tokenView>;

export const myTokenView = tokenView.extend({
  /** Until when its holder may take back that they left or stepped aside; null when there is nothing to take back. */
  undoUntil: instant.nullable(),
  movedBecause: z.array(z.object({at: instant, code: z.enum(moveCodes), from: z.number().int(), to: z.number().int()})),
});
export type MyTokenView = z.infer<typeof myTokenView>;

/** One token as staff see it: with the person, the reason in words and who may undo. */
export const staffTokenView = tokenView.extend({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  yearOfBirth: z.number().int().nullable(),
  sex: z.string().nullable(),
  patientId: id.nullable(),
  recordNumber: z.string().nullable(),
  /** Who put it there: a phone in somebody's hand, the desk, a kiosk. */
  source: z.enum(['phone', 'staff', 'kiosk']),
  reason: z.string().nullable(),
  slotAt: instant.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** The last move can still be undone until then; null when it can't. */
  undoUntil: instant.nullable(),
});
export type StaffTokenView = z.infer<typeof staffTokenView>;
export const staffTokens = z.object({items: z.array(staffTokenView), truncated: z.boolean()});
export const tokenAnswer = z.object({token: staffTokenView});

/** A board's call. `again` is true when somebody was announced before. */
export const boardCall = z.object({
  id,
  at: instant,
  number: z.string(),
  servicePoint: placeView,
  queue: named,
  again: z.boolean(),
});
export type BoardCall = z.infer<typeof boardCall>;

export const boardView = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string(),
  languages: z.array(z.enum(languages)),
  queues: z.array(queueView),
  calls: z.array(boardCall),
  message: z.string().nullable(),
  layout: z.enum(layouts),
  /** Its address on this box. */
  picture: z.string().nullable(),
  /** Percent; 0 = silent. */
  volume: z.number().int(),
  speech: z.boolean(),
  /** Between these local times there is no sound and, where dark, no light unless somebody is called. */
  quiet: z.object({from: z.string(), until: z.string(), dark: z.boolean()}).nullable(),
  /** A board beside a room's door: the first numbers of its lines in call order. Empty on other boards. */
  next: z.array(z.string()),
  timeZone: z.string(),
  demo: z.boolean(),
  asOf: instant,
});
export type BoardView = z.infer<typeof boardView>;

/** The event `desk`: one queue as a staff screen shows it, and the box's state. */
export interface DeskEvent {
  /** Only on streams that asked for changes: which picture this is. */
  n?: number;
  queue: QueueEvent;
  tokens: StaffTokenView[];
  truncated: boolean;
  box: BoxView;
}

/** The event `desk-change`: the step from the picture `from` to the picture `n` of the same queue. */
export interface DeskChange {
  from: number;
  n: number;
  queue: QueueEvent;
  /** Everybody who is shown, in order. */
  order: string[];
  /** Whoever is new or looks otherwise. */
  changed: StaffTokenView[];
  /** Whose place alone changed: position, ahead, wait. */
  places: Record<string, [StaffTokenView['position'], StaffTokenView['ahead'], StaffTokenView['wait']]>;
  truncated: boolean;
  box: BoxView;
}

export {type BoxView, boxView} from '../base/schema.ts';

/** One entry of the record. `named` has the present names of what it speaks of, by `token:12`, `queue:3`, `user:1` … */
export const auditEntry = z.object({
  seq: z.number().int(),
  at: instant,
  what: z.string(),
  actor: z.object({kind: z.string(), id: z.string().nullable(), name: z.string().nullable()}),
  device: z.string().nullable(),
  about: z.object({
    queueId: z.string().nullable(),
    tokenId: z.string().nullable(),
    visitId: z.string().nullable(),
    subject: z.string().nullable(),
  }),
  data: z.record(z.string(), z.unknown()).nullable(),
  named: z.record(z.string(), z.string()),
  words: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

// ---- what comes in ----

export const phone = z.string().trim().min(4).max(20);
export const person = {
  name: name.optional(),
  phone: phone.optional(),
  language: z.enum(languages).optional(),
  yearOfBirth: z.number().int().min(1900).max(2100).optional(),
  sex: z.enum(['female', 'male', 'other', 'unknown']).optional(),
};
/** `lane`, `reason` and `patientId` are for staff; anybody else who sends them is refused. */
export const issueBody = z.strictObject({
  ...person,
  lane: lane.optional(),
  reason: reason.optional(),
  patientId: id.optional(),
});
export type IssueBody = z.infer<typeof issueBody>;
export const lateBody = z.strictObject({minutes: z.union([z.literal(5), z.literal(10), z.literal(15)])});
export const nothing = z.strictObject({});
export const callNextBody = z.strictObject({servicePointId: id.optional(), completeTokenId: id.optional()});
export const callBody = z.strictObject({servicePointId: id.optional(), reason: reason.optional()});
export const reasonBody = z.strictObject({reason: reason.optional()});
/** `note` is kept with the consultation. */
export const completeBody = z.strictObject({reason: reason.optional(), note: z.string().trim().max(2000).optional()});
export const transferBody = z.strictObject({queueId: id, reason: reason.optional()});
export const laneBody = z.strictObject({lane, reason});
export const namedBody = z.strictObject({
  name: name.optional(),
  phone: phone.nullable().optional(),
  yearOfBirth: person.yearOfBirth.nullable(),
  sex: person.sex.nullable(),
  version: z.number().int().optional(),
});
export const queueStateBody = z.strictObject({
  reason: reason.optional(),
  resumesAt: instant.optional(),
  minutes: z.number().int().min(0).max(600).optional(),
});
export const voidBody = z.strictObject({from: instant, to: instant, reason});
export const voidQuery = z.strictObject({from: instant, to: instant});
/** `id` and `undoUntil` are null where nothing was cancelled; `left`: a second press takes them. */
export const voidAnswer = z.object({
  cancelled: z.number().int(),
  left: z.number().int(),
  id: id.nullable(),
  undoUntil: instant.nullable(),
});
export type VoidAnswer = z.infer<typeof voidAnswer>;
