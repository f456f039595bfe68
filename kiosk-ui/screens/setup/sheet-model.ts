import type {SheetRow, SheetRowBody} from '../../../server/setup/schema.ts';

export const fields = ['department', 'doctor', 'rooms', 'directions', 'prefix', 'opensAt', 'closesAt'] as const;
export type Field = (typeof fields)[number];

/** One line as it stands in the boxes of the table: text, also where it is not right yet. */
export type Line = Record<Field, string> & {
  /** This browser's own, so that a line stays itself while it moves. */
  key: number;
  queueId: string | null;
};

let lastKey = 0;

export function newLine(): Line {
  lastKey++;
  return {
    key: lastKey,
    queueId: null,
    department: '',
    doctor: '',
    rooms: '',
    directions: '',
    prefix: '',
    opensAt: '',
    closesAt: '',
  };
}

export function lineOf(row: SheetRow): Line {
  return {
    ...newLine(),
    queueId: row.queueId,
    department: row.department,
    doctor: row.doctor ?? '',
    rooms: row.rooms.join(', '),
    directions: row.directions ?? '',
    prefix: row.prefix,
    opensAt: row.opensAt ?? '',
    closesAt: row.closesAt ?? '',
  };
}

export function bodyOf(line: Line): SheetRowBody {
  const orNull = (text: string) => text.trim() || null;
  return {
    queueId: line.queueId,
    department: line.department.trim(),
    doctor: orNull(line.doctor),
    rooms: line.rooms
      .split(',')
      .map((room) => room.trim())
      .filter(Boolean),
    directions: orNull(line.directions),
    prefix: line.prefix.trim().toUpperCase(),
    opensAt: orNull(line.opensAt),
    closesAt: orNull(line.closesAt),
  };
}

/** A line that nobody has begun is not there for anybody but the one who may write in it. */
export const isBlank = (line: Line) => fields.every((field) => line[field].trim() === '');

export type FaultCode = 'department' | 'prefix' | 'prefixTwice' | 'time' | 'order' | 'half';
export interface Fault {
  field: Field;
  code: FaultCode;
  /** The line, from 1, that stands against it. */
  line?: number;
}

/** What has to be mended in a line before the table can be saved. */
export function faultsOf(lines: readonly Line[], at: number): Fault[] {
  const line = lines[at]!;
  if (isBlank(line)) return [];
  const faults: Fault[] = [];
  if (line.department.trim() === '') faults.push({field: 'department', code: 'department'});
  const letters = line.prefix.trim().toUpperCase();
  const twin = lines.findIndex(
    (other, index) => index < at && !isBlank(other) && other.prefix.trim().toUpperCase() === letters,
  );
  if (!/^[A-Z]{1,3}$/.test(letters)) faults.push({field: 'prefix', code: 'prefix'});
  else if (twin !== -1) faults.push({field: 'prefix', code: 'prefixTwice', line: twin + 1});
  return [...faults, ...timeFaults(line)];
}

function timeFaults({opensAt, closesAt}: Line): Fault[] {
  const wrong = (['opensAt', 'closesAt'] as const).flatMap((field): Fault[] => {
    const text = field === 'opensAt' ? opensAt : closesAt;
    return text.trim() === '' || timeOf(text) === text.trim() ? [] : [{field, code: 'time'}];
  });
  if (wrong.length > 0) return wrong;
  if ((opensAt.trim() === '') !== (closesAt.trim() === ''))
    return [{field: opensAt.trim() === '' ? 'opensAt' : 'closesAt', code: 'half'}];
  return opensAt !== '' && opensAt >= closesAt ? [{field: 'closesAt', code: 'order'}] : [];
}

/** What was typed into a box, made tidy when the box is left: `9` → `09:00`, letters large, spaces gone. */
export function tidy(field: Field, text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  if (field === 'prefix') return trimmed.toUpperCase();
  if (field === 'opensAt' || field === 'closesAt') return timeOf(trimmed) ?? trimmed;
  return trimmed;
}

/** A time of day as people type it: `9`, `930`, `9.30`, `9:30 am`, `2 PM`. Null: not a time. */
export function timeOf(text: string): string | null {
  const [, hours, minutes = '0', half] = /^(\d{1,2})[:. ]?([0-5]\d)?\s*([ap]\.?m\.?)?$/i.exec(text.trim()) ?? [];
  if (hours === undefined) return null;
  let hour = Number(hours);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  }
  return hour > 23 ? null : `${String(hour).padStart(2, '0')}:${minutes.padStart(2, '0')}`;
}

/** Letters for a new line from its department's name that no other line has: `Skin` → S, else SK, SI, …, else the next free. */
export function lettersFor(department: string, lines: readonly Line[]): string {
  const taken = new Set(lines.map((line) => line.prefix.trim().toUpperCase()));
  const letters = department.toUpperCase().replace(/[^A-Z]/g, '');
  const first = letters[0] ?? '';
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const tries = [
    first,
    ...[...letters.slice(1)].map((other) => first + other),
    ...alphabet,
    ...alphabet.map((other) => (first || 'A') + other),
  ];
  return tries.find((one) => one !== '' && !taken.has(one)) ?? '';
}

/** A block of cells from a spreadsheet, laid over the table from one box on; lines are added where it is longer. */
export function pasteInto(lines: readonly Line[], at: number, field: Field, text: string): Line[] {
  const block = text
    .replace(/\r/g, '')
    .replace(/\n+$/, '')
    .split('\n')
    .map((row) => row.split('\t'));
  const next = [...lines];
  const from = fields.indexOf(field);
  block.slice(0, mostLines).forEach((cells, down) => {
    const line = {...(next[at + down] ?? newLine())};
    cells.forEach((cell, along) => {
      const into = fields[from + along];
      if (into) line[into] = tidy(into, cell);
    });
    next[at + down] = line;
  });
  for (let down = 0; down < block.length && at + down < next.length; down++) {
    const line = next[at + down]!;
    if (line.prefix === '' && line.department !== '')
      next[at + down] = {...line, prefix: lettersFor(line.department, next)};
  }
  return next.slice(0, mostLines);
}

/** As many queues as a hospital may have. */
export const mostLines = 200;
/** How far back `undo` reaches. */
const mostSteps = 100;

export interface History {
  lines: Line[];
  before: readonly Line[][];
}

/** A change that can be undone. */
export function changed(history: History, lines: Line[]): History {
  return {lines, before: [...history.before, history.lines].slice(-mostSteps)};
}

/**
 * One step back. What the box has called a line since is kept: a line that stands again after it was removed is a new
 * queue for the box, unless the box never heard of the removal.
 */
export function undone(history: History, idsNow: ReadonlyMap<number, string>): History {
  const last = history.before[history.before.length - 1];
  if (!last) return history;
  const lines = last.map((line) => ({...line, queueId: idsNow.get(line.key) ?? null}));
  return {lines, before: history.before.slice(0, -1)};
}
