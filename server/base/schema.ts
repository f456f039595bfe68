import * as z from 'zod';

/** Ids are opaque strings for everyone outside; inside they are row numbers. */
export const id = z.string().min(1).max(40);
export const instant = z.iso.datetime({offset: true});
export const localDay = z.iso.date();
export const name = z.string().trim().min(1).max(100);
export const note = z.string().trim().max(2000);
export const reason = z.string().trim().min(1).max(200);
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:30');

export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(200).optional(),
  total: z.enum(['0', '1']).optional(),
});

export const paged = <Item extends z.ZodType>(item: Item) =>
  z.object({items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int().optional()});

/** application/problem+json (RFC 9457) with a stable `code`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({path: z.string(), message: z.string()})).optional(),
});
export type Problem = z.infer<typeof problem> & Record<string, unknown>;

/** The box's own state, as staff screens show it. */
export const boxView = z.object({
  demo: z.boolean(),
  clock: z.object({state: z.enum(['ok', 'suspect']), reason: z.string().nullable(), highWaterAt: instant}),
  disk: z.object({state: z.enum(['ok', 'low', 'full']), freeBytes: z.number()}),
  /** `refused`: the cloud said no, and somebody must look; see `sync` in /api/status. */
  cloud: z.object({state: z.enum(['off', 'ok', 'behind', 'refused']), lastSyncedAt: instant.nullable()}),
  /** Of the staff's listener: `ending` 30 days before its end; `broken`: new files can't be used, the former serve on. */
  certificate: z.object({state: z.enum(['none', 'ok', 'ending', 'ended', 'broken']), endsAt: instant.nullable()}),
  /** Another box took over from this one: it takes no writes until an administrator decides. */
  superseded: z.boolean(),
  version: z.string(),
  serviceDay: localDay.nullable(),
  /** The hospital's own, in which staff screens write times: a PC's may be another. */
  timeZone: z.string(),
});
export type BoxView = z.infer<typeof boxView>;
