// time-limit: 120
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type Behaviour, openFakePrinter, readSlip} from '../test/fake-printer.ts';
import {openWorld, queueId, type World} from '../test/world.ts';
import type {PrintAnswer} from './schema.ts';

type Fake = Awaited<ReturnType<typeof openFakePrinter>>;

/** A demo hospital with one printer in its network. */
function withPrinter(work: (world: World, fake: Fake, printerId: string) => Promise<void>, behaviour?: Behaviour) {
  return async () => {
    const fake = await openFakePrinter(behaviour);
    const world = await openWorld({connectPrinter: () => fake.connect(), env: {RATE_LIMIT: 'off'}});
    try {
      const {body} = await added(world);
      await work(world, fake, String(body.id));
    } finally {
      world.end();
      await fake.close();
    }
  };
}

const added = (world: World, body: Record<string, unknown> = {}) =>
  world.ask('POST', '/api/printers', {as: 'admin', body: {name: 'Desk', address: '192.168.1.50', ...body}});

async function given(world: World, code = 'CAR', body: Record<string, unknown> = {}) {
  const path = `/api/queues/${queueId(world, code)}/tokens`;
  return (await world.ask<{id: string; number: string; url: string}>('POST', path, {as: 'admin', body})).body;
}

const print = (world: World, tokenId: string, printerId: string, key?: string) =>
  world.ask<PrintAnswer & {code?: string}>('POST', `/api/tokens/${tokenId}/print`, {
    as: 'desk',
    body: {printerId},
    ...(key ? {key} : {}),
  });

/** What the printer has put on paper; a slip is complete when its line is closed. */
async function slipsOf(fake: Fake, count: number) {
  for (let waited = 0; fake.slips.length < count && waited < 200; waited++) await new Promise((r) => setTimeout(r, 10));
  return fake.slips.map(readSlip);
}

test(
  'a slip: the number and the code as the printer’s own, words as pictures as wide as the paper, one cut',
  withPrinter(async (world, fake, printerId) => {
    const token = await given(world, 'CAR', {language: 'hi'});
    const reply = await print(world, token.id, printerId);
    assert.is(reply.status, 200);
    assert.equal(reply.body, {confirmed: true, paperLow: false});
    const [slip] = await slipsOf(fake, 1);
    assert.equal(slip!.texts, [{text: token.number, scale: 8}]);
    assert.equal(slip!.qr, [token.url]);
    assert.is(slip!.cuts, 1);
    assert.equal(slip!.unknown, []);
    assert.is(slip!.pictures.length, 4, 'one picture for each group of lines: a feed between two cuts letters');
    for (const {width, height, black} of slip!.pictures) {
      assert.is(width, 576);
      assert.ok(height <= 2048 && height % 8 === 0);
      assert.ok(black > 200 && black < (width * height) / 2, `black on white: ${black} of ${width * height}`);
    }
    const [fact] = world.db.prepare("select tokenId, subject from journal where kind = 'slip.sent'").all() as {
      tokenId: number;
    }[];
    assert.is(String(fact!.tokenId), token.id);
  }),
);

test(
  'narrow paper and a code page: English is written with the printer’s letters, Hindi is drawn',
  withPrinter(async (world, fake, printerId) => {
    const small = await added(world, {name: 'Small', paperMm: 58, codepage: 'cp858'});
    const token = await given(world, 'CAR', {language: 'en'});
    await print(world, token.id, String(small.body.id));
    const [english] = await slipsOf(fake, 1);
    assert.equal(
      english!.pictures.map(({width}) => width).filter((width) => width !== 384),
      [],
    );
    assert.is(english!.texts.find(({scale}) => scale > 1)?.text, token.number);
    assert.ok(english!.texts.some(({text}) => text.includes('Keep this slip')));
    assert.ok(
      english!.texts.every(({text, scale}) => text.length * scale <= 32),
      JSON.stringify(english!.texts),
    );
    const hindi = await given(world, 'CAR', {language: 'hi'});
    await print(world, hindi.id, String(small.body.id));
    const [, drawn] = await slipsOf(fake, 2);
    assert.ok(drawn!.pictures.length > 0);
    assert.ok(drawn!.pictures.every(({width}) => width === 384));
    assert.ok(printerId);
  }),
);

test(
  'the same key prints once: asked twice at once, and again after a restart',
  withPrinter(
    async (world, fake, printerId) => {
      const token = await given(world);
      const key = 'one-key-of-22-letters-x';
      const both = await Promise.all([print(world, token.id, printerId, key), print(world, token.id, printerId, key)]);
      assert.equal(
        both.map(({status}) => status),
        [200, 200],
      );
      await world.reopen();
      assert.equal((await print(world, token.id, printerId, key)).body, both[0]!.body);
      assert.is((await slipsOf(fake, 1)).length, 1);
      assert.is(fake.connections(), 1);
    },
    {slowMs: 100},
  ),
);

test(
  'a key whose answer was lost is told that the slip may be there, and nothing is printed',
  withPrinter(async (world, fake, printerId) => {
    const token = await given(world);
    const key = 'one-key-of-22-letters-x';
    assert.is((await print(world, token.id, printerId, key)).status, 200);
    // As if the power had gone between the printer and the answer.
    world.db.exec('delete from answers');
    await world.reopen();
    const again = await print(world, token.id, printerId, key);
    assert.is(again.status, 409);
    assert.is(again.body.code, 'printer.unsure');
    assert.is((await slipsOf(fake, 1)).length, 1);
  }),
);

for (const [state, code] of [
  [{paperOut: true}, 'printer.paper-out'],
  [{coverOpen: true}, 'printer.not-ready'],
] as const)
  test(
    `${code}: nothing is sent`,
    withPrinter(
      async (world, fake, printerId) => {
        const token = await given(world);
        const reply = await print(world, token.id, printerId);
        assert.is(reply.body.code, code);
        await world.ask('GET', '/healthz');
        assert.equal(await slipsOf(fake, 0), []);
        assert.is(world.db.prepare("select count(*) from journal where kind = 'slip.sent'").pluck().get(), 0);
      },
      {state},
    ),
  );

test(
  'a printer that says nothing gets its slip in good faith; one that runs low says so',
  withPrinter(
    async (world, fake, printerId) => {
      const token = await given(world);
      assert.equal((await print(world, token.id, printerId)).body, {confirmed: false, paperLow: false});
      fake.behaviour.state = {paperLow: true};
      assert.equal((await print(world, token.id, printerId)).body, {confirmed: true, paperLow: true});
      assert.is((await slipsOf(fake, 2)).length, 2);
    },
    {state: null},
  ),
);

test(
  'a line that is cut in the middle: unsure, and not tried again by itself',
  withPrinter(
    async (world, fake, printerId) => {
      const token = await given(world);
      assert.is((await print(world, token.id, printerId)).body.code, 'printer.unsure');
      assert.is(fake.connections(), 1);
    },
    {hangsUpAfter: 500},
  ),
);

test(
  'nobody there: tried three times, told, and the same key may try again when the printer is back',
  withPrinter(async (world, fake, printerId) => {
    const token = await given(world);
    const key = 'one-key-of-22-letters-x';
    const {connect} = fake;
    let tries = 0;
    fake.connect = () => {
      tries++;
      throw new Error('no route');
    };
    const reply = await print(world, token.id, printerId, key);
    assert.is(reply.status, 502);
    assert.is(reply.body.code, 'printer.unreachable');
    assert.is(tries, 3);
    fake.connect = connect;
    assert.is((await print(world, token.id, printerId, key)).status, 200);
    assert.is((await slipsOf(fake, 1)).length, 1);
  }),
);

test(
  'slips of one printer come out one after the other; more than it can hold are refused, and numbers go on meanwhile',
  withPrinter(
    async (world, fake, printerId) => {
      const token = await given(world);
      // Signed in before, so that all of them ask at once.
      await world.ask('GET', '/api/session', {as: 'desk'});
      const asked = Array.from({length: 14}, () => print(world, token.id, printerId));
      const meanwhile = await given(world);
      assert.ok(meanwhile.number);
      const codes = (await Promise.all(asked)).map(({status, body}) => (status === 200 ? 'printed' : body.code));
      assert.is(codes.filter((code) => code === 'printed').length, 11);
      assert.is(codes.filter((code) => code === 'printer.busy').length, 3);
      const slips = await slipsOf(fake, 11);
      assert.ok(slips.every(({cuts, qr}) => cuts === 1 && qr.length === 1));
    },
    {slowMs: 300},
  ),
);

test(
  'only administrators set printers, only to addresses of this network, only to printers’ ports',
  withPrinter(async (world, _fake, printerId) => {
    const outside = [
      '127.0.0.1',
      '8.8.8.8',
      '169.254.169.254',
      '0.0.0.0',
      'localhost',
      'printer.lan',
      '::1',
      '::ffff:10.0.0.9',
      '010.0.0.9',
      '172.32.0.1',
      '10.0.0.9:22',
      'fe80::1%eth0',
    ];
    for (const address of outside) assert.is((await added(world, {name: address, address})).status, 400, address);
    for (const port of [22, 80, 8080])
      assert.is((await added(world, {name: String(port), port})).status, 400, String(port));
    for (const address of ['10.1.2.3', '172.16.0.9', 'fd00::9'])
      assert.is((await added(world, {name: address, address})).status, 201, address);
    const change = {version: 1, address: '1.1.1.1'};
    const path = `/api/printers/${printerId}`;
    assert.is((await world.ask('PATCH', path, {as: 'admin', body: change})).status, 400);
    assert.is((await world.ask('PATCH', path, {as: 'desk', body: {version: 1, name: 'X'}})).status, 403);
    const moved = await world.ask('PATCH', path, {as: 'admin', body: {version: 1, paperMm: 58, name: 'Ward'}});
    assert.is(moved.body.version, 2);
    const desk = await world.ask<{items: Record<string, unknown>[]}>('GET', '/api/printers', {as: 'desk'});
    assert.equal(desk.body.items[0], {id: printerId, name: 'Ward', paperMm: 58});
    assert.is((await world.ask('DELETE', path, {as: 'admin'})).status, 204);
    assert.is((await world.ask('DELETE', path, {as: 'admin'})).status, 404);
  }),
);

test(
  'a test print shows every script, and every call prints',
  withPrinter(async (world, fake, printerId) => {
    const path = `/api/printers/${printerId}/test`;
    assert.is((await world.ask('POST', path, {as: 'admin', body: {}})).status, 200);
    assert.is((await world.ask('POST', path, {as: 'admin', body: {}})).status, 200);
    const slips = await slipsOf(fake, 2);
    assert.equal(
      slips.map(({qr}) => qr),
      [['http://10.0.0.5:8080'], ['http://10.0.0.5:8080']],
    );
    assert.is((await world.ask('POST', path, {as: 'desk', body: {}})).status, 403);
  }),
);

test(
  'a kiosk prints what it has just given; a doctor prints in the own queues',
  withPrinter(async (world, fake, printerId) => {
    const asked = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
    const pair = {code: asked.body.code, boardId: 'all', kind: 'kiosk'};
    await world.ask('POST', '/api/displays/pair', {as: 'admin', body: pair});
    const headers = {cookie: asked.headers.get('set-cookie')!.split(';')[0]!};
    const kioskPrints = (id: string) => world.ask('POST', `/api/tokens/${id}/print`, {headers, body: {printerId}});
    const foreign = await given(world, 'GEN');
    assert.is((await kioskPrints(foreign.id)).status, 403);
    const own = await world.ask('POST', `/api/queues/${queueId(world, 'GEN')}/tokens`, {headers, body: {}});
    assert.is((await kioskPrints(String(own.body.id))).status, 200);
    world.clock.forward(11 * 60_000);
    assert.is((await kioskPrints(String(own.body.id))).status, 403);
    const doctor = (id: string) => world.ask('POST', `/api/tokens/${id}/print`, {as: 'doctor', body: {printerId}});
    assert.is((await doctor(foreign.id)).status, 403);
    assert.is((await doctor((await given(world, 'CAR')).id)).status, 200);
    assert.is((await slipsOf(fake, 2)).length, 2);
  }),
);

test.run();
