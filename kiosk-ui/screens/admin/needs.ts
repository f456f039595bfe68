import type {ListName, Row} from './tables.ts';

export interface Need {
  key: 'departments' | 'service-points' | 'doctors' | 'queues' | 'rooms-of-queues' | 'desk' | 'doctor-user' | 'callers';
  met: boolean;
  where: ListName;
  count: number | null;
  /** What still lacks it, by name. */
  without: string[];
}

const namesMost = 5;

/** What a hospital needs before its first patient, from the set-up lists. */
export function needsOf(lists: Partial<Record<ListName, Row[]>>): Need[] {
  const list = (name: ListName) => lists[name] ?? [];
  const queues = list('queues');
  const users = list('users').filter((user) => user.disabled !== true);
  const ids = (row: Row, key: string) => (Array.isArray(row[key]) ? (row[key] as unknown[]).map(String) : []);
  const some = (key: Need['key'], where: ListName, count: number): Need => ({
    key,
    met: count > 0,
    where,
    count,
    without: [],
  });
  const each = (key: Need['key'], where: ListName, bad: Row[]): Need => ({
    key,
    met: queues.length > 0 && bad.length === 0,
    where,
    count: null,
    without: bad.slice(0, namesMost).map((row) => String(row.name)),
  });
  const called = new Set(users.flatMap((user) => ids(user, 'queueIds')));
  const doctorsWithUser = new Set(users.flatMap((user) => (user.doctorId ? [String(user.doctorId)] : [])));
  return [
    some('departments', 'departments', list('departments').length),
    some('service-points', 'service-points', list('service-points').length),
    some('doctors', 'doctors', list('doctors').length),
    some('queues', 'queues', queues.length),
    each(
      'rooms-of-queues',
      'queues',
      queues.filter((queue) => ids(queue, 'servicePointIds').length === 0),
    ),
    some('desk', 'users', users.filter((user) => user.role === 'desk').length),
    some('doctor-user', 'users', users.filter((user) => user.role === 'doctor').length),
    each(
      'callers',
      'users',
      queues.filter((queue) => !called.has(queue.id) && !doctorsWithUser.has(String(queue.doctorId))),
    ),
  ];
}
