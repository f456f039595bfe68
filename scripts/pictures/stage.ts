import fs from 'node:fs';
import type {AddressInfo} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {type ServerType, serve} from '@hono/node-server';
import type {Clock} from '../../server/base/clock.ts';
import {readConfig} from '../../server/base/config.ts';
import {openLog} from '../../server/base/log.ts';
import {type OpenBox, openBox} from '../../server/box.ts';
import type {Agenda} from '../demo-day/agenda.ts';
import {startDay} from '../demo-day/day.ts';
import {type Hospital, openHospital} from '../demo-day/hospital.ts';
import {planDay} from '../demo-day/plan.ts';
import {openTally} from '../demo-day/tally.ts';

/** Every picture is taken on this morning, whatever day it is: 10:42 in India, two hours after the doors opened. */
const now = Date.parse('2026-11-23T10:42:00+05:30');
const playedMinutes = 132;
const seed = 11;

export interface Stage {
  address: string;
  open: OpenBox;
  hospital: Hospital;
  /** The system's clock is wrong by so much, from one moment to the next; 0: it is right again. */
  lieBy(ms: number): void;
  close(): void;
}

/** A box in a temporary folder on a free port, with a clock that the play turns and that then runs on by itself. What `instead` answers, the box is not asked. */
export async function openStage(
  env: Record<string, string>,
  instead: (request: Request) => Response | null = () => null,
): Promise<Stage & {clock: TurnedClock}> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-pictures-'));
  const clock = turnedClock(now - playedMinutes * 60_000);
  let port = 0;
  const open = await openBox({
    config: readConfig({...env, DATA_DIR: dataDir, LOG_LEVEL: 'error', HOST: '127.0.0.1'}),
    log: openLog('error'),
    clock,
    // What slips and posters carry: as it would be in a hospital.
    ownAddress: () => 'http://10.20.0.5:8080',
    broken(error) {
      throw error;
    },
  });
  const server = await new Promise<ServerType>((resolve) => {
    const fetch: typeof open.app.fetch = (request, ...more) => instead(request) ?? open.app.fetch(request, ...more);
    const listening = serve({fetch, port: 0, hostname: '127.0.0.1'}, () => resolve(listening));
  });
  port = (server.address() as AddressInfo).port;
  const address = `http://127.0.0.1:${port}`;
  const ended = new AbortController();
  return {
    address,
    open,
    clock,
    lieBy(ms) {
      clock.lie = ms;
      open.tellBox();
    },
    hospital: openHospital({address: () => address, password: 'demo-1234', signal: ended.signal}),
    close() {
      ended.abort();
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      open.close();
      fs.rmSync(dataDir, {recursive: true, force: true});
    },
  };
}

/** One sign-in per person; its cookie serves every picture. */
export function sessionsOf(stage: Stage): (username: string) => Promise<string> {
  const known = new Map<string, string>();
  return async (username) => {
    const cookie =
      known.get(username) ??
      (await stage.hospital.ask('POST', '/api/session', {body: {username, password: 'demo-1234'}})).cookie!;
    known.set(username, cookie);
    return cookie;
  };
}

/** Plays the demo's morning through HTTP, as fast as the server answers, up to the moment of the pictures. */
export async function playMorning(stage: Stage & {clock: TurnedClock}): Promise<void> {
  const agenda = playedAgenda(stage.clock, now - playedMinutes * 60_000);
  const tally = openTally();
  await startDay({
    plan: planDay(seed),
    speed: 1,
    seed,
    hospital: stage.hospital,
    tally,
    fault: (error) => console.error(error),
    agenda,
    now: stage.clock.now,
  });
  await agenda.playUntil(playedMinutes);
  stage.clock.runFrom(now);
}

interface TurnedClock extends Clock {
  turnTo(at: number): void;
  /** From this instant on the clock goes by itself. */
  runFrom(at: number): void;
  /** By so much it is wrong, in ms. */
  lie: number;
}

function turnedClock(start: number): TurnedClock {
  let at = start;
  let runningSince: number | null = null;
  const passed = () => at + (runningSince === null ? 0 : performance.now() - runningSince);
  const clock: TurnedClock = {
    lie: 0,
    now: () => Math.round(passed() + clock.lie),
    steady: () => passed() - start,
    turnTo: (to) => {
      at = Math.max(at, to);
    },
    runFrom: (from) => {
      at = Math.max(at, from);
      runningSince = performance.now();
    },
  };
  return clock;
}

/** The most deeds that one play does: a bound, several times what a morning needs. */
const mostDeeds = 50_000;

/** An agenda without waiting: deeds one after the other, the clock set to each one's minute. */
function playedAgenda(clock: TurnedClock, start: number): Agenda & {playUntil(minute: number): Promise<void>} {
  const due: {minute: number; deed: () => Promise<void>}[] = [];
  const minute = () => (clock.now() - start) / 60_000;
  const at = (when: number, deed: () => Promise<void>) => {
    let place = due.length;
    while (place > 0 && due[place - 1]!.minute > when) place--;
    due.splice(place, 0, {minute: when, deed});
    return true;
  };
  return {
    minute,
    at,
    in: (minutes, deed) => at(minute() + minutes, deed),
    get waiting() {
      return due.length;
    },
    running: 0,
    stop: async () => {
      due.length = 0;
    },
    async playUntil(until) {
      for (let deeds = 0; deeds < mostDeeds && due.length > 0 && due[0]!.minute <= until; deeds++) {
        const next = due.shift()!;
        clock.turnTo(start + next.minute * 60_000);
        await next.deed();
      }
      due.length = 0;
    },
  };
}
