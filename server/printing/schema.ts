import * as z from 'zod';
import {id, instant, name} from '../base/schema.ts';
import {paperLanguages} from '../words/paper-languages.ts';
import {codepages, papersMm} from './slip-rules.ts';

export const printerBody = z.strictObject({
  name,
  /** A private IPv4 or IPv6 address, never a name. */
  address: z.string().trim().min(1).max(45),
  port: z.number().int().min(1).max(65_535).optional(),
  paperMm: z.literal(papersMm).optional(),
  /** Null: the language of whoever holds the slip. */
  language: z.enum(paperLanguages).nullable().optional(),
  /** What the printer has letters for; null: every word is drawn. */
  codepage: z.enum(codepages).nullable().optional(),
});
export const printerPatch = printerBody.partial().extend({version: z.number().int()});

export const printerView = z.object({
  id,
  name: z.string(),
  paperMm: z.literal(papersMm),
  /** For administrators only, as is what follows. */
  address: z.string().optional(),
  port: z.number().int().optional(),
  language: z.enum(paperLanguages).nullable().optional(),
  codepage: z.enum(codepages).nullable().optional(),
  version: z.number().int().optional(),
  /** What came of the last slip since the box was started: a refusal's code, or null when it was printed. */
  last: z.object({at: instant, failed: z.string().nullable(), paperLow: z.boolean()}).nullable().optional(),
});
export type PrinterView = z.infer<typeof printerView>;
export const printersView = z.object({items: z.array(printerView)});

export const printBody = z.strictObject({printerId: id});
export const printAnswer = z.object({
  /** The printer said itself that it worked through the slip; false: it does not speak about such things. */
  confirmed: z.boolean(),
  /** Its roll is nearly at its end. */
  paperLow: z.boolean(),
});
export type PrintAnswer = z.infer<typeof printAnswer>;
