import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import type {Announcer} from './announcer.ts';

/** What a layout shows of the calls, as things stand now. */
export interface CallsSeen {
  loud: BoardCall | null;
  /** The loud one, or the last that was. */
  current: BoardCall | null;
  /** Called, their turn to be loud still to come. Oldest first. */
  waiting: readonly BoardCall[];
  /** Called before, newest first, each number once. */
  before: readonly BoardCall[];
}

export function callsSeen(view: BoardView, announcer: Announcer): CallsSeen {
  const loud = announcer.loud.value;
  const pending = announcer.waiting.value;
  const log = announcer.log.value;
  const last = log[log.length - 1];
  const ahead = new Set(pending.map((call) => call.id));
  const announced = view.calls.filter((call) => !ahead.has(call.id));
  const current = loud ?? announced.find((call) => call.id === last?.id) ?? announced[0] ?? null;
  // Somebody called again is one person: shown once, said as often as called.
  const numbers = new Set([current?.number]);
  const onceEach = (call: BoardCall) => !numbers.has(call.number) && numbers.add(call.number) !== undefined;
  const waiting = pending.filter(onceEach);
  return {loud, current, waiting, before: announced.filter(onceEach)};
}
