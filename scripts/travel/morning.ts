// One morning from a seed: people, network, deaths and clocks; after each step the judge looks.
import {savedFact} from '../../server/settings/rows.ts';
import {type Dice, dice} from '../dice.ts';
import {morningStart, openHospital, type Template} from './hospital.ts';
import {Judge} from './judge.ts';
import {Broken, isActive} from './model.ts';
import {openNetwork} from './network.ts';
import {chooseStep, type Phone, type Queue} from './people.ts';
import {installVirtualTime} from './virtual-time.ts';
import {openScreen, type Screen} from './watchers.ts';

export interface Morning {
  seed: number;
  steps?: number;
  /** Steps to leave out: for making a failing morning shorter. */
  without?: ReadonlySet<number>;
}

export interface Outcome {
  seed: number;
  broken: {promise: string; what: string; step: number; trace: string[]} | null;
  steps: number;
  answers: number;
  entries: number;
  deaths: number;
  /** The head of the journal without its random keys: two runs of one seed end in the same. */
  fingerprint: string;
}

export const usualSteps = 150;
const quietEvery = 15;
/** So long after there is room again the box may still say that there is none. */
const stillFullMs = 8000;
/** How long a calm network may take until everybody has heard. */
const calmMs = 25_000;

export async function playMorning(template: Template, {seed, steps = usualSteps, without}: Morning): Promise<Outcome> {
  const time = installVirtualTime(morningStart);
  const trace: string[] = [];
  const screens: Screen[] = [];
  const phones: Phone[] = [];
  let failure: unknown = null;
  let full = false;
  let roomSince = Number.NEGATIVE_INFINITY;
  let deaths = 0;
  let step = 0;
  let armed: {where: 'before' | 'during' | 'after'; count: number} | null = null;
  let startWanted = false;
  let folded = '';
  const fail = (error: unknown) => {
    failure ??= error;
  };
  const careful = (work: () => void) => {
    if (failure) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };
  const hospital = await openHospital(template, time);
  try {
    const judge = new Judge(hospital, time);
    const network = openNetwork(
      hospital,
      time,
      (asked, reply) => careful(() => judge.answer(asked, reply)),
      () => full || time.clock.steady() < roomSince + stillFullMs,
    );
    const queues = readQueues();
    for (const {id} of queues) screens.push(openScreen(hospital, [`queue:${id}`, `desk:${id}`]));
    screens.push(
      openScreen(hospital, ['board:all']),
      openScreen(hospital, ['board:all', ...queues.map(({id}) => `queue:${id}`)]),
    );
    for (const screen of screens) screen.connect();

    time.beforeImmediate = () => die('before');
    time.afterImmediate = () => {
      if (!hospital.up) return;
      die('after');
      if (hospital.up) careful(foldNew);
    };
    time.onNow = () => die('during');
    time.onRest = async () => {
      if (hospital.dying) {
        await hospital.bury();
        startAfter(1000 + 50 * deaths);
      }
      if (startWanted) await begin();
    };

    for (step = 0; step < steps && !failure; step++) {
      if (without?.has(step)) continue;
      await play(dice(seed, step));
      careful(look);
      if (step % 8 === 0) careful(() => hospital.up && judge.insistMemory());
      if (step % quietEvery === quietEvery - 1) await beQuiet();
    }
    if (!failure) await beQuiet();
    careful(() => {
      judge.insistChain();
      judge.insistVerified();
    });
    return {
      seed,
      steps: step,
      answers: judge.answered,
      entries: judge.entries,
      deaths,
      broken: told(),
      fingerprint: print(judge),
    };

    async function play(dice: Dice): Promise<void> {
      const lot = dice.next();
      if (lot < 0.025) armDeath(dice);
      else if (lot < 0.03) await restart();
      else if (lot < 0.045) jump(dice);
      else if (lot < 0.055) fill(!full);
      else if (lot < 0.14) bother(dice);
      else {
        const what = chooseStep(dice);
        note(what.name);
        what.act(
          {queues, phones, judge, network, follow, settingsVersion, queueVersion, now: time.clock.now},
          dice,
          keyOf(),
        );
      }
      await time.advance(dice.next() < 0.3 ? 0 : Math.floor(dice.exponential(6000)));
    }

    function foldNew(): void {
      const mark = `${hospital.life} ${hospital.open.door.figures.commits}`;
      if (mark === folded) return;
      folded = mark;
      judge.fold();
    }

    function look(): void {
      if (!hospital.up) return;
      foldNew();
      judge.insistDatabase();
    }

    // ---- what happens to the box ----

    function armDeath(dice: Dice): void {
      armed = {
        where: (['before', 'during', 'after'] as const)[Math.floor(dice.next() * 3)]!,
        count: 1 + Math.floor(dice.next() * 6),
      };
      note(`the server will die ${armed.where} a write`);
    }

    function die(where: 'before' | 'during' | 'after'): void {
      if (armed?.where !== where || !hospital.up || (where === 'during' && !hospital.db.inTransaction)) return;
      if (--armed.count > 0) return;
      armed = null;
      deaths++;
      note(`… it dies`);
      hospital.die();
      for (const screen of screens) screen.cut();
    }

    async function restart(): Promise<void> {
      if (!hospital.up) return;
      note('the server is stopped');
      await hospital.stop();
      for (const screen of screens) screen.cut();
      startAfter(2000);
    }

    function startAfter(ms: number): void {
      time.after(ms, () => {
        startWanted = true;
      });
    }

    async function begin(): Promise<void> {
      startWanted = false;
      if (full) roomSince = time.clock.steady();
      full = false;
      await hospital.start();
      note('the server runs again');
      careful(() => {
        judge.insistKept();
        folded = '';
        foldNew();
        judge.insistDatabase();
        judge.insistMemory();
      });
      for (const [index, screen] of screens.entries())
        time.after(200 + 37 * index, () => careful(() => screen.connect()));
    }

    function jump(dice: Dice): void {
      const minutes = [-90, -10, -3, 3, 10, 90, 600][Math.floor(dice.next() * 7)]!;
      const ms = dice.next() < 0.15 ? 26 * 3600_000 : minutes * 60_000;
      note(`the clock jumps by ${ms / 60_000} minutes`);
      time.jump(ms);
    }

    function fill(on: boolean): void {
      if (!hospital.up) return;
      full = on;
      if (!on) roomSince = time.clock.steady();
      hospital.fillDisk(on);
      note(on ? 'the disk is full' : 'the disk has room');
    }

    function bother(dice: Dice): void {
      const screen = screens[Math.floor(dice.next() * screens.length)]!;
      const what = dice.next();
      if (!screen.connected) screen.connect();
      else if (what < 0.4) screen.stall();
      else if (what < 0.7) screen.drain();
      else screen.cut();
    }

    function follow(tokenId: number): void {
      if (screens.length > 18) return;
      const token = judge.model.tokens.get(tokenId)!;
      const screen = openScreen(hospital, [`token:${tokenId}`, `queue:${token.queueId}`]);
      screens.push(screen);
      careful(() => screen.connect());
    }

    /** Everybody comes to rest, and what they then see must be the present. */
    async function beQuiet(): Promise<void> {
      network.calm(true);
      armed = null;
      if (full) fill(false);
      await time.advance(calmMs);
      for (const screen of screens) {
        screen.drain();
        careful(() => screen.connect());
      }
      await time.advance(2500);
      careful(() => {
        if (!hospital.up) throw new Broken('the box comes back', 'it is still down');
        look();
        judge.insistMemory();
        judge.insistScreens(screens);
      });
      network.calm(false);
    }

    // ---- small things ----

    function readQueues(): Queue[] {
      const rows = hospital.db.prepare('select id, code from queues order by id').all() as {id: number; code: string}[];
      const rooms = hospital.db
        .prepare('select servicePointId from queue_service_points where queueId = ? order by 1')
        .pluck();
      return rows.map(({id, code}) => ({id, code, rooms: rooms.all(id) as number[]}));
    }

    function keyOf(): string {
      return `travel-${seed}-${step}-${'k'.repeat(16)}`;
    }

    function settingsVersion(): number {
      return hospital.up ? (savedFact<number>(hospital.db, 'box.settingsVersion') ?? 1) : 1;
    }

    function queueVersion(queueId: number): number {
      return hospital.up
        ? (hospital.db.prepare('select version from queues where id = ?').pluck().get(queueId) as number)
        : 1;
    }

    function note(what: string): void {
      trace.push(`step ${step}, ${new Date(time.clock.steady() + morningStart).toISOString().slice(11, 19)}: ${what}`);
      if (trace.length > 20) trace.shift();
    }
  } catch (error) {
    fail(error);
    return {seed, steps: step, answers: 0, entries: 0, deaths, broken: told(), fingerprint: ''};
  } finally {
    time.onNow = time.beforeImmediate = time.afterImmediate = time.onRest = null;
    hospital.end();
    time.uninstall();
  }

  function told(): Outcome['broken'] {
    if (!failure) return null;
    const error = failure as Error;
    const promise = error instanceof Broken ? error.promise : 'nothing unforeseen happens';
    return {promise, what: error instanceof Broken ? error.message : (error.stack ?? String(error)), step, trace};
  }
}

function print(judge: Judge): string {
  const tokens = [...judge.model.tokens.values()];
  return `${judge.model.seq} entries, ${tokens.length} tokens, ${tokens.filter(({state}) => isActive(state)).length} in play, ${judge.answered} answers, ${tokens.map(({state, serial}) => `${serial}${state[0]}`).join('')}`;
}
