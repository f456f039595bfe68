import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {placeOf, violationsIn} from './floors.ts';
import {importsOf} from './imports.ts';

test('every kind of import is found, with its line', () => {
  const source = [
    "import {a} from './a.ts';",
    'import {',
    '  type B, // from "./not.ts"',
    '  c,',
    "} from '../b/c.ts';",
    "// import x from './comment.ts';",
    "/* import y from './block.ts'; */",
    "import './side-effect.ts';",
    "import * as z from 'zod';",
    "import preact, {h} from 'preact';",
    "import type {T} from './t.ts';",
    "import type from './a-thing-called-type.ts';",
    "export * from './all.ts';",
    "export {one} from './one.ts';",
    "export type {Two} from './two.ts';",
    "export const url = 'http://example.org/from';",
    "const text = `import q from './template.ts'`;",
    "const late = await import('./late.ts');",
    "const from = 'x'; export default from;",
  ].join('\n');
  assert.equal(
    importsOf(source).map(({specifier, line, typeOnly}) => `${line} ${specifier}${typeOnly ? ' type' : ''}`),
    [
      '1 ./a.ts',
      '2 ../b/c.ts',
      '8 ./side-effect.ts',
      '9 zod',
      '10 preact',
      '11 ./t.ts type',
      '12 ./a-thing-called-type.ts',
      '13 ./all.ts',
      '14 ./one.ts',
      '15 ./two.ts type',
      '18 ./late.ts',
    ],
  );
});

test('a file name says the floor', () => {
  const floors = {
    'server/queue/rules.ts': 1,
    'server/queue/wait-rules.ts': 1,
    'server/queue/schema.ts': 1,
    'server/pages/token-view.ts': 1,
    'server/words/hi.ts': 1,
    'server/queue/tables.ts': 2,
    'server/queue/token-rows.ts': 2,
    'server/queue/call-next.ts': 3,
    'server/queue/overview.ts': 3,
    'server/queue/staff-routes.ts': 4,
    'server/app.ts': 5,
    'server/main.ts': 5,
  };
  for (const [file, floor] of Object.entries(floors)) assert.is(placeOf(file).floor, floor, file);
});

// [importing file, what it imports, how, may it]
const table: Array<[string, string, 'value' | 'type', boolean]> = [
  ['server/queue/rules.ts', '../visits/rules.ts', 'value', true],
  ['server/queue/rules.ts', './lane-rules.ts', 'value', true],
  ['server/queue/rules.ts', './rows.ts', 'value', false],
  ['server/queue/rules.ts', './rows.ts', 'type', false],
  ['server/queue/rules.ts', '../base/clock.ts', 'value', false],
  ['server/queue/rules.ts', '../base/time-rules.ts', 'value', true],
  ['server/queue/schema.ts', 'zod', 'value', true],
  ['server/queue/rules.ts', 'node:crypto', 'value', false],
  ['server/queue/rules.ts', 'fs', 'value', false],
  ['server/queue/rules.ts', 'drizzle-orm/sqlite-core', 'value', false],
  ['server/queue/rules.ts', 'better-sqlite3', 'type', false],
  ['server/pages/token-view.ts', 'hono/html', 'value', true],
  ['server/pages/token-view.ts', 'hono', 'value', false],
  ['server/pages/token-view.ts', '../words/words.ts', 'value', true],
  ['server/queue/rows.ts', './tables.ts', 'value', true],
  ['server/queue/rows.ts', '../visits/tables.ts', 'value', true],
  ['server/queue/rows.ts', '../base/database.ts', 'value', true],
  ['server/queue/rows.ts', './call-next.ts', 'value', false],
  ['server/queue/call-next.ts', '../visits/start-visit.ts', 'value', true],
  ['server/queue/call-next.ts', '../visits/rows.ts', 'value', true],
  ['server/queue/call-next.ts', './routes.ts', 'value', false],
  ['server/queue/call-next.ts', '../billing/rules.ts', 'value', false],
  ['server/queue/call-next.ts', '../live/live.ts', 'value', false],
  ['server/queue/call-next.ts', '../app.ts', 'type', false],
  ['server/queue/call-next.ts', '../test/world.ts', 'value', false],
  ['server/queue/call-next.ts', '../../sync/push.ts', 'value', false],
  ['server/queue/call-next.ts', '../../scripts/need.ts', 'value', false],
  ['server/queue/call-next.ts', '../nowhere/x.ts', 'value', false],
  ['server/queue/routes.ts', './staff-routes.ts', 'value', true],
  ['server/queue/routes.ts', '../staff/guard.ts', 'value', true],
  ['server/queue/routes.ts', '../staff/routes.ts', 'value', false],
  ['server/base/database.ts', './log.ts', 'value', true],
  ['server/base/database.ts', '../words/en.ts', 'value', false],
  ['server/base/config.ts', '../../package.json', 'value', true],
  ['server/words/en.ts', '../base/text-rules.ts', 'value', false],
  ['server/live/stream.ts', '../staff/guard.ts', 'value', true],
  ['server/live/stream.ts', '../queue/rules.ts', 'value', false],
  ['server/device/health.ts', '../settings/rows.ts', 'value', true],
  ['server/device/health.ts', '../live/figures.ts', 'value', false],
  ['server/app.ts', './queue/routes.ts', 'value', true],
  ['server/main.ts', '../sync/push.ts', 'value', true],
  ['server/main.ts', './test/world.ts', 'value', false],
  ['server/test/world.ts', '../queue/call-next.ts', 'value', true],
  ['server/queue/call-next.test.ts', '../app.ts', 'value', true],
  ['kiosk-ui/screens/phone.tsx', '../../server/queue/rules.ts', 'value', true],
  ['kiosk-ui/screens/phone.tsx', '../../server/words/words.ts', 'value', true],
  ['kiosk-ui/api.ts', '../server/app.ts', 'type', true],
  ['kiosk-ui/api.ts', '../server/app.ts', 'value', false],
  ['kiosk-ui/api.ts', '../server/queue/call-next.ts', 'type', false],
  ['kiosk-ui/screens/phone.tsx', '../look.css?inline', 'value', true],
  ['sync/push.ts', '../server/journal/rows.ts', 'value', true],
  ['sync/push.ts', '../server/base/log.ts', 'value', true],
  ['sync/summary.ts', '../server/queue/rules.ts', 'value', true],
  ['sync/summary.ts', '../server/queue/rows.ts', 'value', false],
];

for (const [file, imported, how, allowed] of table) {
  test(`${file} ${allowed ? 'may' : 'may not'} import ${how === 'type' ? 'types of ' : ''}${imported}`, () => {
    const found = violationsIn(file, `import ${how === 'type' ? 'type ' : ''}{x} from '${imported}';\n`);
    assert.is(found.length, allowed ? 0 : 1, found[0]?.rule);
    if (!allowed) assert.is(found[0]!.line, 1);
  });
}

test('a violation says the file, the line, the import and the rule', () => {
  const found = violationsIn(
    'server/queue/rules.ts',
    "import {x} from './a-rules.ts';\nimport {y} from './rows.ts';\n",
  );
  assert.equal(found, [
    {file: 'server/queue/rules.ts', line: 2, imports: './rows.ts', rule: 'floor 1 imports floor 1 only'},
  ]);
});

test.run();
