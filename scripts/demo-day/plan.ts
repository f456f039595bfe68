import {type Dice, dice} from '../dice.ts';
import {arrivals, dayMinutes, familyNames, givenNames, type Line, lines, people, reasons} from './parameters.ts';

/** What will become of a person, drawn before they arrive, so that a seed always tells the same day. */
export interface Fate {
  walkMinutes: number;
  serviceMinutes: number;
  /** Not there when called; comes back after so long, or never. */
  absent: boolean;
  comesBackAfterMinutes: number | null;
  /** Gives the place up after so long in line. */
  cancelsAfterMinutes: number | null;
  stepsAsideAfterMinutes: number | null;
  /** Sent for tests in the first consultation; away so long; the second one is shorter. */
  testMinutes: number | null;
  secondServiceMinutes: number;
  transferTo: string | null;
}

export interface Person {
  queue: string;
  name: string;
  language: 'en' | 'hi';
  yearOfBirth: number;
  lane: 'walk-in' | 'priority' | 'emergency';
  reason: string | null;
  fate: Fate;
}

/** People who come together: on one phone (at most four), or to the desk. */
export interface Party {
  atMinute: number;
  by: 'phone' | 'desk';
  /** The number that they give; null when they keep it to themselves. */
  phone: string | null;
  people: Person[];
}

export interface Plan {
  minutes: number;
  lines: readonly Line[];
  parties: Party[];
}

/** The most parties that one day can hold: a bound, several times what the parameters give. */
export const mostParties = 5000;

/** A whole day from one seed: who comes when, with whom, and what becomes of them. Pure. */
export function planDay(seed: number): Plan {
  const parties = lines
    .flatMap((line, stream) => partiesFor(line, dice(seed, stream)))
    .sort((a, b) => a.atMinute - b.atMinute)
    .slice(0, mostParties);
  return {minutes: dayMinutes, lines, parties};
}

function partiesFor(line: Line, luck: Dice): Party[] {
  const perHour = (line.rooms * 60) / (line.medianMinutes * 1.35 + 1);
  const parties: Party[] = [];
  for (let minute = luck.exponential(1); minute < dayMinutes && parties.length < mostParties; ) {
    const party = partyAt(minute, line, luck);
    parties.push(party);
    minute += luck.exponential((60 * party.people.length) / (perHour * loadAt(minute)));
  }
  return parties;
}

export function loadAt(minute: number): number {
  return arrivals.findLast(({fromMinute}) => minute >= fromMinute)?.load ?? 1;
}

function partyAt(atMinute: number, line: Line, luck: Dice): Party {
  const emergency = luck.next() < people.emergencyShare;
  const by = !emergency && luck.next() < people.phoneShare ? 'phone' : 'desk';
  const family = !emergency && luck.next() < people.familyShare;
  const count = family ? 2 + Math.floor(luck.next() * (people.mostOfFamily - 1)) : 1;
  const hindi = luck.next() < people.hindiShare;
  const familyName = pick(familyNames, luck)[hindi ? 1 : 0];
  const phone = luck.next() < 0.7 ? `9${String(Math.floor(luck.next() * 1e9)).padStart(9, '0')}` : null;
  const members = Array.from({length: count}, (_, at): Person => {
    // The rest of a family often comes for somebody else's complaint.
    const queue = at > 0 && luck.next() < 0.3 ? pick(lines, luck).code : line.code;
    const lane = emergency ? 'emergency' : by === 'desk' && luck.next() < people.priorityShare ? 'priority' : 'walk-in';
    return {
      queue,
      name: `${pick(givenNames, luck)[hindi ? 1 : 0]} ${familyName}`,
      language: hindi ? 'hi' : 'en',
      yearOfBirth: queue === 'PED' ? 2012 + Math.floor(luck.next() * 14) : 1936 + Math.floor(luck.next() * 70),
      lane,
      reason: lane === 'walk-in' ? null : pick(reasons[lane], luck),
      fate: fateOf(queue, lane, luck),
    };
  });
  return {atMinute, by, phone, people: members};
}

function fateOf(queue: string, lane: Person['lane'], luck: Dice): Fate {
  const line = lines.find(({code}) => code === queue)!;
  const draw = luck.next();
  const stays = lane === 'emergency';
  const absent = !stays && luck.next() < people.noShowShare;
  const cancels = !stays && !absent && luck.next() < people.cancelShare;
  const tests = draw < people.testShare;
  const transfers = !tests && draw < people.testShare + people.transferShare;
  const others = lines.filter(({code}) => code !== queue);
  return {
    walkMinutes: 0.2 + 0.8 * luck.next(),
    serviceMinutes: serviceMinutes(line.medianMinutes, luck),
    absent,
    comesBackAfterMinutes: luck.next() < people.comeBackShare ? 2 + luck.exponential(8) : null,
    cancelsAfterMinutes: cancels ? 3 + luck.exponential(20) : null,
    stepsAsideAfterMinutes: luck.next() < people.stepAsideShare ? 2 + luck.exponential(10) : null,
    testMinutes: tests ? Math.max(5, people.testMedianMinutes * Math.exp(0.4 * luck.normal())) : null,
    secondServiceMinutes: serviceMinutes(line.medianMinutes * 0.6, luck),
    transferTo: transfers ? pick(others, luck).code : null,
  };
}

function serviceMinutes(median: number, luck: Dice): number {
  const drawn = median * Math.exp(people.serviceLogSd * luck.normal());
  return Math.min(people.mostServiceMinutes, Math.max(people.leastServiceMinutes, drawn));
}

/** Somebody who was in line before the demo came, or took a token on a real phone. */
export function strangersFate(luck: Dice): Fate {
  return {
    ...fateOf('GEN', 'emergency', luck),
    testMinutes: null,
    transferTo: null,
    stepsAsideAfterMinutes: null,
    cancelsAfterMinutes: null,
  };
}

function pick<T>(from: readonly T[], luck: Dice): T {
  return from[Math.floor(luck.next() * from.length)]!;
}
