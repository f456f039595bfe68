// A hospital to look at: queues, people who wait, an administrator's session; all through the API, as anybody would.
import type {Post} from './live-driver.ts';
import type {Baari} from './server.ts';

export interface Hospital {
  url: string;
  port: number;
  pid: number;
  /** The header line of the administrator's session. */
  bearer: string;
  queueIds: string[];
  /** Keys for so many phones, spread evenly over the queues. */
  phoneKeys(count: number): string[];
  /** The deed that gives a queue's event a new notice. */
  notice(queueId: string, words: string): Post;
  stop(): Promise<unknown>;
}

export async function openHospital(baari: Baari, size: {queues: number; waiting: number}): Promise<Hospital> {
  const signIn = await ask<{token: string}>('/api/session', {username: 'admin', password: 'demo-1234'});
  const bearer = `authorization: Bearer ${signIn.token}\r\n`;
  const signedIn = {authorization: `Bearer ${signIn.token}`};
  const queueIds: string[] = [];
  const keys: string[] = [];
  for (let index = 0; index < size.queues; index++) queueIds.push(await addQueue(index));
  for (let turn = 0; turn < size.waiting; turn++)
    for (const queueId of queueIds) {
      const {key} = await ask<{key: string}>(`/api/queues/${queueId}/tokens`, {});
      keys.push(key);
    }
  let given = 0;

  async function addQueue(index: number): Promise<string> {
    const code = `B${index + 1}`;
    const department = await ask<{id: string}>('/api/departments', {name: `Department ${code}`}, signedIn);
    const room = await ask<{id: string}>('/api/service-points', {name: `Room ${code}`}, signedIn);
    const queue = {
      code,
      // Letters only, each its own: BA, BB …
      prefix: `B${String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))}`,
      name: `Queue ${code}`,
      departmentId: department.id,
      servicePointIds: [room.id],
    };
    return (await ask<{id: string}>('/api/queues', queue, signedIn)).id;
  }

  async function ask<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${baari.url}${path}`, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...headers},
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  return {
    url: baari.url,
    port: baari.port,
    pid: baari.pid,
    bearer,
    queueIds,
    phoneKeys: (count) => Array.from({length: count}, () => keys[given++ % keys.length]!),
    notice: (queueId, words) => ({
      path: `/api/queues/${queueId}/late`,
      headers: `${bearer}content-type: application/json\r\n`,
      body: JSON.stringify({minutes: 5, reason: words}),
      marker: words,
    }),
    stop: () => baari.stop(),
  };
}
