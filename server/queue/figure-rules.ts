import type {Standing} from './move-rules.ts';

/** What a day's moves say about its pace: how long rooms were taken, who missed their call, who was sent for tests. */
export interface DayFigures {
  /** Call to completion, hold or transfer, newest last, the last fifty. */
  recentMs: number[];
  finished: number;
  holds: number;
  missed: number;
}

export interface FigureMove {
  kind: string;
  at: number;
  before: Pick<Standing, 'state' | 'calledAt'>;
}

export const noFigures: DayFigures = {recentMs: [], finished: 0, holds: 0, missed: 0};
export const figureKinds = ['complete', 'hold', 'transfer', 'no-show'];
const recentKept = 50;

/** One more move. Moves of people who were in no room say nothing about the rooms. */
export function foldMove(figures: DayFigures, {kind, at, before}: FigureMove): DayFigures {
  if (before.state !== 'called' && before.state !== 'serving') return figures;
  if (kind === 'no-show') return {...figures, missed: figures.missed + 1};
  if (!figureKinds.includes(kind) || before.calledAt === null) return figures;
  return {
    ...figures,
    // A clock that was set back must not give a negative duration.
    recentMs: [...figures.recentMs.slice(1 - recentKept), Math.max(0, at - before.calledAt)],
    finished: figures.finished + 1,
    holds: figures.holds + (kind === 'hold' ? 1 : 0),
  };
}
