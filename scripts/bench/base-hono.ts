// The least server of the same make, for S1 and S2: Hono on @hono/node-server. With DATABASE (a PostgreSQL socket folder) it gives
// numbers of one queue under a row lock; without, it reads the JSON and says ok: what HTTP itself allows.
import type {AddressInfo} from 'node:net';
import {serve} from '@hono/node-server';
import {Hono} from 'hono';
import postgres from 'postgres';

const app = new Hono();
const folder = process.env.DATABASE;
if (folder) {
  const sql = postgres({host: folder, port: 5432, user: 'postgres', database: 'postgres', max: 20});
  app.post('/tokens', async (c) => {
    const {name} = await c.req.json<{name: string}>();
    // begin … commit around it is the driver's.
    const serial = await sql.begin(async (tx) => {
      const [queue] = await tx<{last: number}[]>`select last from queues where id = 1 for update`;
      const next = queue!.last + 1;
      await tx`update queues set last = ${next} where id = 1`;
      await tx`insert into tokens (queue, serial, name) values (1, ${next}, ${name})`;
      return next;
    });
    return c.json({serial}, 201);
  });
} else {
  app.post('/tokens', async (c) => {
    await c.req.json();
    return c.json({ok: true}, 201);
  });
}
const server = serve({fetch: app.fetch, hostname: '127.0.0.1', port: 0}, () =>
  console.log(`serving on ${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
