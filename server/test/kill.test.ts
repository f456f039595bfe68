// time-limit: 120
// One hundred people take tokens at once, each trying until it is answered; the server is killed in the middle.
import {randomBytes} from 'node:crypto';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, type Running, startServer} from './running.ts';

const people = 100;
const mostTries = 400;

interface Token {
  id: string;
  key: string;
  serial: number;
  position: number;
  number: string;
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tries with the same key until the server answers; every third answer is thrown away, as if the network had lost it. */
async function join(url: string, who: number, answered: () => void): Promise<{token: Token; tries: number}> {
  const key = randomBytes(18).toString('base64url');
  let lost = who % 3 === 0 ? 1 : 0;
  for (let tries = 1; tries < mostTries; tries++) {
    try {
      const answer = await fetch(`${url}/api/queues/2/tokens`, {
        method: 'POST',
        headers: {'content-type': 'application/json', 'idempotency-key': key},
        body: JSON.stringify({name: `Person ${who}`}),
      });
      const token = (await answer.json()) as Token;
      assert.is(answer.status, 201, JSON.stringify(token));
      answered();
      if (lost-- > 0) continue;
      return {token, tries};
    } catch (error) {
      if (error instanceof assert.Assertion) throw error;
      await rest(20);
    }
  }
  throw new Error('never answered');
}

const staff = async (url: string) => {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({username: 'admin', password: 'demo-1234'}),
  });
  return {authorization: `Bearer ${((await answer.json()) as {token: string}).token}`};
};

async function line(url: string): Promise<Token[]> {
  const answer = await fetch(`${url}/api/queues/2/tokens?state=waiting`, {headers: await staff(url)});
  return ((await answer.json()) as {items: Token[]}).items;
}

const upTo = (n: number) => Array.from({length: n}, (_, index) => index + 1);
const byNumber = (a: number, b: number) => a - b;

async function hundredJoin(kill: boolean): Promise<{server: Running; tokens: Token[]}> {
  const folder = freshFolder();
  let server = await startServer(folder, {DEMO: '1', RATE_LIMIT: 'off'});
  const {url, port} = server;
  let answers = 0;
  let middle: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    middle = resolve;
  });
  const joining = Promise.all(
    upTo(people).map(async (who) => {
      if (kill) await rest(who * 3); // some before, some during, some after
      return join(url, who, () => {
        if (++answers === 20) middle();
      });
    }),
  );
  if (kill) {
    await reached;
    await server.end('SIGKILL');
    server = await startServer(folder, {RATE_LIMIT: 'off', PORT: String(port)});
  }
  const joined = await joining;
  if (kill)
    assert.ok(
      joined.some(({tries}) => tries > 3),
      'the kill was noticed',
    );
  return {server, tokens: joined.map(({token}) => token)};
}

for (const kill of [false, true])
  test(`a hundred at once get 1 … 100${kill ? ', through kill -9' : ''}; positions close up after cancels`, async () => {
    const {server, tokens} = await hundredJoin(kill);
    const serials = tokens.map((token) => token.serial).sort(byNumber);
    assert.equal(serials, upTo(people));
    assert.is(new Set(tokens.map((token) => token.key)).size, people);
    const waiting = await line(server.url);
    assert.is(waiting.length, people);
    for (const mine of tokens) {
      const kept = waiting.find((token) => token.id === mine.id)!;
      assert.equal([kept.number, kept.serial], [mine.number, mine.serial]);
    }
    const leaving = tokens.filter((_, index) => index % 4 === 0);
    await Promise.all(
      leaving.map((token) =>
        fetch(`${server.url}/api/my/${token.key}/cancel`, {
          method: 'POST',
          headers: {'content-type': 'application/json'},
          body: '{}',
        }),
      ),
    );
    const left = await line(server.url);
    assert.is(left.length, people - leaving.length);
    assert.equal(
      left.map((token) => token.position),
      upTo(left.length),
    );
    const inOrder = left.map((token) => token.serial);
    assert.equal(inOrder, [...inOrder].sort(byNumber), 'nobody overtook');
    assert.is(await server.end(), 0);
  });

test.run();
