import {rowSum, type Sealed} from '../base/row-sum.ts';
import type {JournalSays} from './check-journal.ts';
import type {TokensSay} from './check-tokens.ts';
import {damage} from './fault.ts';
import type {Reader} from './open-file.ts';
import {sealedTables} from './sealed.ts';

/** Every row with a sum has the one of its own columns. Returns how many rows each table has. */
export function checkSums(file: Reader): Map<string, number> {
  return new Map(sealedTables.map((sealed) => [sealed.table, checkTable(file, sealed)]));
}

function checkTable(file: Reader, {table, key, parts, long}: Sealed): number {
  const keyAt = parts.indexOf(key[0]!);
  const order = table === 'moves' ? 'seq' : null;
  let count = 0;
  let before = 0;
  const text = `select ${parts.join(', ')}, ${long ?? "''"}, sum, rowid from ${table} not indexed order by rowid`;
  for (const row of file.rows<unknown[]>(text)) {
    count++;
    const rowid = row.pop() as number;
    const sum = row.pop();
    const own = row.pop();
    const where = {table, row: (keyAt < 0 ? rowid : printable(row[keyAt])) as string | number};
    if (typeof own !== 'string' || !row.every(isPlain)) damage('row.changed', where);
    if (sum !== rowSum(row, own as string)) damage('row.changed', where);
    // Numbers and journal go up together: rows that changed places show.
    if (order === null) continue;
    const seq = row[parts.indexOf(order)] as number;
    if (seq <= before) damage('row.changed', where);
    before = seq;
  }
  return count;
}

/** Nothing that this program writes is a blob, and a text that became one has the same letters. */
function isPlain(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

function printable(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value).slice(0, 60);
}

/** Tables whose rows are never removed, and those where the journal says which were. */
const lasting = [
  'tokens',
  'visits',
  'moves',
  'calls',
  'consultations',
  'devices',
  'patients',
  'bookings',
  'waitlist',
  'tellings',
];
const removable: Record<string, string> = {
  departments: 'department',
  service_points: 'service-point',
  doctors: 'doctor',
  queues: 'queue',
  boards: 'board',
  users: 'user',
};

/** As many rows as numbers were given: none was lost. `counts` holds what each table has. */
export function checkCounts(
  file: Reader,
  journal: JournalSays,
  tokens: TokensSay,
  counts: ReadonlyMap<string, number>,
): void {
  const all = new Map([...counts, ['tokens', tokens.tokens], ['calls', tokens.calls]]);
  const given = new Map(file.rows<[string, number]>('select name, seq from sqlite_sequence'));
  for (const table of [...lasting, ...Object.keys(removable)]) {
    const removed = journal.removed.get(removable[table] ?? '') ?? 0;
    const skipped = table === 'tokens' ? journal.skippedTokens : 0;
    const should = (given.get(table) ?? 0) - removed - skipped;
    const has = all.get(table)!;
    if (has !== should) damage(has < should ? 'row.lost' : 'row.alien', {table, detail: `${has} / ${should}`});
  }
  const sessions = given.get('sessions') ?? 0;
  if (sessions !== journal.lastSession) damage('row.changed', {table: 'sqlite_sequence', row: 'sessions'});
  const [displays] = file.first<[number]>('select coalesce(max(id), 0) from displays') ?? [0];
  if ((given.get('displays') ?? 0) < displays) damage('row.changed', {table: 'sqlite_sequence', row: 'displays'});
}

/** Settings are as they were last changed; a patient's last visit is when the newest visit got its first number. */
export function checkTold(file: Reader, journal: JournalSays): void {
  for (const [key, should] of journal.settings) {
    const [value] = file.first<[string]>('select value from settings where key = ?', key) ?? [];
    if (value === undefined) damage('row.lost', {table: 'settings', row: key});
    if (value !== should) damage('row.changed', {table: 'settings', row: key});
  }
  const odd = file.first<[number]>(
    `select id from patients where lastVisitAt is not
       (select issuedAt from tokens where visitId =
         (select max(visits.id) from visits where visits.patientId = patients.id) order by tokens.id limit 1) limit 1`,
  );
  if (odd) damage('row.changed', {table: 'patients', row: odd[0], detail: 'lastVisitAt'});
}
