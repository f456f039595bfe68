import * as z from 'zod';
import {instant} from '../base/schema.ts';

/** How far the main box is. */
export const mainState = z.object({
  siteName: z.string(),
  version: z.string(),
  epoch: z.string(),
  seq: z.number().int(),
});
export type MainState = z.infer<typeof mainState>;

/** A copy that lies ready; `making`: asked again later. */
export const readyCopy = z.object({
  id: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  seq: z.number().int(),
  at: instant,
  tookMs: z.number(),
});
export const copyAnswer = z.union([z.object({making: z.literal(true)}), readyCopy]);
export type ReadyCopy = z.infer<typeof readyCopy>;
export type CopyAnswer = z.infer<typeof copyAnswer>;

/** What the box that took over tells the one it replaced. */
export const successionBody = z.strictObject({
  replaced: z.string().min(1).max(60),
  epoch: z.string().min(1).max(60),
  at: instant,
});
export type Succession = z.infer<typeof successionBody>;

/** What administrators see of the second box. */
export const spareState = z.object({
  paired: z.boolean(),
  /** Null: not heard since the start. */
  lastHeardAt: instant.nullable(),
  address: z.string().nullable(),
  lastCopyAt: instant.nullable(),
  lastCopySeq: z.number().int().nullable(),
  /** Another box took over from this one: it takes no writes until somebody decides. */
  superseded: z.object({at: instant, epoch: z.string()}).nullable(),
});
export type SpareState = z.infer<typeof spareState>;
