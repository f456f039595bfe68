import * as z from 'zod';
import {instant} from '../base/schema.ts';

const failure = z.object({at: instant, why: z.string(), detail: z.string()}).nullable();

/** How the hospital is kept safe, as administrators see it. */
export const keepingState = z.object({
  /** The newest copy; null: there is none. */
  lastAt: instant.nullable(),
  running: z.enum(['copy', 'second', 'check']).nullable(),
  folder: z.string(),
  everyMinutes: z.number().int(),
  copies: z.number().int(),
  last: z.object({at: instant, file: z.string(), bytes: z.number(), seconds: z.number()}).nullable(),
  failure,
  second: z.object({
    folder: z.string(),
    state: z.enum(['none', 'there', 'away', 'same-disk']),
    last: z.object({at: instant, file: z.string(), bytes: z.number()}).nullable(),
    failure,
    /** Whether copies leave the box locked with a passphrase. */
    locked: z.boolean(),
  }),
  check: z
    .object({
      at: instant,
      state: z.enum(['clean', 'fault', 'unjudged']),
      seconds: z.number(),
      lines: z.object({en: z.array(z.string()), hi: z.array(z.string())}),
    })
    .nullable(),
  checkFailure: failure,
  drill: z.object({at: instant, good: z.boolean(), minutes: z.number(), differed: z.array(z.string())}).nullable(),
});
export type KeepingState = z.infer<typeof keepingState>;

export const copyItem = z.object({
  name: z.string(),
  at: instant,
  bytes: z.number(),
  /** Made before an update, with the file as the older version left it. */
  beforeUpdate: z.boolean(),
});
export type CopyItem = z.infer<typeof copyItem>;

/** As many as a folder can hold by the rotation, and some that somebody put there. */
export const copyList = z.object({items: z.array(copyItem).max(100), keeping: keepingState});

export const linkBody = z.strictObject({token: z.string().min(1).max(200)});
export const restoreBody = linkBody.extend({
  file: z.string().min(1).max(1000),
  passphrase: z.string().max(200).optional(),
});
export const foundList = z.object({
  items: z.array(z.object({file: z.string(), at: instant, bytes: z.number(), locked: z.boolean()})).max(50),
});
export type FoundList = z.infer<typeof foundList>;

export const passphraseBody = z.strictObject({passphrase: z.string().min(12).max(200).nullable()});
