import {readFileSync} from 'node:fs';
import {test} from 'uvu';
import * as assert from 'uvu/assert';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const about = JSON.parse(read('package.json'));
const installed = Object.keys({...about.dependencies, ...about.optionalDependencies, ...about.devDependencies}).sort();
const explained = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| \S/gm)].map((row) => row[1]).sort();

test('docs/dependencies.md explains every dependency, and none that is gone', () => {
  assert.equal(explained, installed);
});

// An entry that is missing here fails `npm ci` on every machine, though `npm install` never says so.
test('the lockfile knows the packages for every kind of machine', () => {
  const packages: Record<string, {optionalDependencies?: Record<string, string>}> = JSON.parse(
    read('package-lock.json'),
  ).packages;
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const missing = Object.values(packages).flatMap(({optionalDependencies = {}}) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  );
  assert.equal(missing, []);
});

test.run();
