/** One copy in a folder of copies, as its name tells it. */
export interface Copy {
  name: string;
  /** Goes up with each copy in a folder, whatever the clock says. */
  number: number;
  /** The box's time when it was made, in ms. */
  at: number;
  /** Made before a new version changed the file's shape: no part of the rotation. */
  before: boolean;
  locked: boolean;
}

const shape = /^baari-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d{5,9})(-before-update)?\.db(\.locked)?$/;

/** `baari-2026-11-28T091500Z-00012.db`: when, in UTC, and the how manieth. */
export function copyName(at: number, number: number, {before = false, locked = false} = {}): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '');
  return `baari-${time}Z-${String(number).padStart(5, '0')}${before ? '-before-update' : ''}.db${locked ? '.locked' : ''}`;
}

/** What a name says, or null where it is not one of ours. */
export function copyOf(name: string): Copy | null {
  const [, day, hour, minute, second, number, before, locked] = shape.exec(name) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at)) return null;
  return {name, number: Number(number), at, before: before !== undefined, locked: locked !== undefined};
}

export interface Keep {
  hourly: number;
  daily: number;
  weekly: number;
}

export const usualKeep: Keep = {hourly: 24, daily: 7, weekly: 4};
/** Copies from before an update: the newest of them. */
const keptBeforeUpdates = 2;

const hourMs = 3600_000;

/**
 * Which of these copies may go: all but the last one of each of the newest 24 hours, 7 days and 4 weeks that have one. So a
 * box that is off at night or for a month keeps as many as one that never sleeps. Copies are in the order of their numbers; a
 * clock that fell back does not make a new copy old. `dayOf`: the local date of an instant, `YYYY-MM-DD`.
 */
export function copiesToDrop(copies: readonly Copy[], dayOf: (at: number) => string, keep: Keep = usualKeep): Copy[] {
  const ordered = [...copies].sort((a, b) => a.number - b.number);
  const usual = ordered.filter(({before}) => !before);
  const kept = new Set(ordered.filter(({before}) => before).slice(-keptBeforeUpdates));
  const times = timesOf(usual);
  const slots: [number, (at: number) => string][] = [
    [keep.hourly, (at) => String(Math.floor(at / hourMs))],
    [keep.daily, dayOf],
    [keep.weekly, (at) => weekOf(dayOf(at))],
  ];
  for (const [most, slotOf] of slots) {
    const seen = new Set<string>();
    for (let index = usual.length - 1; index >= 0 && seen.size < most; index--) {
      const slot = slotOf(times[index]!);
      if (seen.has(slot)) continue;
      seen.add(slot);
      kept.add(usual[index]!);
    }
  }
  return ordered.filter((copy) => !kept.has(copy));
}

/** What each copy counts as: never before the one that was made before it. */
function timesOf(ordered: readonly Copy[]): number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return ordered.map(({at}) => {
    latest = Math.max(latest, at);
    return latest;
  });
}

/** The Monday of the week that a date lies in. */
function weekOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * 24 * hourMs).toISOString().slice(0, 10);
}
