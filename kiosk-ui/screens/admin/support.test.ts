import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue} from '../../../server/test/inside.ts';
import type {BoxStatus} from './box-health.ts';
import {supportText} from './support-rules.ts';

test(
  'what is copied for support says how the box is and names nobody',
  inWorld(async (world) => {
    await issue(world, 'CAR', {name: 'Asha Devi', phone: '98765 43210'});
    const {body} = await world.ask<BoxStatus>('GET', '/api/status', {as: 'admin'});
    const text = supportText({
      ...body,
      addresses: {...body.addresses, site: 'http://sharma-hospital.example', names: ['sharma.local']},
      slowQueries: [{name: 'tokens', query: "select * from tokens where name = 'Asha'", count: 3, worstMs: 80}],
    });
    for (const said of ['version: ', 'disk: ok', 'certificate: none', 'journal: ', 'slow: tokens: 3 times'])
      assert.ok(text.includes(said), said);
    const keys = Object.values(world.box.keys);
    for (const word of ['Asha', '98765', 'sharma', 'select', '10.0.0.5', ...keys])
      assert.not(text.includes(word), word);
  }),
);

test.run();
