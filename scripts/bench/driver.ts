// The load of S1 and S2, a process of its own: 50 clients that ask for a token again and again, each time with a new key.
// Takes one Load as JSON, prints one LoadResult. The requests are built before the clock starts, so that what is timed is the server.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import autocannon from 'autocannon';

export interface Load {
  url: string;
  clients: number;
  /** All requests of all clients. */
  amount: number;
}
export interface LoadResult {
  seconds: number;
  perSecond: number;
  created: number;
  /** Everything that was not a 201, by status; `lost` counts errors and timeouts. */
  other: Record<string, number>;
  lost: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor seconds of this driver while it ran. */
  driverCpuSeconds: number;
  /** Processor seconds of the whole machine in the same time. */
  machineCpuSeconds: number;
}

const load = JSON.parse(process.argv[2]!) as Load;
const result = await drive(load);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function drive({url, clients, amount}: Load): Promise<LoadResult> {
  const {pathname} = new URL(url);
  const run = randomBytes(9).toString('base64url');
  const each = Math.ceil(amount / clients);
  let client = 0;
  let startedAt = 0;
  let endedAt = 0;
  let cpu = process.cpuUsage();
  let machine = cpuSecondsOfAll();
  const finished = Promise.withResolvers<autocannon.Result>();
  const instance = autocannon(
    {
      url,
      connections: clients,
      amount: each * clients,
      timeout: 30,
      sampleInt: 100,
      setupClient: (one) => {
        const mine = client++;
        one.setRequests(Array.from({length: each}, (_, index) => requestOf(pathname, `${run}-${mine}-${index}`)));
      },
    },
    (error: unknown, result: autocannon.Result) => (error ? finished.reject(error) : finished.resolve(result)),
  );
  // Comes when all clients are set up, before any of them has its connection.
  instance.on('start', () => {
    startedAt = performance.now();
    cpu = process.cpuUsage();
    machine = cpuSecondsOfAll();
  });
  instance.on('response', () => {
    endedAt = performance.now();
  });
  const result = await finished.promise;
  const used = process.cpuUsage(cpu);
  const machineCpuSeconds = cpuSecondsOfAll() - machine;
  const byStatus = Object.entries(result.statusCodeStats ?? {}) as [string, {count: number}][];
  const created = byStatus.find(([status]) => status === '201')?.[1].count ?? 0;
  const seconds = (endedAt - startedAt) / 1000;
  return {
    seconds,
    perSecond: created / seconds,
    created,
    other: Object.fromEntries(
      byStatus.filter(([status]) => status !== '201').map(([status, {count}]) => [status, count]),
    ),
    lost: result.errors + result.timeouts,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    driverCpuSeconds: (used.user + used.system) / 1e6,
    machineCpuSeconds,
  };
}

function requestOf(path: string, key: string): autocannon.Request {
  return {
    method: 'POST',
    path,
    headers: {'content-type': 'application/json', 'idempotency-key': key.padEnd(26, '-')},
    body: '{"name":"Sunita Devi"}',
  };
}

/** All processors together, without their idle time and without waiting for the disk. */
function cpuSecondsOfAll(): number {
  const [user, nice, system, , , irq, softIrq] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user! + nice! + system! + irq! + softIrq!) / 100;
}
