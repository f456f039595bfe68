// A hostile client in a process of its own: node attacker.ts KIND PORT SECONDS COUNT. Comes from 127.0.0.66. Ends by itself and
// prints what it was answered, as JSON.
import net from 'node:net';
import os from 'node:os';

export const attackKinds = [
  'slow headers',
  'slow bodies',
  'slow readers',
  'streams',
  'large bodies',
  'garbage',
] as const;
export type AttackKind = (typeof attackKinds)[number];

export interface Attacked {
  opened: number;
  /** How many connections the server ended. */
  ended: number;
  byStatus: Record<string, number>;
  /** Codes in the refusals. */
  codes: Record<string, number>;
}

const from = '127.0.0.66';
/** So many connections are begun at a time. */
const openAtOnce = 250;
/** Connections that a flood opens in a second. A hundred bodies of a megabyte are all that a gigabit port lets through. */
export const perSecond = {'large bodies': 100, garbage: 400} as const;

if (process.argv[1]?.endsWith('attacker.ts')) {
  const [kind, port, seconds, count] = process.argv.slice(2);
  // In a building the attacker brings a processor along. Here it shall only have what server and staff leave.
  os.setPriority(os.constants.priority.PRIORITY_LOW);
  await attack(kind as AttackKind, Number(port), Number(seconds) * 1000, Number(count));
}

async function attack(kind: AttackKind, port: number, ms: number, count: number): Promise<void> {
  const done: Attacked = {opened: 0, ended: 0, byStatus: {}, codes: {}};
  const until = performance.now() + ms;
  const host = `host: 127.0.0.1:${port}\r\n`;
  const open = (first: string | Buffer, then: {read: boolean; drip?: string}) =>
    new Promise<net.Socket>((resolve) => {
      const socket = net.connect({port, host: '127.0.0.1', localAddress: from});
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (performance.now() < until) done.ended++;
        resolve(socket);
      });
      if (then.read) socket.on('data', (chunk) => note(done, chunk));
      else socket.pause();
      socket.on('connect', () => {
        done.opened++;
        socket.write(first);
        if (then.drip) {
          const drip = setInterval(() => socket.write(then.drip!), 2000);
          socket.on('close', () => clearInterval(drip));
        }
        resolve(socket);
      });
    });
  const sockets: net.Socket[] = [];
  const many = async (make: (place: number) => Promise<net.Socket>) => {
    for (let place = 0; place < count && performance.now() < until; place += openAtOnce)
      sockets.push(
        ...(await Promise.all(
          Array.from({length: Math.min(openAtOnce, count - place)}, (_, one) => make(place + one)),
        )),
      );
  };
  const steady = async (rate: number, make: () => Promise<net.Socket>) => {
    while (performance.now() < until) {
      const next = performance.now() + 50;
      for (let one = 0; one < rate / 20; one++) void make().then((socket) => setTimeout(() => socket.destroy(), 1000));
      await pause(next - performance.now());
    }
  };
  switch (kind) {
    case 'slow headers':
      await many(() => open(`GET /api/queues HTTP/1.1\r\n${host}x-a: b`, {read: true, drip: 'c'}));
      break;
    case 'slow bodies':
      await many(() =>
        open(
          `POST /api/queues/1/tokens HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 5000\r\n\r\n{`,
          {read: true, drip: ' '},
        ),
      );
      break;
    case 'slow readers':
      // Half follow a board and never read, half ask for a large page again and again and never read.
      await many((place) =>
        place % 2 === 0
          ? open(`GET /api/live?board=all HTTP/1.1\r\n${host}\r\n`, {read: false})
          : open(`GET /api/openapi.json HTTP/1.1\r\n${host}\r\n`.repeat(20), {read: false}),
      );
      break;
    case 'streams':
      await many(() => open(`GET /api/live?queue=1 HTTP/1.1\r\n${host}\r\n`, {read: true}));
      break;
    case 'large bodies': {
      const body = Buffer.alloc(2 ** 20, 0x20);
      const head = Buffer.from(
        `POST /api/queues/1/tokens HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      await steady(perSecond['large bodies'], () => open(Buffer.concat([head, body]), {read: true}));
      break;
    }
    case 'garbage': {
      const flood = Array.from({length: 1500}, (_, one) => `x-${one}: y`).join('\r\n');
      const kinds = [
        `GET / HTTP/1.1\r\n${host}${flood}\r\n\r\n`,
        `GET /api/queues HTTP/1.1\r\n${host}\r\n`.repeat(50),
        `\x00\xff\x16\x03\x01 garbage ${'z'.repeat(4000)}\r\n\r\n`,
        `POST /api/session HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 3\r\n\r\n{{{GET /%00 HTTP/1.1\r\n${host}\r\n`,
      ];
      let turn = 0;
      await steady(perSecond.garbage, () => open(kinds[turn++ % kinds.length]!, {read: true}));
      break;
    }
  }
  await pause(until - performance.now());
  for (const socket of sockets) socket.destroy();
  console.log(JSON.stringify(done));
  process.exit(0);
}

/** Counts the status lines and codes in what arrived; a line that two chunks share is missed, which no count here minds. */
function note(done: Attacked, chunk: Buffer): void {
  const text = chunk.toString('latin1');
  for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3})/g))
    done.byStatus[status!] = (done.byStatus[status!] ?? 0) + 1;
  for (const [, code] of text.matchAll(/"code":"([\w.-]+)"/g)) done.codes[code!] = (done.codes[code!] ?? 0) + 1;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
