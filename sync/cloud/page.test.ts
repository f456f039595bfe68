// time-limit: 180
// The page of all sites: two boxes, and more than fit on a page.
import path from 'node:path';
import {serve} from '@hono/node-server';
import type {Hono} from 'hono';
import {chromium} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {siteIdentity} from '../../server/settings/identity.ts';
import {saveSetting} from '../../server/settings/rows.ts';
import {clouds, push} from '../../server/test/cloud.ts';
import {axeFaults} from '../../server/test/every-face.ts';
import {issue, next} from '../../server/test/inside.ts';
import {openWorld} from '../../server/test/world.ts';
import {migrateCloud} from './migrate.ts';
import {cloudPage} from './page.ts';
import {sitesAPage} from './read.ts';

const kind = need('postgres', 'the page of all sites, on a real PostgreSQL') ? 'postgres' : 'pglite';
const inBrowser = need('browser', 'the page of all sites, seen');

test('all sites at a glance and one of them, in two languages, without JavaScript and without a name', async () => {
  const cloud = await clouds[kind]();
  const [one, two] = [await openWorld(), await openWorld()];
  try {
    await migrateCloud(cloud.sql);
    const page = cloudPage(cloud.sql);
    const ask = async (path: string) => {
      const answer = await page.request(path);
      return {status: answer.status, text: await answer.text(), headers: answer.headers};
    };
    assert.match((await ask('/')).text, /No hospital has sent anything yet/);
    await two.write((tx) => saveSetting(tx, 'siteName', 'Zilla <Hospital>'));
    for (const world of [one, two]) {
      await issue(world, 'CAR', {name: 'Asha Devi'});
      world.clock.forward(120_000);
      await next(world, 'CAR');
      await issue(world, 'CAR');
      await push(cloud.url, world);
    }
    const all = await ask('/');
    assert.is(all.status, 200);
    assert.match(all.text, /District Hospital/);
    assert.match(all.text, /Zilla &lt;Hospital&gt;/);
    assert.match(all.text, /2026-11-22/);
    assert.match(all.text, /2 min/);
    assert.not.match(all.text, /<script/);
    assert.match(all.headers.get('content-security-policy')!, /default-src 'none'/);
    assert.not.match(all.text, /http-equiv="refresh"/, 'it changes by itself only for whoever wants that');
    assert.match((await ask('/?again=1')).text, /http-equiv="refresh" content="30".*Stop that/s);
    const hindi = await ask('/?lang=hi');
    assert.match(hindi.text, /<html lang="hi">/);
    assert.match(hindi.text, /आज के अस्पताल/);
    const {siteId} = siteIdentity(two.db)!;
    const site = await ask(`/site/${siteId}`);
    for (const wanted of [/C-001/, /Cardiology/, /09:00/, /open/]) assert.match(site.text, wanted);
    assert.not.match(site.text + all.text, /Asha/);
    if (inBrowser) assert.equal(await seen(page, ['/', '/?lang=hi', `/site/${siteId}`]), []);
    assert.is((await ask('/site/nobody')).status, 404);
    assert.is((await ask('/nothing')).status, 404);
    await cloud.ask(
      `insert into baari.site (site_id, name, epoch, last_seen_at) select 'more-' || n, 'A hospital ' || n, gen_random_uuid(), now() - interval '3 hours'
       from generate_series(1, ${sitesAPage + 5}) n`,
    );
    const first = await ask('/');
    assert.match(first.text, /Not heard of for 3 h/);
    const more = /<a href="([^"]+)" rel="next"/.exec(first.text)![1]!.replaceAll('&amp;', '&');
    const second = await ask(more);
    assert.match(second.text, /Zilla/);
    assert.not.match(second.text, /rel="next"/);
    await cloud.ask('drop schema baari cascade');
    const gone = await ask('/');
    assert.equal([gone.status, /cannot be reached/.test(gone.text)], [503, true]);
  } finally {
    one.end();
    two.end();
    await cloud.stop();
  }
});

/** What axe finds, and pages that are wider than a phone or a desktop's window. */
async function seen(app: Hono, paths: readonly string[]): Promise<string[]> {
  const server = serve({fetch: app.fetch, port: 0, hostname: '127.0.0.1'});
  await new Promise((done) => server.once('listening', done));
  const {port} = server.address() as {port: number};
  const browser = await chromium.launch({executablePath: chromiumPath()!, args: ['--no-sandbox', '--disable-gpu']});
  const found: string[] = [];
  try {
    const looking = await browser.newPage({viewport: {width: 1280, height: 800}});
    for (const [index, where] of paths.entries()) {
      await looking.goto(`http://127.0.0.1:${port}${where}`, {timeout: 60_000});
      for (const width of [1280, 360]) {
        await looking.setViewportSize({width, height: 800});
        const over = await looking.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) found.push(`${where} at ${width}: ${over} px too wide`);
        if (process.env.PICTURES)
          await looking.screenshot({path: path.join(process.env.PICTURES, `cloud-${index}-${width}.png`)});
      }
      for (const fault of await axeFaults(looking)) found.push(`${where}: ${fault}`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return found;
}

test.run();
