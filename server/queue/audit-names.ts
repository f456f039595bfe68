import type {Db} from '../base/database.ts';
import type {AuditRow, AuditToken} from '../journal/rows.ts';
import {nameOfSubject} from './audit-rows.ts';

/** Of those who were overtaken at once, so many are named. */
const mostNamed = 20;

/** The names of all that an entry speaks of, by `token:12`, `queue:3`, `user:1` …; what is gone has none. */
export function nameEntry(
  db: Db,
  row: AuditRow,
  data: Record<string, unknown> | null,
  asked: readonly AuditToken[],
): Record<string, string> {
  // Whoever is asked about is named, also as the hundredth of those who were overtaken.
  const subjects = new Set(asked.map(({id}) => `token:${id}`));
  const add = (kind: string, id: unknown) => {
    if (typeof id === 'number' || (typeof id === 'string' && /^\d+$/.test(id))) subjects.add(`${kind}:${id}`);
  };
  if (row.actorKind === 'staff') add('user', row.actorId);
  add('token', row.tokenId);
  add('queue', row.queueId);
  if (row.subject) subjects.add(row.subject);
  add('service-point', data?.servicePoint);
  add('board', data?.board);
  if (row.kind === 'token.transferred') {
    add('token', data?.to);
    add('queue', data?.queue);
  }
  if (row.kind === 'token.issued' || row.kind === 'token.withdrawn') add('token', data?.from);
  if (row.kind === 'queue.overtaken') {
    add('token', data?.by);
    for (const moved of Array.isArray(data?.moved) ? data.moved.slice(0, mostNamed) : []) add('token', moved?.[0]);
  }
  const named: Record<string, string> = {};
  for (const subject of subjects) {
    const name = nameOfSubject(db, subject);
    if (name !== null) named[subject] = name;
  }
  return named;
}
