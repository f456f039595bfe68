// The real server, over HTTP, with its usual limits: a hundred want the same time at the same moment; then the power goes.
// time-limit: 120
import http from 'node:http';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {verifyFile} from '../keeping/verify.ts';
import {freshFolder, startServer} from '../test/running.ts';

interface Answer {
  status: number;
  body: Record<string, string> & {items: {id: string; status: string}[]};
}

function ask(port: number, method: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {host: `127.0.0.1:${port}`, ...(body ? {'content-type': 'application/json'} : {})};
    const asked = http.request({port, host: '127.0.0.1', method, path, headers}, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({status: answer.statusCode!, body: JSON.parse(text || '{}')}));
    });
    asked.on('error', reject);
    asked.end(body ? JSON.stringify(body) : undefined);
  });
}

test('of a hundred at once on one time one gets it and 99 hear why; what was answered outlives the power', async () => {
  const folder = freshFolder();
  let server = await startServer(folder, {DEMO: '1'});
  const doctors = (await ask(server.port, 'GET', '/api/doctors')).body.items as unknown as {id: string; name: string}[];
  const doctor = doctors.find(({name}) => name.includes('Rao'))!;
  const free = (await ask(server.port, 'GET', `/api/doctors/${doctor.id}/slots`)).body.items;
  const [slot, ...others] = free;
  const all = await Promise.all(
    Array.from({length: 100}, () => ask(server.port, 'POST', `/api/slots/${slot!.id}/hold`, {})),
  );
  const won = all.filter(({status}) => status === 201);
  assert.is(won.length, 1);
  assert.is(all.filter(({status, body}) => status === 409 && body.code === 'slot.taken').length, 99);
  const booked = await ask(server.port, 'POST', `/api/bookings/${won[0]!.body.key}/confirm`, {name: 'Asha'});
  assert.is(booked.status, 200);
  // Holds under way when the power goes: what was answered stands, what was not is free or somebody's.
  const held: string[] = [];
  const under = others.slice(0, 40).map(async ({id}) => {
    const answer = await ask(server.port, 'POST', `/api/slots/${id}/hold`, {}).catch(() => null);
    if (answer?.status === 201) held.push(answer.body.key!);
    if (held.length === 15) await server.end('SIGKILL');
  });
  await Promise.all(under);
  assert.ok(held.length >= 15);
  server = await startServer(folder, {DEMO: '1'});
  for (const key of held) assert.is((await ask(server.port, 'GET', `/api/bookings/${key}`)).status, 200);
  const seen = (await ask(server.port, 'GET', `/api/bookings/${won[0]!.body.key}`)).body;
  assert.equal([seen.status, seen.number], ['booked', 'APT-00001']);
  assert.is(await server.end(), 0);
  assert.is(verifyFile(`${folder}/baari.db`).state, 'clean');
});

test.run();
