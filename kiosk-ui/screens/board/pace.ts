/** How long and how often a call is announced, by how many wait for their turn behind it. Pure. */
export interface Pace {
  loudMs: number;
  /** How often all languages are gone through. */
  rounds: number;
  /** Of the board's languages, the first so many. */
  languages: number;
}

const loudMs = 10_000;
/** While many wait (after a cut) each is shorter, or the last would be announced minutes after it was called. */
const rushLoudMs = 5_000;
const rushFrom = 3;
const crowdFrom = 8;

/** A call is spoken twice: in two languages once each where others wait behind it, else each language twice. */
export function paceOf(waiting: number, languages: number): Pace {
  if (waiting >= crowdFrom) return {loudMs: rushLoudMs, rounds: 1, languages: 1};
  if (waiting >= rushFrom) return {loudMs: rushLoudMs, rounds: 1, languages};
  return {loudMs, rounds: waiting > 0 && languages > 1 ? 1 : 2, languages};
}
