// Who asks: nobody, a patient's browser, a board, a kiosk, and the demo hospital's people, signed in.
import type {Answer, Line} from './wire.ts';

export interface Person {
  name: string;
  headers(): [string, string][];
  /** Signs in anew where a session ended. */
  renew(): Promise<void>;
  secrets(): string[];
}

export async function everybody(line: Line, port: number): Promise<Person[]> {
  const here: [string, string][] = [
    ['host', `127.0.0.1:${port}`],
    ['origin', `http://127.0.0.1:${port}`],
    ['content-type', 'application/json'],
  ];
  const post = (target: string, body: unknown, more: [string, string][] = []) =>
    line.ask({method: 'POST', target, headers: [...here, ...more], body: Buffer.from(JSON.stringify(body))});
  const staff = async (username: string, byCookie: boolean): Promise<Person> => {
    let header: [string, string] = ['x-not', 'signed-in'];
    const renew = async () => {
      const answer = await post('/api/session', {username, password: 'demo-1234'});
      if (answer.status === 429) return; // the next refusal asks again
      if (answer.status !== 200) throw new Error(`${username} cannot sign in: ${answer.status} ${answer.body}`);
      const {token} = JSON.parse(answer.body) as {token: string};
      header = byCookie ? ['cookie', cookieOf(answer)] : ['authorization', `Bearer ${token}`];
    };
    await renew();
    return {name: username, headers: () => [header], renew, secrets: () => [header[1].replace(/^\w+[= ]/, '')]};
  };
  const admin = await staff('admin', false);
  const display = async (kind: 'board' | 'kiosk'): Promise<Person> => {
    let cookie = '';
    const renew = async () => {
      const asked = await post('/api/displays', {});
      if (asked.status !== 201) return;
      cookie = cookieOf(asked);
      const {code} = JSON.parse(asked.body) as {code: string};
      await post('/api/displays/pair', {code, boardId: 'all', kind}, admin.headers());
    };
    await renew();
    return {name: kind, headers: () => [['cookie', cookie]], renew, secrets: () => [cookie.split('=')[1] ?? '']};
  };
  const joined = cookieOf(await post('/api/queues/1/tokens', {}));
  const plain = (name: string, headers: [string, string][]): Person => ({
    name,
    headers: () => headers,
    renew: async () => undefined,
    secrets: () => headers.map(([, value]) => value.split('=')[1] ?? value),
  });
  return [
    plain('nobody', []),
    plain('patient', [['cookie', joined]]),
    await display('board'),
    await display('kiosk'),
    await staff('desk', true),
    await staff('doctor', false),
    await staff('doctor', true),
    admin,
  ];
}

function cookieOf(answer: Answer): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
