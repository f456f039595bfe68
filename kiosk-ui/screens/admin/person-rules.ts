import type {UserView} from '../../../server/staff/schema.ts';

const fields = ['name', 'username', 'role', 'doctorId', 'queueIds', 'servicePointIds'] as const;
export type UserValues = Pick<UserView, (typeof fields)[number]>;

const nobody: UserValues = {name: '', username: '', role: 'desk', doctorId: null, queueIds: [], servicePointIds: []};

export const valuesOfUser = (user: UserView | null): UserValues =>
  Object.fromEntries(fields.map((field) => [field, (user ?? nobody)[field]])) as unknown as UserValues;

/** What a form changed, and what undoes it; null: nothing. */
export function changesOfUser(before: UserView, after: UserValues) {
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return null;
  const pick = (values: UserValues) =>
    Object.fromEntries(changed.map((field) => [field, values[field]])) as Partial<UserValues>;
  return {to: pick(after), from: pick(valuesOfUser(before))};
}
