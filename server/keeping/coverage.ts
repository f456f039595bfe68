import {sealedTables} from './sealed.ts';

/**
 * By what a changed value in each column is found. `chain`: the journal's hashes. `index`: a full index holds it too, and
 * SQLite's own check compares. `history`: the journal, moves and calls tell what it must be. `sum`: see base/row-sum.ts.
 * `none`: nothing, for the reason given. The guard test fails when a column is missing here.
 */
export type Cover = 'chain' | 'index' | 'history' | 'sum' | `none: ${string}`;

const history = (...columns: string[]): Record<string, Cover> =>
  Object.fromEntries(columns.map((column) => [column, 'history']));
const index = (...columns: string[]): Record<string, Cover> =>
  Object.fromEntries(columns.map((column) => [column, 'index']));

const besideSums: Record<string, Record<string, Cover>> = {
  journal: {'*': 'chain'},
  tokens: {
    ...history('id', 'queueId', 'day', 'serial', 'visitId', 'source', 'state', 'withdrawn', 'lane', 'laneSeq'),
    ...history('arrivedSeq', 'dueAtCall', 'asideUntil', 'slotAt', 'servicePointId', 'issuedAt', 'calledAt'),
    ...history('startedAt', 'endedAt', 'hereAt', 'hereCount', 'lateCount', 'reasonSeq', 'fromTokenId', 'nextTokenId'),
    ...history('carryPlace'),
  },
  calls: history('id', 'queueId', 'day', 'tokenId', 'servicePointId', 'at', 'again', 'wheel', 'undone'),
  // The order of row numbers is that of the journal, without a gap.
  moves: history('id', 'undone'),
  queue_days: history('lastSerial', 'calls', 'wheel'),
  doctors: history('consultationCount', 'consultationSumMs'),
  patients: history('lastVisitAt'),
  answers: {n: 'none: the index knows its block; within that it is only the order of forgetting'},
  queue_service_points: index('queueId', 'servicePointId'),
  doctor_regions: index('region', 'doctorId'),
  doctor_insurances: index('insurance', 'doctorId'),
  user_queues: index('userId', 'queueId'),
  user_service_points: index('userId', 'servicePointId'),
};

/** Table → column → cover. */
export function coverage(): Map<string, Map<string, Cover>> {
  const all = new Map<string, Map<string, Cover>>();
  for (const [table, columns] of Object.entries(besideSums)) all.set(table, new Map(Object.entries(columns)));
  for (const {table, parts, long} of sealedTables) {
    const columns = all.get(table) ?? new Map<string, Cover>();
    for (const column of [...parts, ...(long ? [long] : []), 'sum']) columns.set(column, 'sum');
    all.set(table, columns);
  }
  return all;
}

/** By what a row that is gone is found; SQLite's own check finds it in all tables when only the page is damaged. */
export const lostRows: Record<string, 'history' | 'count' | 'links' | 'index' | `none: ${string}`> = {
  journal: 'history',
  tokens: 'history',
  calls: 'history',
  moves: 'history',
  remarks: 'history',
  queue_days: 'history',
  consultations: 'count',
  visits: 'count',
  devices: 'count',
  patients: 'count',
  departments: 'count',
  service_points: 'count',
  doctors: 'count',
  queues: 'count',
  boards: 'count',
  users: 'count',
  service_days: 'links',
  settings: 'history',
  answers: 'none: kept for a day; a lost one only asks again',
  sessions: 'none: go after a month; a lost one only signs somebody out',
  printers: 'none: an administrator sees and sets it',
  displays: 'none: unpaired ones go by themselves; a lost one shows a code again',
  bookings: 'count',
  waitlist: 'count',
  tellings: 'count',
  slots: 'none: a claimed one is missed by its booking; a free one is made again from the hours',
  schedules: 'none: an administrator sees and sets it',
  schedule_changes: 'none: the desk sees and sets it',
  doctor_regions: 'none: written anew with the doctor, whose own row has the list',
  doctor_insurances: 'none: written anew with the doctor, whose own row has the list',
  paces: 'none: learnt anew from the next consultations',
  queue_service_points: 'none: an administrator sees and sets it',
  user_queues: 'none: an administrator sees and sets it',
  user_service_points: 'none: an administrator sees and sets it',
};
