import {signal} from '@preact/signals';
import type {Sheet} from '../../../server/setup/schema.ts';
import {newKey, post, Refusal} from '../../api.ts';
import {ask, watched} from '../sign-in/session.ts';
import {
  bodyOf,
  changed,
  type Field,
  faultsOf,
  type History,
  isBlank,
  type Line,
  lettersFor,
  lineOf,
  newLine,
  pasteInto,
  tidy,
  undone,
} from './sheet-model.ts';
import {s} from './words.ts';

export type SaveState = 'loading' | 'saved' | 'saving' | 'waits' | 'cut' | 'refused';

const history = signal<History>({lines: [], before: []});
export const saveState = signal<SaveState>('loading');
/** What the box refused, or that somebody else was here; said until the next change. */
export const trouble = signal<string | null>(null);
/** What was just done, for those who listen. */
export const said = signal('');

let version = '';
/** What the box knows of the lines: by their keys, its queues' ids. */
let known = new Map<number, string>();
let again: ReturnType<typeof setTimeout> | undefined;
let running = false;
let stale = false;

/** While the box is away it is tried again so often. */
const againMs = 3_000;
const tryMs = 6_000;

export const lines = () => history.value.lines;
export const canUndo = () => history.value.before.length > 0;

export async function loadSheet(): Promise<void> {
  clearTimeout(again);
  try {
    show(await ask<Sheet>('/api/setup/sheet'));
    history.value = {...history.value, before: []};
    saveState.value = 'saved';
  } catch (error) {
    saveState.value = 'cut';
    if (error instanceof Refusal && error.status !== 0 && error.status < 500) trouble.value = error.title;
    else again = setTimeout(loadSheet, againMs);
  }
}

/** Whoever shows the table ends its timer when leaving. */
export function stopSheet(): void {
  clearTimeout(again);
}

function show(sheet: Sheet): void {
  version = sheet.version;
  const rows = sheet.rows.map(lineOf);
  known = new Map(rows.map((line) => [line.key, line.queueId!]));
  history.value = {lines: rows.length === 0 ? [newLine()] : rows, before: history.value.before};
}

/** A box of the table was left. The letters of a line that has none yet come from its department's name. */
export function setCell(key: number, field: Field, text: string): void {
  const value = tidy(field, text);
  const at = lines().findIndex((line) => line.key === key);
  const line = lines()[at];
  if (!line || line[field] === value) return;
  const next = {...line, [field]: value};
  if (field === 'department' && next.prefix === '') next.prefix = lettersFor(value, lines());
  change(lines().map((one) => (one.key === key ? next : one)));
}

export function addLine(): Line {
  const line = newLine();
  change([...lines(), line]);
  said.value = s('added');
  return line;
}

export function removeLine(key: number): void {
  const line = lines().find((one) => one.key === key);
  const rest = lines().filter((one) => one.key !== key);
  change(rest.length === 0 ? [newLine()] : rest);
  said.value = s('removed', {name: line?.department ?? ''});
}

export function paste(key: number, field: Field, text: string): void {
  const before = lines().length;
  const at = lines().findIndex((line) => line.key === key);
  if (at === -1) return;
  change(pasteInto(lines(), at, field, text));
  said.value = s('pasted', {n: Math.max(text.trim().split('\n').length, lines().length - before)});
}

export function undo(): void {
  if (!canUndo()) return;
  history.value = undone(history.value, known);
  trouble.value = null;
  said.value = s('undone');
  void save();
}

function change(next: Line[]): void {
  history.value = changed(history.value, next);
  trouble.value = null;
  void save();
}

/** The first line, from 1, in which something is not right yet; null: all is. */
export function firstFault(): number | null {
  const at = lines().findIndex((_, index) => faultsOf(lines(), index).length > 0);
  return at === -1 ? null : at + 1;
}

/** Sends the table as it stands. One is under way at a time; what changes meanwhile goes with the next. */
export async function save(): Promise<void> {
  clearTimeout(again);
  stale = running;
  if (running) return;
  if (firstFault() !== null) {
    saveState.value = 'waits';
    return;
  }
  const sent = lines().filter((line) => !isBlank(line));
  running = true;
  saveState.value = 'saving';
  try {
    const body = {version, rows: sent.map(bodyOf)};
    took(sent, await watched(() => post<Sheet>('/api/setup/sheet', body, {key: newKey(), withinMs: tryMs})));
    saveState.value = 'saved';
  } catch (error) {
    await refused(error);
  } finally {
    running = false;
  }
  if (stale) await save();
}

/** The lines come back in the order in which they went: new ones have a queue now. */
function took(sent: readonly Line[], sheet: Sheet): void {
  version = sheet.version;
  known = new Map(sent.map((line, at) => [line.key, sheet.rows[at]!.queueId]));
  history.value = {
    ...history.value,
    lines: lines().map((line) => ({...line, queueId: known.get(line.key) ?? line.queueId})),
  };
}

async function refused(error: unknown): Promise<void> {
  const refusal = error instanceof Refusal ? error : null;
  if (refusal === null || refusal.status === 0 || refusal.status >= 500) {
    saveState.value = 'cut';
    again = setTimeout(() => void save(), againMs);
  } else if (refusal.code === 'version.stale') {
    await loadSheet();
    trouble.value = s('stale');
  } else if (refusal.code === 'queue.in-use') {
    await loadSheet();
    trouble.value = s('inUse');
  } else {
    saveState.value = 'refused';
    trouble.value = refusal.code === 'name.taken' ? s('lettersSwap') : refusal.detail;
  }
}
