import type {AdminWord} from '../../../server/words/admin.ts';
import {daysOfWeek} from '../../../server/words/times.ts';

/** One thing that an administrator sets up, as the API gives it. */
export interface Row {
  id: string;
  version: number;
  [key: string]: unknown;
}

export type ListName = 'departments' | 'service-points' | 'doctors' | 'queues' | 'users' | 'boards';

export interface Column {
  key: string;
  words: AdminWord;
  kind: 'text' | 'number' | 'time' | 'toggle' | 'choice' | 'many' | 'days' | 'words';
  required?: boolean;
  max?: number;
  min?: number;
  /** Ids and names come from another list. */
  from?: ListName;
  notInTable?: boolean;
  /** The view has `{id, name}` where the body has the id. */
  named?: boolean;
  usual?: unknown;
  hint?: AdminWord;
}

export const tables: Record<ListName, {list: string; at: string; columns: Column[]}> = {
  departments: {
    list: '/api/departments',
    at: '/api/departments',
    columns: [
      {key: 'name', words: 'name', kind: 'text', required: true, max: 100},
      {key: 'code', words: 'code', kind: 'text', max: 10},
    ],
  },
  'service-points': {
    list: '/api/service-points',
    at: '/api/service-points',
    columns: [
      {key: 'name', words: 'name', kind: 'text', required: true, max: 100},
      {key: 'directions', words: 'directions', kind: 'text', max: 100},
      {key: 'departmentId', words: 'department', kind: 'choice', from: 'departments'},
      {key: 'capacity', words: 'capacity', kind: 'number', min: 1, max: 20, usual: 1},
    ],
  },
  doctors: {
    list: '/api/doctors',
    at: '/api/doctors',
    columns: [
      {key: 'name', words: 'name', kind: 'text', required: true, max: 100},
      {key: 'department', words: 'department', kind: 'choice', from: 'departments', named: true, required: true},
      {key: 'specialization', words: 'specialization', kind: 'text', max: 100},
      {key: 'type', words: 'type', kind: 'text', max: 60},
      {key: 'regions', words: 'regions', kind: 'words', hint: 'commaList', notInTable: true},
      {key: 'insurances', words: 'insurances', kind: 'words', hint: 'commaList', notInTable: true},
      {key: 'maxPerDay', words: 'maxPerDay', kind: 'number', min: 0, max: 500},
      {key: 'maxPerWeek', words: 'maxPerWeek', kind: 'number', min: 0, max: 3000},
    ],
  },
  queues: {
    list: '/api/queue-setups',
    at: '/api/queues',
    columns: [
      {key: 'name', words: 'name', kind: 'text', required: true, max: 100},
      {key: 'code', words: 'code', kind: 'text', required: true, max: 10},
      {key: 'prefix', words: 'prefix', kind: 'text', required: true, max: 3, notInTable: true},
      {key: 'departmentId', words: 'department', kind: 'choice', from: 'departments', required: true},
      {key: 'doctorId', words: 'doctor', kind: 'choice', from: 'doctors'},
      {key: 'dailyCap', words: 'dailyCap', kind: 'number', min: 1, max: 5000},
      {key: 'servicePointIds', words: 'servicePoints', kind: 'many', from: 'service-points'},
      {key: 'opensAt', words: 'opensAt', kind: 'time'},
      {key: 'closesAt', words: 'closesAt', kind: 'time'},
      {key: 'daysOfWeek', words: 'daysOfWeek', kind: 'days', usual: daysOfWeek, notInTable: true},
      {key: 'startsOpen', words: 'startsOpen', kind: 'toggle', usual: true, notInTable: true},
    ],
  },
  // People and boards have pages of their own: here only where their lists are.
  users: {list: '/api/users', at: '/api/users', columns: []},
  boards: {list: '/api/boards', at: '/api/boards', columns: []},
};

/** What a form holds for a column: text for everything that is typed, lists for many, true or false for toggles. */
export type FormValue = string | boolean | string[];

/** The form's value of a row's column; of a new row, its usual value. */
export function formValue(column: Column, row: Row | null): FormValue {
  const raw = row === null ? column.usual : row[column.key];
  if (column.kind === 'toggle') return raw === true;
  if (column.kind === 'many' || column.kind === 'days') return Array.isArray(raw) ? raw.map(String) : [];
  if (column.kind === 'words') return Array.isArray(raw) ? raw.join(', ') : '';
  if (column.named && typeof raw === 'object' && raw !== null) return String((raw as {id: unknown}).id);
  return raw === null || raw === undefined ? '' : String(raw);
}

/** What the API takes for a form's value: emptied fields are null, absent ones are left out of a new thing. */
export function bodyValue(column: Column, value: FormValue): unknown {
  if (typeof value === 'boolean' || Array.isArray(value)) return value;
  const text = value.trim();
  if (column.kind === 'words')
    return text === ''
      ? []
      : text
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean);
  if (text === '') return null;
  return column.kind === 'number' ? Number(text) : text;
}

/** The body of a POST (row null) or the changed part of a PATCH; an empty PATCH is null. */
export function bodyOf(columns: readonly Column[], values: Readonly<Record<string, FormValue>>, row: Row | null) {
  const body: Record<string, unknown> = {};
  for (const column of columns) {
    const value = values[column.key];
    if (value === undefined) continue;
    const sent = bodyValue(column, value);
    if (row === null) {
      if (sent !== null && !(Array.isArray(sent) && sent.length === 0 && column.kind === 'words'))
        body[column.key] = sent;
    } else if (JSON.stringify(sent) !== JSON.stringify(bodyValue(column, formValue(column, row)))) {
      body[column.key] = sent;
    }
  }
  if (row === null) return body;
  return Object.keys(body).length === 0 ? null : {...body, version: row.version};
}
