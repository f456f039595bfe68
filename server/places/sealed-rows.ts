import type {Sealed} from '../base/row-sum.ts';

const sealed = (table: string, ...columns: string[]): Sealed => ({
  table,
  key: ['id'],
  parts: ['id', ...columns, 'version'],
});

/** What the sum of each place holds. */
export const placesSealed = {
  departments: sealed('departments', 'name', 'code'),
  service_points: sealed('service_points', 'name', 'directions', 'departmentId', 'capacity'),
  // Without the average, which the consultations tell.
  doctors: sealed(
    'doctors',
    'name',
    'departmentId',
    'specialization',
    'type',
    'regions',
    'insurances',
    'maxPerDay',
    'maxPerWeek',
  ),
  queues: sealed(
    'queues',
    'code',
    'prefix',
    'name',
    'departmentId',
    'doctorId',
    'dailyCap',
    'opensAt',
    'closesAt',
    'daysOfWeek',
    'startsOpen',
  ),
  boards: sealed(
    'boards',
    'name',
    'queueIds',
    'message',
    'languages',
    'layout',
    'servicePointIds',
    'volume',
    'speech',
    'quietFrom',
    'quietUntil',
    'quietDark',
    'picture',
  ),
} satisfies Record<string, Sealed>;
