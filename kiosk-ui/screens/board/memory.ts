import {type Memory, nothingYet} from './announcements.ts';

/** What a board remembers across reloads: its announcements, and a bounded log of them that tests and people can read. */
export interface Announced {
  id: string;
  number: string;
  at: string;
}
const loggedMost = 100;

export function loadMemory(board: string): Memory {
  const stored = read(`baari.board.${board}`) as Memory | null;
  return stored !== null && Array.isArray(stored.pending) ? stored : nothingYet;
}

export const saveMemory = (board: string, memory: Memory) => write(`baari.board.${board}`, memory);

export function loadLog(board: string): Announced[] {
  const stored = read(`baari.announced.${board}`);
  return Array.isArray(stored) ? (stored as Announced[]).slice(-loggedMost) : [];
}

export function addToLog(board: string, entry: Announced): Announced[] {
  const log = [...loadLog(board), entry].slice(-loggedMost);
  write(`baari.announced.${board}`, log);
  return log;
}

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

/** Storage may be forbidden on a TV: then a reload forgets, and the board starts as one that was never on. */
function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // nothing to do
  }
}
