import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {type Actor, patientActor, systemActor} from '../base/actor.ts';
import {handClock} from '../base/clock.ts';
import {type Config, readConfig} from '../base/config.ts';
import type {Tx} from '../base/door.ts';
import {openLog} from '../base/log.ts';
import {type BoxOptions, type OpenBox, openBox} from '../box.ts';
import {exchangeBox} from '../exchange-box.ts';
import type {Connect} from '../printing/printer-wire.ts';

export interface Reply<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

export interface Ask {
  body?: unknown;
  /** Who asks: a name of the demo hospital (signed in once, then remembered), or nobody. */
  as?: 'admin' | 'desk' | 'doctor' | undefined;
  key?: string;
  headers?: Record<string, string>;
}

export interface World extends OpenBox {
  clock: ReturnType<typeof handClock>;
  dataDir: string;
  /** One request through the whole app, without a network. Bodies of JSON answers come parsed. */
  ask<Body = Record<string, unknown>>(method: string, path: string, ask?: Ask): Promise<Reply<Body>>;
  /** A deed straight through the write door. */
  write<T>(work: (tx: Tx) => T extends Promise<unknown> ? never : T, actor?: Actor): Promise<T>;
  /** Closes and opens the same folder again, as after a power cut without one. */
  reopen(): Promise<void>;
  end(): void;
}

/** A demo hospital in a temporary folder, with a clock turned by hand: real SQLite, real migrations, the real app. */
export async function openWorld(
  options: {env?: Record<string, string>; start?: number; connectPrinter?: Connect; dataDir?: string} = {},
): Promise<World> {
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'baari-test-'));
  const config: Config = readConfig({DEMO: '1', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...options.env});
  const clock = handClock(options.start);
  const parts: BoxOptions = {
    config,
    log: openLog('silent'),
    clock,
    ownAddress: () => 'http://10.0.0.5:8080',
    connectPrinter: options.connectPrinter ?? (() => net.connect(1, '127.0.0.1')),
    broken(error: unknown) {
      throw error;
    },
    async exchange(how: {empty: boolean; between?: () => void}) {
      open = await exchangeBox(open, parts, how);
      Object.assign(world, open);
      return open.setupSecret;
    },
  };
  const bearers = new Map<string, string>();
  let open = await openBox(parts);

  async function bearer(name: string): Promise<string> {
    const known = bearers.get(name);
    if (known) return known;
    const {body} = await ask<{token: string}>('POST', '/api/session', {body: {username: name, password: 'demo-1234'}});
    bearers.set(name, body.token);
    return body.token;
  }

  async function ask<Body>(
    method: string,
    where: string,
    {body, as, key, headers = {}}: Ask = {},
  ): Promise<Reply<Body>> {
    const all: Record<string, string> = {host: '10.0.0.5:8080', ...headers};
    if (as) all.authorization = `Bearer ${await bearer(as)}`;
    if (key) all['idempotency-key'] = key;
    if (body !== undefined) all['content-type'] ??= 'application/json';
    const answer = await open.app.request(where, {
      method,
      headers: all,
      ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {status: answer.status, body: (isJson && text ? JSON.parse(text) : text) as Body, headers: answer.headers};
  }

  const world = {
    clock,
    dataDir,
    ask,
    write: <T>(work: (tx: Tx) => T extends Promise<unknown> ? never : T, actor: Actor = systemActor) =>
      open.door.write<T>(actor, work),
    async reopen() {
      open.close();
      open = await openBox(parts);
      Object.assign(world, open);
    },
    end() {
      open.close();
      fs.rmSync(dataDir, {recursive: true, force: true});
    },
  } as World;
  return Object.assign(world, open);
}

export {patientActor, systemActor};

/** Somebody of the demo hospital as an actor for deeds, without signing in. */
export function staffOf(world: World, username: string): Actor {
  const user = world.db.prepare('select * from users where username = ?').get(username) as {id: number; role: 'admin'};
  const queueIds = world.db
    .prepare('select queueId from user_queues where userId = ?')
    .pluck()
    .all(user.id) as number[];
  return {...systemActor, kind: 'staff', id: user.id, role: user.role, queueIds: new Set(queueIds)};
}

/** The row number of a demo queue by its code. */
export function queueId(world: World, code: string): number {
  return world.db.prepare('select id from queues where code = ?').pluck().get(code) as number;
}
