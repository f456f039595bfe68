import {type Dice, dice} from '../dice.ts';
import {type Agenda, openAgenda} from './agenda.ts';
import type {Hospital, Reply} from './hospital.ts';
import {openLines} from './lines.ts';
import {openPatients} from './patients.ts';
import type {Fate, Plan} from './plan.ts';
import type {Tally} from './tally.ts';

/** What the day's two halves, patients and staff, share. */
export interface Scene {
  plan: Plan;
  speed: number;
  hospital: Hospital;
  agenda: Agenda;
  tally: Tally;
  luck: Dice;
  queues: ReadonlyMap<string, QueueSeen>;
  /** The hospital's time; pictures play a day faster than any clock. */
  now(): number;
  /** Everybody in the building, by token id; whoever is done is forgotten. */
  present: Map<string, Presence>;
}

export interface QueueSeen {
  id: string;
  code: string;
  doctor: {id: string; name: string} | null;
  servicePoints: {id: string; name: string}[];
  waiting: number;
  state: string;
}

/** Somebody with a token: how they act, and on which phone. */
export interface Presence {
  fate: Fate;
  key: string;
  byPhone: boolean;
  tested: boolean;
  missed: boolean;
}

/** More than a hospital's day can hold; beyond it people are served as strangers. */
const mostPresent = 20_000;

export interface Token {
  id: string;
  key: string;
  number: string;
  state: string;
}

export interface RunningDay {
  minute(): number;
  /** Nobody is expected any more and nobody waits. */
  over(): Promise<boolean>;
  waiting(): Promise<string>;
  stop(): Promise<void>;
}

export interface DayParts {
  plan: Plan;
  speed: number;
  seed: number;
  hospital: Hospital;
  tally: Tally;
  fault(error: unknown): void;
  /** Another agenda and time than the wall's. */
  agenda?: Agenda;
  now?(): number;
}

/** Starts the day: patients arrive and staff serve, until it is stopped. */
export async function startDay(parts: DayParts): Promise<RunningDay> {
  const {plan, speed, seed, hospital, tally, fault, now = Date.now} = parts;
  const queues = new Map((await seeQueues(hospital)).map((queue) => [queue.code, queue]));
  const agenda = parts.agenda ?? openAgenda({speed, fault});
  const scene: Scene = {
    plan,
    speed,
    hospital,
    agenda,
    tally,
    luck: dice(seed, 99),
    queues,
    now,
    present: new Map(),
  };
  openPatients(scene);
  await openLines(scene);
  return {
    minute: agenda.minute,
    async over() {
      if (agenda.minute() < plan.minutes) return false;
      return (await seeQueues(hospital)).every(({waiting}) => waiting === 0);
    },
    async waiting() {
      const seen = await seeQueues(hospital);
      return seen
        .map(({code, waiting, state}) => `${code} ${waiting}${state === 'open' ? '' : ` ${state}`}`)
        .join(', ');
    },
    stop: () => agenda.stop(),
  };
}

async function seeQueues(hospital: Hospital): Promise<QueueSeen[]> {
  const {body} = await hospital.ask<{items?: QueueSeen[]}>('GET', '/api/queues');
  return body.items ?? [];
}

/** Notes a refusal by its code; true when the deed was done. */
export function wentWell(scene: Scene, reply: Reply<{code?: string}>): boolean {
  if (reply.status < 400) return true;
  scene.tally.refused(reply.body.code ?? String(reply.status));
  return false;
}

export function remember(scene: Scene, token: Token, presence: Omit<Presence, 'key'>): void {
  if (scene.present.size < mostPresent) scene.present.set(token.id, {...presence, key: token.key});
}
