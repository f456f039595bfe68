// Joins and calls at a fixed pace, whatever the answers take (open loop): each is timed from when it was due, so that a server
// that stops for a moment does not get fewer questions for it.
import http from 'node:http';
import type {Hospital} from './live-hospital.ts';

export interface Load {
  joinMs: number[];
  callMs: number[];
  /** Answers but 200 and 201. */
  faults: number;
}

const allowed = new Set([200, 201]);

export async function measureLoad(
  hospital: Hospital,
  {seconds, joins, calls}: {seconds: number; joins: number; calls: number},
): Promise<Load> {
  const agent = new http.Agent({keepAlive: true, maxSockets: 100});
  const load: Load = {joinMs: [], callMs: [], faults: 0};
  const {queueIds} = hospital;
  const under: Promise<void>[] = [];
  const startedAt = performance.now() + 50;
  const due = (index: number, perSecond: number) => startedAt + (index * 1000) / perSecond;
  let joined = 0;
  let called = 0;
  while (joined < seconds * joins || called < seconds * calls) {
    const now = performance.now();
    while (joined < seconds * joins && due(joined, joins) <= now) under.push(join(joined++));
    while (called < seconds * calls && due(called, calls) <= now) under.push(call(called++));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  agent.destroy();
  return load;

  async function join(index: number): Promise<void> {
    const {status} = await post(`/api/queues/${queueIds[(index * 7) % queueIds.length]}/tokens`, {}, {});
    load.joinMs.push(performance.now() - due(index, joins));
    if (!allowed.has(status)) load.faults++;
  }

  async function call(index: number): Promise<void> {
    const queueId = queueIds[index % queueIds.length]!;
    const inRoom = lastCalled(hospital).get(queueId);
    const body = inRoom === undefined ? {} : {completeTokenId: inRoom};
    const {status, text} = await post(`/api/queues/${queueId}/call-next`, body, {
      authorization: hospital.bearer.replace('authorization: ', '').trim(),
    });
    load.callMs.push(performance.now() - due(index, calls));
    if (!allowed.has(status)) load.faults++;
    else lastCalled(hospital).set(queueId, (JSON.parse(text) as {token: {id: string}}).token.id);
  }

  function post(path: string, body: unknown, headers: Record<string, string>): Promise<{status: number; text: string}> {
    return new Promise((resolve, reject) => {
      const bytes = JSON.stringify(body);
      const request = http.request(
        `${hospital.url}${path}`,
        {
          method: 'POST',
          agent,
          headers: {'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes), ...headers},
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('end', () => resolve({status: answer.statusCode!, text}));
        },
      );
      request.on('error', reject);
      request.end(bytes);
    });
  }
}

/** Whom each queue's room has, across loads on the same hospital. */
const inRooms = new WeakMap<Hospital, Map<string, string>>();
function lastCalled(hospital: Hospital): Map<string, string> {
  let known = inRooms.get(hospital);
  if (!known) {
    known = new Map();
    inRooms.set(hospital, known);
  }
  return known;
}
