// What can be asked of the server: its own description, and the pages, which it does not describe.
import type {Schema} from './values.ts';

export interface Operation {
  method: string;
  /** With `{name}` where a value goes. */
  path: string;
  query: string[];
  body: Schema | null;
  /** A plain HTML form, not JSON. */
  form?: boolean;
}

interface Described {
  parameters?: {name: string; in: string}[];
  requestBody?: {content: {'application/json'?: {schema: Schema}}};
}

export function operationsOf(description: {paths: Record<string, Record<string, Described>>}): Operation[] {
  const described = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, {parameters = [], requestBody}]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((one) => one.in === 'query').map(({name}) => name),
      body: requestBody?.content['application/json']?.schema ?? null,
    })),
  );
  return [...described, ...pages];
}

const text: Schema = {type: 'string'};
const form: Schema = {type: 'object', properties: {name: text, phone: text, idempotencyKey: text, minutes: text}};
const pages: Operation[] = [
  ...[
    '/',
    '/q/{code}',
    '/t/{key}',
    '/slip/{id}',
    '/poster/{code}',
    '/desk',
    '/doctor',
    '/admin',
    '/board/{boardId}',
    '/kiosk',
    '/setup',
  ].map((path) => ({method: 'GET', path, query: ['lang'], body: null})),
  {method: 'GET', path: '/api/openapi.json', query: [], body: null},
  {method: 'GET', path: '/assets/{file}', query: [], body: null},
  {method: 'GET', path: '/{file}', query: [], body: null},
  ...['/q/{code}', '/t/{key}/cancel', '/t/{key}/here', '/t/{key}/late', '/t/{key}/undo'].map((path) => ({
    method: 'POST',
    path,
    query: [],
    body: form,
    form: true,
  })),
];
