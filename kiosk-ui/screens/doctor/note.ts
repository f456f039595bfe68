import {signal} from '@preact/signals';
import {newKey, ask as send} from '../../api.ts';
import {wordsOf} from '../desk/act.ts';
import {ask, watched} from '../sign-in/session.ts';

/** The note of the person being served, saved while it is typed. It lives in this page's memory and on the box only. */
export type NoteState = 'empty' | 'saved' | 'typing' | 'saving' | 'failed';
export const noteText = signal('');
export const noteState = signal<NoteState>('empty');
export const noteSavedAtMs = signal<number | null>(null);
export const noteFault = signal('');

const restMs = 1_200;
const againMs = 5_000;
const tryMs = 6_000;

let tokenId: string | null = null;
let saved = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let saving: Promise<boolean> | null = null;

const pathOf = (id: string) => `/api/tokens/${encodeURIComponent(id)}/note`;

/** Turns to another person's note; what was typed for the one before is saved first. */
export async function openNote(next: string | null) {
  if (next === tokenId) return;
  void flushNote();
  clearTimeout(timer);
  tokenId = next;
  saved = '';
  noteText.value = '';
  noteState.value = 'empty';
  noteSavedAtMs.value = null;
  if (next === null) return;
  try {
    const {note} = await ask<{note: string | null}>(pathOf(next));
    // Whatever was typed meanwhile is newer than what the box had.
    if (tokenId !== next || noteState.value !== 'empty') return;
    saved = note ?? '';
    noteText.value = saved;
    if (saved !== '') noteState.value = 'saved';
  } catch {
    // An empty field is shown; the first save will say what is wrong.
  }
}

export function typeNote(text: string) {
  noteText.value = text;
  noteState.value = 'typing';
  clearTimeout(timer);
  timer = setTimeout(() => void flushNote(), restMs);
}

/** Saves what is not saved yet; true when the box has all of it. */
export async function flushNote(): Promise<boolean> {
  clearTimeout(timer);
  if (saving) await saving;
  const id = tokenId;
  const text = noteText.value;
  if (id === null || text === saved) return true;
  saving = save(id, text);
  try {
    return await saving;
  } finally {
    saving = null;
  }
}

async function save(id: string, text: string): Promise<boolean> {
  noteState.value = 'saving';
  try {
    await watched(() => send(pathOf(id), {method: 'PUT' as never, body: {note: text}, key: newKey(), withinMs: tryMs}));
    if (tokenId === id) {
      saved = text;
      noteSavedAtMs.value = Date.now();
      noteState.value = noteText.value === text ? 'saved' : 'typing';
    }
    return true;
  } catch (error) {
    if (tokenId === id) {
      noteState.value = 'failed';
      noteFault.value = wordsOf(error).title;
      timer = setTimeout(() => void flushNote(), againMs);
    }
    return false;
  }
}
