import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {isFresh, sourcesStamp} from './build.ts';

let folder = '';
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), {recursive: true});
  writeFileSync(join(folder, file), text);
};

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'baari-build-'));
  write('kiosk-ui/screens/phone.tsx', 'one');
  write('server/words/en.ts', 'hello');
  write('server/queue/rules.ts', 'rule');
  write('kiosk-ui/dist/.stamp', sourcesStamp(folder));
});
test.after.each(() => rmSync(folder, {recursive: true, force: true}));

test('screens are fresh until something they are made of changes', () => {
  assert.is(isFresh(folder), true);
  const made: Array<[string, string]> = [
    ['kiosk-ui/screens/phone.tsx', 'two'],
    ['kiosk-ui/new.css', ''],
    ['server/words/en.ts', 'good morning'],
    ['server/queue/rules.ts', 'other rule'],
    ['server/pages/token-view.ts', 'view'],
    ['package-lock.json', '{}'],
  ];
  for (const [file, text] of made) {
    write('kiosk-ui/dist/.stamp', sourcesStamp(folder));
    write(file, text);
    assert.is(isFresh(folder), false, file);
  }
});

test('deeds, tests and the build itself do not make screens stale', () => {
  write('server/queue/call-next.ts', 'deed');
  write('server/queue/rules.test.ts', 'test');
  write('kiosk-ui/screens/phone.test.tsx', 'test');
  write('kiosk-ui/dist/index.html', 'built');
  assert.is(isFresh(folder), true);
});

test('a build without its stamp does not count', () => {
  rmSync(join(folder, 'kiosk-ui/dist/.stamp'));
  assert.is(isFresh(folder), false);
});

test.run();
