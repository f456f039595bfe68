import type {BoardView} from '../../../server/queue/schema.ts';

/** Minutes since midnight at the hospital, whatever zone the TV believes to be in. */
export function minutesOfDay(at: number, zone: string): number {
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(at)
    .split(':')
    .map(Number);
  return hours * 60 + minutes;
}

/** Whether a board keeps quiet at that instant: from `from` on, until before `until`, over midnight where it is later. */
export function isQuiet(quiet: BoardView['quiet'], at: number, zone: string): boolean {
  if (quiet === null) return false;
  const now = minutesOfDay(at, zone);
  const from = minutesOf(quiet.from);
  const until = minutesOf(quiet.until);
  return from < until ? now >= from && now < until : now >= from || now < until;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
