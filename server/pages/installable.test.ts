import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {installableScreens, webManifest, workerScript} from './installable.ts';

test('each screen is a program of its own, with icons that are there', () => {
  for (const screen of installableScreens) {
    const manifest = webManifest({screen, title: 'Desk', site: 'City Hospital', language: 'en'});
    assert.is(manifest.start_url, `/${screen}`);
    assert.is(manifest.name, 'Desk · City Hospital');
    for (const {src} of manifest.icons)
      assert.ok(fs.existsSync(path.join(import.meta.dirname, '../../kiosk-ui/public', src)), src);
    assert.ok(manifest.icons.some(({purpose}) => purpose === 'maskable'));
  }
});

test('a build without a worker sends one that takes itself and everything kept away', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-worker-'));
  const heard = new Map<string, (event: {waitUntil(work: Promise<unknown>): void}) => void>();
  const done: string[] = [];
  const self = {
    addEventListener: (name: string, work: () => void) => heard.set(name, work),
    skipWaiting: () => done.push('skip'),
    registration: {unregister: () => done.push('gone')},
  };
  const caches = {keys: async () => ['shells', 'files'], delete: async (name: string) => done.push(name)};
  vm.runInNewContext(workerScript(folder), {self, caches, Promise});
  let work: Promise<unknown> = Promise.resolve();
  for (const name of ['install', 'activate']) heard.get(name)!({waitUntil: (next) => (work = next)});
  await work;
  assert.equal(done, ['skip', 'shells', 'files', 'gone']);
  fs.writeFileSync(path.join(folder, 'worker.js'), 'built');
  assert.is(workerScript(folder), 'built');
  fs.rmSync(folder, {recursive: true});
});

test.run();
