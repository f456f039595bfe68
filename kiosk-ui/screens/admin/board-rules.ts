import type {BoardSetupView, Layout} from '../../../server/places/schema.ts';

// As in server/places/schema.ts, which brings its checks along and is too heavy for a browser.
export const layouts = ['hall', 'room', 'floor'] as const satisfies readonly Layout[];
export const pictureMostBytes = 512 * 1024;

const fields = [
  'name',
  'queueIds',
  'servicePointIds',
  'layout',
  'message',
  'languages',
  'volume',
  'speech',
  'quietFrom',
  'quietUntil',
  'quietDark',
] as const satisfies (keyof BoardSetupView)[];
type Body = Partial<Pick<BoardSetupView, (typeof fields)[number]>>;

/** A new board as a hospital would want it. */
export const emptyBoard: BoardSetupView = {
  id: '',
  name: '',
  queueIds: [],
  servicePointIds: [],
  layout: 'hall',
  message: null,
  languages: ['en', 'hi'],
  volume: 80,
  speech: true,
  quietFrom: null,
  quietUntil: null,
  quietDark: true,
  picture: null,
  version: 0,
};

export const bodyOfBoard = (board: BoardSetupView): Body =>
  Object.fromEntries(fields.map((field) => [field, board[field]])) as Body;

/** What a form changed, and what undoes it; null: nothing. */
export function changesOf(before: BoardSetupView, after: BoardSetupView): {to: Body; from: Body} | null {
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return null;
  const pick = (board: BoardSetupView) => Object.fromEntries(changed.map((field) => [field, board[field]])) as Body;
  return {to: pick(after), from: pick(before)};
}
