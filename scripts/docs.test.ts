import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';

const root = path.join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...fs
    .readdirSync(path.join(root, 'docs'), {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
];
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

test('every link and picture in README and docs leads to a file', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)/g)]
      .map((found) => found[1]!)
      .filter((link) => !/^[a-z]+:/.test(link) && !fs.existsSync(path.join(root, path.dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  );
  assert.equal(broken, []);
});

test('every npm script and project file that they name exists', () => {
  const {scripts} = JSON.parse(read('package.json')) as {scripts: Record<string, string>};
  // What is to come may be named, where it is said to be to come.
  const planned = new Set(['backup', 'restore', 'verify']);
  const missing = pages.flatMap((page) => {
    const text = read(page);
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map((found) => found[1]!);
    const files = [...text.matchAll(/`((?:server|scripts|kiosk-ui)\/[\w./-]+\.(?:ts|tsx|mjs))`/g)].map(
      (found) => found[1]!,
    );
    return [
      ...commands.filter((name) => !scripts[name] && !planned.has(name)).map((name) => `${page}: npm run ${name}`),
      ...files.filter((file) => !fs.existsSync(path.join(root, file))).map((file) => `${page}: ${file}`),
    ];
  });
  assert.equal(missing, []);
});

test('the decisions are all listed, in order and without a gap', () => {
  const list = read('docs/decisions/README.md');
  const files = fs.readdirSync(path.join(root, 'docs/decisions')).filter((file) => /^\d{4}-/.test(file));
  files.sort().forEach((file, index) => {
    assert.is(Number(file.slice(0, 4)), index + 1);
    assert.match(list, `(${file})`);
  });
});

test.run();
