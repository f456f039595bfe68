// The soak's hospital day: patients who come, follow their number and go; desks, doctors and boards that stay; some who read
// slowly, some who break off. All over real connections.
import {randomUUID} from 'node:crypto';
import http from 'node:http';

export interface People {
  /** Everybody leaves. */
  stop(): Promise<void>;
  readonly streams: number;
  /** Answers that nobody may get. */
  readonly faults: string[];
  readonly counts: {
    requests: number;
    reset: number;
    joins: number;
    calls: number;
    streams: number;
    slow: number;
    refused: number;
  };
}

interface Reply {
  status: number;
  body: Record<string, unknown>;
  cookie: string | null;
}

const users = ['admin', 'desk', 'doctor'] as const;
type User = (typeof users)[number];
const mostFaults = 10;
const staysMs = {least: 300, spread: 4000};
const boards = 6;

export async function letPeopleIn(
  port: number,
  {joinsPerSecond = 30}: {joinsPerSecond?: number} = {},
): Promise<People> {
  const agent = new http.Agent({keepAlive: true, maxSockets: 32});
  const bearers = new Map<User, string>();
  const signingIn = new Map<User, Promise<void>>();
  const streams = new Set<http.ClientRequest>();
  const timers = new Set<NodeJS.Timeout>();
  const faults: string[] = [];
  const counts = {requests: 0, reset: 0, joins: 0, calls: 0, streams: 0, slow: 0, refused: 0};
  const devices: string[] = [];
  let stopped = false;
  let turn = 0;

  for (const user of users) await signIn(user);
  const queues = (
    (await ask('GET', '/api/queues')).body.items as {id: string; code: string; servicePoints: {id: string}[]}[]
  ).map(({id, servicePoints}) => ({id, rooms: servicePoints.map((room) => room.id)}));
  const last = new Map<string, string>();

  for (let board = 0; board < boards; board++) stay(() => '/api/live?board=all', board % 3 === 2);
  for (let phone = 0; phone < 30; phone++)
    stay(() => `/api/live?queue=${queues[phone % queues.length]!.id}`, phone % 5 === 0);
  every(1000 / joinsPerSecond, join);
  every(1000 / joinsPerSecond, callNext);
  every(700, deskLooks);
  every(900, oddDeed);

  function every(ms: number, work: () => Promise<void>): void {
    const timer = setInterval(() => {
      if (!stopped) void work().catch((error: Error) => stopped || fault(error.message));
    }, ms);
    timers.add(timer);
  }

  function fault(what: string): void {
    if (faults.length < mostFaults) faults.push(what);
  }

  async function join(): Promise<void> {
    const queue = queues[turn++ % queues.length]!;
    const cookie = turn % 3 === 0 ? devices[turn % Math.max(1, devices.length)] : undefined;
    const key = `soak-${process.pid}-${turn}-${'x'.repeat(16)}`;
    const reply = await ask('POST', `/api/queues/${queue.id}/tokens`, {
      body: {name: `N ${turn}`},
      key,
      ...(cookie ? {cookie} : {}),
    });
    if (reply.status !== 201) return;
    counts.joins++;
    if (reply.cookie && devices.length < 200) devices.push(reply.cookie);
    if (turn % 3 === 0)
      follow(`/api/live?my=${reply.body.key}`, turn % 12 === 0, staysMs.least + Math.random() * staysMs.spread);
    if (turn % 9 === 0)
      await ask('POST', `/api/my/${reply.body.key}/${turn % 18 === 0 ? 'cancel' : 'late'}`, {
        body: turn % 18 === 0 ? {} : {minutes: 5},
        key: `${key}-2`,
      });
    // Asked twice, as phones do: the same answer.
    if (turn % 10 === 0)
      await ask('POST', `/api/queues/${queue.id}/tokens`, {
        body: {name: `N ${turn}`},
        key,
        ...(cookie ? {cookie} : {}),
      });
  }

  async function callNext(): Promise<void> {
    const queue = queues[turn % queues.length]!;
    const room = queue.rooms[turn % queue.rooms.length]!;
    const before = last.get(room);
    const call = (body: Record<string, unknown>) =>
      ask('POST', `/api/queues/${queue.id}/call-next`, {as: 'admin', body: {servicePointId: room, ...body}});
    let reply = await call(before ? {completeTokenId: before} : {});
    // The day turned, or another hand was quicker: then simply the next.
    if (reply.status === 409 && before) reply = await call({});
    if (reply.status === 409 && reply.body.code === 'service-point.busy') last.set(room, String(reply.body.tokenId));
    else last.delete(room);
    if (reply.status !== 200) return;
    counts.calls++;
    last.set(room, String((reply.body.token as {id: string}).id));
  }

  async function deskLooks(): Promise<void> {
    for (const {id} of queues) await ask('GET', `/api/queues/${id}/tokens`, {as: 'desk'});
    await ask('GET', '/api/status', {as: 'admin'});
    if (stopped || streams.size > 300) return;
    follow('/api/live?desk=1', false, 3000, bearers.get('desk'));
  }

  async function oddDeed(): Promise<void> {
    const queue = queues[turn % queues.length]!;
    const {body} = await ask('GET', `/api/queues/${queue.id}/tokens?state=waiting`, {as: 'admin'});
    const token = (body.items as {id: string}[] | undefined)?.[0];
    if (!token) return;
    const deeds: [string, Record<string, unknown>][] = [
      ['hold', {reason: 'test'}],
      ['return', {}],
      ['lane', {lane: 'priority', reason: 'frail'}],
      ['undo', {}],
      ['transfer', {queueId: queues[(turn + 1) % queues.length]!.id}],
    ];
    for (const [deed, said] of deeds) await ask('POST', `/api/tokens/${token.id}/${deed}`, {as: 'admin', body: said});
  }

  async function signIn(user: User): Promise<void> {
    const known = signingIn.get(user);
    if (known) return known;
    const work = ask('POST', '/api/session', {body: {username: user, password: 'demo-1234'}}).then(({body}) => {
      if (body.token) bearers.set(user, String(body.token));
    });
    signingIn.set(user, work);
    await work.finally(() => signingIn.delete(user));
  }

  async function ask(
    method: string,
    path: string,
    {
      as,
      body,
      key,
      cookie,
      again = false,
    }: {as?: User; body?: unknown; key?: string; cookie?: string; again?: boolean} = {},
  ): Promise<Reply> {
    counts.requests++;
    // Screens send a key with every change, and so can ask again when a connection breaks.
    const asked = {as, body, key: key ?? (method === 'POST' ? randomUUID() : undefined), cookie};
    const reply = await send(method, path, asked).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' || stopped) throw error;
      counts.reset++;
      return send(method, path, asked);
    });
    if (reply.status === 401 && as && !again && !stopped) {
      // Twelve hours pass in seconds here.
      await signIn(as);
      return ask(method, path, {as, body, ...(key ? {key} : {}), ...(cookie ? {cookie} : {}), again: true});
    }
    if (reply.status >= 500)
      fault(`${method} ${path.replace(/my\/[^/]+/, 'my/…')}: ${reply.status} ${reply.body.code}`);
    if (reply.status === 429) counts.refused++;
    return reply;
  }

  function send(
    method: string,
    path: string,
    {as, body, key, cookie}: {as: User | undefined; body: unknown; key: string | undefined; cookie: string | undefined},
  ): Promise<Reply> {
    const text = body === undefined ? null : JSON.stringify(body);
    const headers: Record<string, string> = {};
    if (text !== null) headers['content-type'] = 'application/json';
    if (as) headers.authorization = `Bearer ${bearers.get(as)}`;
    if (key) headers['idempotency-key'] = key;
    if (cookie) headers.cookie = cookie;
    return new Promise((resolve, reject) => {
      const request = http.request({port, host: '127.0.0.1', method, path, headers, agent}, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          said += chunk;
        });
        answer.on('end', () => {
          const isJson = /json/.test(answer.headers['content-type'] ?? '');
          resolve({
            status: answer.statusCode!,
            body: isJson ? (JSON.parse(said) as Record<string, unknown>) : {},
            cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? null,
          });
        });
      });
      request.on('error', reject);
      request.end(text ?? undefined);
    });
  }

  /** A stream that ends after a while, by the client breaking off; a slow one takes nothing after its first bytes. */
  function follow(path: string, slow: boolean, forMs: number, bearer?: string, ended: () => void = () => {}): void {
    counts.streams++;
    if (slow) counts.slow++;
    const headers: Record<string, string> = bearer ? {authorization: `Bearer ${bearer}`} : {};
    const request = http.get({port, host: '127.0.0.1', path, headers, agent: false}, (answer) => {
      if (slow) answer.once('data', () => answer.pause());
      else answer.resume();
      answer.on('error', () => {});
    });
    streams.add(request);
    const leave = Number.isFinite(forMs) ? setTimeout(() => request.destroy(), forMs) : null;
    if (leave) timers.add(leave);
    request.on('error', () => {});
    request.on('close', () => {
      streams.delete(request);
      if (leave) {
        clearTimeout(leave);
        timers.delete(leave);
      }
      if (!stopped) ended();
    });
  }

  /** A screen on the wall: comes back whenever its stream ends. */
  function stay(path: () => string, slow: boolean): void {
    const again = () => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!stopped) stay(path, slow);
      }, 100);
      timers.add(timer);
    };
    follow(path(), slow, slow ? 2500 : Number.POSITIVE_INFINITY, undefined, again);
  }

  return {
    faults,
    counts,
    get streams() {
      return streams.size;
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      for (const stream of streams) stream.destroy();
      agent.destroy();
      await new Promise((done) => setTimeout(done, 300));
    },
  };
}
