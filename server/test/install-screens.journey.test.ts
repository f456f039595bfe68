// time-limit: 300
// On localhost, which counts as secure: the desk's shell opens while the box is away, nothing of the API is kept, and a newer
// version waits until it is welcome. On a plain address the same page works without a worker.
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import os from 'node:os';
import {type Browser, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface Hall {
  browser: Browser;
  box: Running;
  dataDir: string;
}

/** A name that the box answers to, and that no browser takes for secure. */
const ownName = `${os.hostname().toLowerCase()}.local`;

const journey = suite<Hall>('installable screens');
const play = need('browser', 'installable screens in a real browser') ? journey : journey.skip;

journey.before(async (hall) => {
  await ensureScreens();
  hall.dataDir = freshFolder();
  hall.box = await startServer(hall.dataDir, {DEMO: '1'});
  hall.browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${ownName} 127.0.0.1`],
  });
});

journey.after(async ({browser, box}) => {
  await browser?.close();
  await box?.end('SIGKILL');
});

play('the shell opens without the box, nothing personal is kept, and a newer version asks first', async (hall) => {
  const front = await fronted(hall.box.port);
  const context = await hall.browser.newContext({locale: 'en-IN', viewport: {width: 1280, height: 800}});
  context.setDefaultTimeout(30_000);
  const desk = await context.newPage();
  await desk.goto(`http://localhost:${front.port}/desk`);
  const manifest = await desk.getAttribute('link[rel=manifest]', 'href');
  const {icons, start_url} = await desk.evaluate(async (href) => (await fetch(href!)).json(), manifest);
  assert.is(start_url, '/desk');
  for (const {src} of icons as {src: string}[])
    assert.is(await desk.evaluate(async (href) => (await fetch(href)).status, src), 200);
  await desk.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  // From the second visit on the worker sees the page; now somebody signs in and works.
  await desk.reload();
  await signIn(desk);
  await desk.waitForSelector('.livemark:not(.cut)');
  await desk.evaluate(() => fetch('/api/queues'));
  const kept = await desk.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({url}) => new URL(url).pathname);
  });
  assert.ok(kept.includes('/desk'));
  assert.equal(
    kept.filter((path) => !/^\/(assets\/|desk$)/.test(path)),
    [],
  );

  // A newer version stands ready: said, and nothing happens by itself while somebody types.
  await desk.fill('#search', 'Sunita');
  front.newer = true;
  await desk.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one!.update()));
  await desk.waitForSelector('#new-version');
  assert.is(await desk.inputValue('#search'), 'Sunita');
  await Promise.all([desk.waitForEvent('load'), desk.click('#new-version button')]);
  await desk.waitForSelector('.livemark:not(.cut)');
  assert.is(await desk.locator('#new-version').count(), 0);

  const {port} = hall.box;
  await hall.box.end('SIGKILL');

  // The box is away: the page opens, and says so.
  const other = await context.newPage();
  await other.goto(`http://localhost:${front.port}/desk`);
  await other.waitForSelector('text=/cannot be reached/i');
  hall.box = await startServer(hall.dataDir, {PORT: String(port)});
  await other.waitForSelector('#search');
  await context.close();
  front.close();
});

play('on a plain address the desk works, and no worker is asked for', async (hall) => {
  const context = await hall.browser.newContext({locale: 'en-IN', viewport: {width: 1280, height: 800}});
  const desk = await context.newPage();
  const asked: string[] = [];
  desk.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await desk.goto(`http://${ownName}:${hall.box.port}/desk`);
  await signIn(desk);
  await desk.waitForSelector('.livemark:not(.cut)');
  assert.is(await desk.evaluate(() => window.isSecureContext), false);
  assert.not.ok(asked.includes('/worker.js'));
  await context.close();
});

/** A door before the box, behind which its worker can be a newer one. */
async function fronted(boxPort: number) {
  const front = {newer: false, port: 0, close: () => void door.closeAllConnections()};
  const door = http.createServer((asked, answer) => {
    const inner = http.request(
      {port: boxPort, host: '127.0.0.1', path: asked.url, method: asked.method, headers: asked.headers},
      (said) => {
        const newer = front.newer && asked.url === '/worker.js';
        const {'content-length': length, ...headers} = said.headers;
        answer.writeHead(said.statusCode!, newer || length === undefined ? headers : said.headers);
        said.pipe(answer, {end: !newer});
        if (newer) said.on('end', () => answer.end('\n// newer'));
      },
    );
    inner.on('error', () => answer.destroy());
    answer.on('close', () => inner.destroy());
    asked.pipe(inner);
  });
  await new Promise<void>((ready) => door.listen(0, '127.0.0.1', ready));
  front.port = (door.address() as AddressInfo).port;
  door.unref();
  return front;
}

async function signIn(page: Page): Promise<void> {
  await page.fill('input[name=username]', 'desk');
  await page.fill('input[name=password]', 'demo-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name=password]', {state: 'detached'});
}

journey.run();
