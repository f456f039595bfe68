import * as z from 'zod';
import {clockTime, id, name} from '../base/schema.ts';
import {languages} from '../words/say.ts';
import {daysOfWeek} from '../words/times.ts';

const version = z.number().int();
const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{1,10}$/, '1 to 10 letters or digits');

export const departmentBody = z.strictObject({name, code: code.optional()});
export const departmentPatch = departmentBody.partial().extend({version});
export const departmentView = z.object({id, name: z.string(), code: z.string().nullable(), version});
export type DepartmentView = z.infer<typeof departmentView>;

export const servicePointBody = z.strictObject({
  name,
  directions: z.string().trim().max(100).nullable().optional(),
  departmentId: id.nullable().optional(),
  /** How many called or serving tokens it may have at once. */
  capacity: z.number().int().min(1).max(20).optional(),
});
export const servicePointPatch = servicePointBody.partial().extend({version});
export const servicePointView = z.object({
  id,
  name: z.string(),
  directions: z.string().nullable(),
  departmentId: id.nullable(),
  capacity: z.number().int(),
  version,
});
export type ServicePointView = z.infer<typeof servicePointView>;

const words = z.array(z.string().trim().min(1).max(60)).max(60);
export const doctorBody = z.strictObject({
  name,
  /** The department's id. */
  department: id,
  specialization: z.string().trim().max(100).nullable().optional(),
  type: z.string().trim().max(60).nullable().optional(),
  regions: words.optional(),
  insurances: words.optional(),
  maxPerDay: z.number().int().min(0).max(500).nullable().optional(),
  maxPerWeek: z.number().int().min(0).max(3000).nullable().optional(),
});
export const doctorPatch = doctorBody.partial().extend({version});
export const doctorView = z.object({
  id,
  name: z.string(),
  department: z.object({id, name: z.string()}),
  specialization: z.string().nullable(),
  type: z.string().nullable(),
  regions: z.array(z.string()),
  insurances: z.array(z.string()),
  maxPerDay: z.number().int().nullable(),
  maxPerWeek: z.number().int().nullable(),
  version,
});
export type DoctorView = z.infer<typeof doctorView>;

export const queueBody = z.strictObject({
  code,
  prefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,3}$/, '1 to 3 letters'),
  name,
  departmentId: id,
  doctorId: id.nullable().optional(),
  servicePointIds: z.array(id).max(50).optional(),
  /** Most tokens a day; null = no limit. */
  dailyCap: z.number().int().min(1).max(5000).nullable().optional(),
  /** Tokens are given between these local times; null = at any hour. */
  opensAt: clockTime.nullable().optional(),
  closesAt: clockTime.nullable().optional(),
  /** On the others it stays closed, but for staff who open it. */
  daysOfWeek: z
    .array(z.enum(daysOfWeek))
    .min(1)
    .max(7)
    .transform((days) => daysOfWeek.filter((day) => days.includes(day)))
    .optional(),
  /** The day starts as open (true) or as "not started yet" until the first call (false). */
  startsOpen: z.boolean().optional(),
});
export const queuePatch = queueBody.partial().extend({version});
/** The set-up of a queue (`GET /api/queue-setups`); the line itself is QueueView. */
export const queueSetupView = z.object({
  id,
  code: z.string(),
  prefix: z.string(),
  name: z.string(),
  departmentId: id,
  doctorId: id.nullable(),
  servicePointIds: z.array(id),
  dailyCap: z.number().int().nullable(),
  opensAt: z.string().nullable(),
  closesAt: z.string().nullable(),
  daysOfWeek: z.array(z.enum(daysOfWeek)),
  startsOpen: z.boolean(),
  version,
});
export type QueueSetupView = z.infer<typeof queueSetupView>;

/**
 * How a board fills its screen. `hall`: the call, the calls before, all queues (the usual). `room`: beside one door, who is in and
 * who comes next. `floor`: every queue with the numbers that are in, for a corridor or an entrance; a call covers it.
 */
export const layouts = ['hall', 'room', 'floor'] as const;
export type Layout = (typeof layouts)[number];
/** A board's text has at most this many lines, which take turns. */
const linesMost = 6;

export const boardBody = z.strictObject({
  name,
  queueIds: z.array(id).max(200),
  /** Only calls to these rooms are shown and said; empty = to all rooms of its queues. */
  servicePointIds: z.array(id).max(50).optional(),
  layout: z.enum(layouts).optional(),
  /** Text at the foot. Lines take turns, each may be in another language. */
  message: z
    .string()
    .trim()
    .max(500)
    .refine((text) => text.split('\n').length <= linesMost, `at most ${linesMost} lines`)
    .nullable()
    .optional(),
  /** In turn, the first is the main one. */
  languages: z.array(z.enum(languages)).min(1).max(3).optional(),
  /** Percent of the TV's own volume; 0 = silent. */
  volume: z.number().int().min(0).max(100).optional(),
  /** Calls are spoken, beside the chime. */
  speech: z.boolean().optional(),
  /** No sound between these local times (over midnight, too); either of them null = never quiet. */
  quietFrom: clockTime.nullable().optional(),
  quietUntil: clockTime.nullable().optional(),
  /** In the quiet hours the screen is dark until somebody is called. */
  quietDark: z.boolean().optional(),
});
export const boardPatch = boardBody.partial().extend({version});
export const boardSetupView = z.object({
  id,
  name: z.string(),
  queueIds: z.array(id),
  servicePointIds: z.array(id),
  layout: z.enum(layouts),
  message: z.string().nullable(),
  languages: z.array(z.enum(languages)),
  volume: z.number().int(),
  speech: z.boolean(),
  quietFrom: z.string().nullable(),
  quietUntil: z.string().nullable(),
  quietDark: z.boolean(),
  /** Its address on this box; set by `POST /api/boards/:id/picture`. */
  picture: z.string().nullable(),
  version,
});
export type BoardSetupView = z.infer<typeof boardSetupView>;

export const pictureMostBytes = 512 * 1024;
/** A picture as base64: 4 letters for 3 bytes. */
export const pictureBody = z.strictObject({
  image: z
    .string()
    .min(16)
    .max(Math.ceil(pictureMostBytes / 3) * 4),
});

export const pictureAddress = (boardId: string | number, picture: string | null) =>
  picture === null ? null : `/api/boards/${boardId}/picture/${picture}`;
