import * as z from 'zod';
import {id, instant, name} from '../base/schema.ts';

export const roles = ['admin', 'desk', 'doctor'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, '2 to 40 letters, digits, dots or dashes');
export const password = z.string().min(8).max(200);

export const sessionBody = z.strictObject({username: z.string().min(1).max(100), password: z.string().min(1).max(200)});

/** The signed-in person. `queues`: the ids that they may call from (all for an admin). */
export const sessionUser = z.object({id, name: z.string(), username: z.string(), role, queues: z.array(id)});
export type SessionUser = z.infer<typeof sessionUser>;

export const userBody = z.strictObject({
  username,
  name,
  role,
  password,
  doctorId: id.nullable().optional(),
  queueIds: z.array(id).max(200).optional(),
  servicePointIds: z.array(id).max(50).optional(),
});
export const userPatch = userBody.partial().extend({version: z.number().int(), disabled: z.boolean().optional()});
export const userView = z.object({
  id,
  username: z.string(),
  name: z.string(),
  role,
  doctorId: id.nullable(),
  queueIds: z.array(id),
  servicePointIds: z.array(id),
  disabled: z.boolean(),
  version: z.number().int(),
});
export type UserView = z.infer<typeof userView>;

/** Since the last start; null: not heard of since. `browser` is what it calls itself. */
const heard = {lastHeardAt: instant.nullable(), address: z.string().nullable(), browser: z.string().nullable()};
export const sessionView = z.object({
  id,
  user: z.object({id, name: z.string(), role}),
  openedAt: instant,
  expiresAt: instant,
  ...heard,
  /** The one that asks. */
  own: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;
export const displayView = z.object({
  id,
  kind: z.enum(['board', 'kiosk']),
  boardId: z.string().nullable(),
  pairedAt: instant,
  ...heard,
});
export type DisplayView = z.infer<typeof displayView>;

/** First run: the one-time setup link leads here. */
export const setupBody = z.strictObject({
  token: z.string().min(1).max(200),
  siteName: name,
  timeZone: z.string().min(1).max(60),
  language: z.enum(['en', 'hi']).optional(),
  countryCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  username,
  name,
  password,
  template: z.enum(['empty', 'small', 'clinic', 'hospital']).optional(),
});
