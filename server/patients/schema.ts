import * as z from 'zod';
import {id, instant, name} from '../base/schema.ts';

const fields = {
  phone: z.string().trim().min(4).max(20).nullable().optional(),
  yearOfBirth: z.number().int().min(1900).max(2100).nullable().optional(),
  sex: z.enum(['female', 'male', 'other', 'unknown']).nullable().optional(),
};
export const patientBody = z.strictObject({name, ...fields, recordNumber: z.string().trim().min(1).max(30).optional()});
export const patientPatch = z.strictObject({name: name.optional(), ...fields, version: z.number().int()});
export const patientView = z.object({
  id,
  recordNumber: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  yearOfBirth: z.number().int().nullable(),
  sex: z.string().nullable(),
  lastVisitAt: instant.nullable(),
  version: z.number().int(),
});
export type PatientView = z.infer<typeof patientView>;
