import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {statusOf} from '../base/refusal.ts';
import {routeSpec} from '../staff/route.ts';
import {openWorld} from '../test/world.ts';

interface Operation {
  summary?: string;
  responses: Record<string, {description: string; content?: Record<string, {schema: unknown}>}>;
  requestBody?: unknown;
  parameters?: {name: string; in: string; required?: boolean; schema: unknown}[];
  security?: Record<string, string[]>[];
}
interface Document {
  openapi: string;
  info: {title: string; version: string};
  paths: Record<string, Record<string, Operation>>;
  components: {securitySchemes: object; schemas?: object};
}

const world = await openWorld();
const {body: api} = await world.ask<Document>('GET', '/api/openapi.json');
const routes = world.app.routes.filter(
  ({path, handler}) => routeSpec in handler && /^\/(api|healthz|readyz|metrics)/.test(path),
);
world.end();

test('it is OpenAPI 3.1, with what a reader needs first', () => {
  assert.match(api.openapi, /^3\.1\.\d+$/);
  assert.ok(api.info.title && api.info.version);
  assert.equal(Object.keys(api.components.securitySchemes).sort(), ['bearer', 'session']);
});

test('it holds each route of the API and nothing else', () => {
  const described = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const mounted = routes.map(({method, path}) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const itself = ['GET /api/openapi.json', 'GET /api/docs'];
  assert.equal(
    described.filter((one) => !itself.includes(one)).sort(),
    mounted.filter((one) => !itself.includes(one)).sort(),
  );
});

test('each operation says what it does and answers; its path parameters are described', () => {
  for (const [path, operations] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const what = `${method} ${path}`;
      assert.ok(operation.summary, what);
      assert.ok(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        what,
      );
      for (const [name] of path.matchAll(/(?<=\{)\w+(?=\})/g)) {
        const parameter = operation.parameters?.find((one) => one.name === name && one.in === 'path');
        assert.ok(parameter?.required, `${what} lacks {${name}}`);
      }
    }
});

test('each refusal that it names exists, with that status, as problem+json', () => {
  for (const [path, operations] of Object.entries(api.paths))
    for (const [method, {responses}] of Object.entries(operations))
      for (const [status, {description, content}] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        for (const code of description.split(', '))
          assert.is(statusOf[code as keyof typeof statusOf], Number(status), `${method} ${path} ${code}`);
        assert.ok(content?.['application/problem+json'], `${method} ${path} ${status}`);
      }
});

test('every reference in it leads somewhere', () => {
  const text = JSON.stringify(api);
  for (const [, target] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    assert.match(target!, /^#\//);
    const found = target!
      .slice(2)
      .split('/')
      .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], api);
    assert.ok(found, target);
  }
});

test.run();
