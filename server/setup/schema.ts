import * as z from 'zod';
import {clockTime, id, instant, name} from '../base/schema.ts';

/** What a hospital begins with: nothing, one doctor, five, twenty. */
export const templates = ['empty', 'small', 'clinic', 'hospital'] as const;
export type Template = (typeof templates)[number];

/** Where a first run goes on after a power cut. The steps before the founding are kept by the browser. */
export const setupSteps = ['sheet', 'people', 'open', 'done'] as const;
export type SetupStep = (typeof setupSteps)[number];

const room = z.string().trim().min(1).max(100);
/** One line of the sheet: a queue with its department, its doctor and its rooms, by their names. */
export const sheetRowBody = z.strictObject({
  /** Null: a new queue. */
  queueId: id.nullable(),
  department: name,
  /** Null: a line that several rooms or counters share. */
  doctor: name.nullable(),
  rooms: z.array(room).max(10),
  directions: z.string().trim().max(100).nullable(),
  prefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,3}$/, '1 to 3 letters'),
  opensAt: clockTime.nullable(),
  closesAt: clockTime.nullable(),
});
export type SheetRowBody = z.infer<typeof sheetRowBody>;
export const sheetBody = z.strictObject({version: z.string().min(1).max(60), rows: z.array(sheetRowBody).max(200)});

export const sheetRow = z.object({
  queueId: id,
  code: z.string(),
  department: z.string(),
  doctor: z.string().nullable(),
  rooms: z.array(z.string()),
  directions: z.string().nullable(),
  prefix: z.string(),
  opensAt: z.string().nullable(),
  closesAt: z.string().nullable(),
});
export type SheetRow = z.infer<typeof sheetRow>;
/** `version` changes with every change of what the sheet shows, whoever made it. */
export const sheet = z.object({version: z.string(), rows: z.array(sheetRow)});
export type Sheet = z.infer<typeof sheet>;

export const siteState = z.object({
  founded: z.boolean(),
  demo: z.boolean(),
  /** Where this browser may send a password; null: right here. */
  signInAt: z.string().nullable(),
});
export type SiteState = z.infer<typeof siteState>;

export const progressBody = z.strictObject({
  step: z.enum(setupSteps).optional(),
  postersPrinted: z.boolean().optional(),
});
export const progress = z.object({
  step: z.enum(setupSteps),
  siteName: z.string(),
  /** The addresses that phones and boards open, and their codes as SVG. */
  phoneUrl: z.string(),
  phoneQr: z.string(),
  boardUrl: z.string(),
  boardQr: z.string(),
  postersPrintedAt: instant.nullable(),
  /** They carry another address than the box has now. */
  postersStale: z.boolean(),
  displays: z.number().int(),
  lastBackupAt: instant.nullable(),
});
export type Progress = z.infer<typeof progress>;

/** Spelled out, so that no stray request takes a hospital away. */
export const leaveDemoBody = z.strictObject({confirm: z.literal('remove the demo')});
