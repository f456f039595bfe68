// From an operation to the bytes of a request: mostly what the description asks for, then broken.
import type {Choices} from './choose.ts';
import type {Operation} from './operations.ts';
import type {Person} from './people.ts';
import {bodyBytes, broken, fitting, strangeTexts} from './values.ts';
import type {Wire} from './wire.ts';

export interface Known {
  /** Keys of tokens that were given in this run. */
  keys: string[];
  tokenIds: string[];
  port: number;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'M-SEARCH'];
const media = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  '',
  'a/b;'.repeat(200),
  'application/x-www-form-urlencoded',
];
const pathTricks = [
  '/../',
  '/%2e%2e/',
  '%00',
  '//',
  '/./',
  '%2f',
  '%5c',
  ';a=b',
  '%',
  '%zz',
  '%c0%ae',
  '%ff',
  '?',
  '#',
  '/'.repeat(50),
  'a'.repeat(9000),
  '%F0%9F',
  '\\',
  ' ',
  '*',
];
const hosts = [
  'evil.example',
  'localhost',
  '[::1]',
  '127.0.0.1:99999',
  '',
  '127.0.0.1@evil.example',
  'a'.repeat(3000),
  '127.0.0.1, evil.example',
  'EVIL.example:80',
  '..',
  '%00',
];
const origins = ['null', 'http://evil.example', 'file://', '', 'http://127.0.0.1:1', '//', 'a'.repeat(2000)];

export function requestFor(choose: Choices, operation: Operation, person: Person, known: Known): Wire {
  const shaken = choose.chance(0.55);
  const host = `127.0.0.1:${known.port}`;
  let method = operation.method;
  let target = pathFor(choose, operation, known, shaken && choose.chance(0.3)) + queryFor(choose, operation, known);
  const headers: [string, string][] = [['host', host], ...person.headers()];
  if (method !== 'GET') headers.push(['origin', `http://${host}`]);
  let body: Buffer | null = null;
  if (operation.body && method !== 'GET') {
    const value = shaken ? broken(choose, operation.body) : fitting(choose, operation.body);
    body = operation.form ? formBytes(value) : shaken ? bodyBytes(choose, value) : Buffer.from(JSON.stringify(value));
    headers.push(['content-type', operation.form ? 'application/x-www-form-urlencoded' : 'application/json']);
  }
  if (method === 'POST' && choose.chance(0.4)) headers.push(['idempotency-key', keyFor(choose, shaken)]);
  if (!shaken) return {method, target, headers, body};
  switch (choose.below(24)) {
    case 0:
      method = choose.one(methods);
      break;
    case 1:
      headers.push(['content-type', choose.one(media)]);
      break;
    case 2:
      headers[0] = ['host', choose.one(hosts)];
      break;
    case 3:
      headers.push(['host', choose.one(hosts)]);
      break;
    case 4:
      headers.push(['origin', choose.one(origins)]);
      break;
    case 5:
      for (let one = 0; one < choose.one([10, 200, 1500]); one++) headers.push([`x-flood-${one}`, 'y'.repeat(8)]);
      break;
    case 6:
      headers.push(['cookie', cookieGarbage(choose)]);
      break;
    case 7:
      headers.push([
        'authorization',
        choose.one([
          'Bearer a.b.c',
          'Bearer ',
          'Basic YWRtaW46eA==',
          `Bearer ${'A'.repeat(6000)}.e30.x`,
          'Bearer eyJhbGciOiJub25lIn0.eyJzaWQiOjF9.',
        ]),
      ]);
      break;
    case 8:
      target = trick(choose, target);
      break;
    case 9:
      headers.push(
        ['x-forwarded-for', choose.one(['::1', '203.0.113.1', 'x'.repeat(2000), '127.0.0.1, evil'])],
        ['x-forwarded-host', 'evil.example'],
        ['x-forwarded-proto', 'https'],
      );
      break;
    case 10:
      headers.push(
        ['accept', choose.one(['text/html', '*/*', 'x'.repeat(4000)])],
        ['accept-language', choose.one(['hi', 'xx-YY;q=9'.repeat(300), '\u00ff', ','])],
      );
      break;
    case 11:
      headers.push(['content-length', choose.one(['-1', '0', '99999999999999999999', 'x', '1'])]);
      break;
    case 12:
      headers.push(['transfer-encoding', choose.one(['chunked', 'gzip, chunked', 'identity', 'x'])]);
      break;
    case 13:
      headers.push(['expect', choose.one(['100-continue', 'x'])]);
      break;
    case 14:
      headers.push(['upgrade', choose.one(['websocket', 'h2c'])], ['connection', 'upgrade']);
      break;
    case 15:
      headers.push(['range', 'bytes=0-1,2-3,-'], ['if-none-match', '*'], ['if-modified-since', 'x']);
      break;
    case 16:
      headers.push(
        [choose.one(['x y', 'x\u0000', '', ':', 'x-\u00e9']), 'v'],
        ['x-v', choose.one(['a\u0000b', '\u007f', '\t'])],
      );
      break;
    case 17:
      target = choose.one([
        '*',
        `http://evil.example${target}`,
        `http://${host}${target}`,
        'evil.example:80',
        target.slice(1),
        `//evil.example${target}`,
        `/%2e%2e${target}`,
      ]);
      break;
    default:
      break;
  }
  const lies = headers.some(([name]) => /^(content-length|transfer-encoding|expect|upgrade)$/.test(name));
  return {method, target, headers, body, chunked: body !== null && choose.chance(0.2), lies};
}

function pathFor(choose: Choices, {path}: Operation, known: Known, strange: boolean): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (strange) return encodeOrNot(choose, choose.one([...strangeTexts, ...pathTricks]));
    if (name === 'key') return known.keys.length > 0 && choose.chance(0.8) ? choose.one(known.keys) : 'A'.repeat(22);
    if (name === 'code') return choose.one(['GEN', 'CAR', 'PED', 'ORT', 'gen', 'NOPE']);
    if (name === 'boardId') return choose.one(['all', 'all', '1', '2']);
    if (name === 'file') return choose.one(['icon-1.svg', 'manifest.json', 'favicon.ico', 'robots.txt', 'phone.js']);
    // The people who do the asking must go on existing.
    if (path === '/api/users/{id}') return String(4 + choose.below(60));
    if (path.startsWith('/api/tokens') && known.tokenIds.length > 0 && choose.chance(0.8))
      return choose.one(known.tokenIds);
    return String(1 + choose.below(8));
  });
}

function queryFor(choose: Choices, {query, path}: Operation, known: Known): string {
  const names = path === '/api/live' ? ['queue', 'my', 'board', 'desk'] : query;
  const parts = names.flatMap((name) => (choose.chance(0.5) ? [`${name}=${queryValue(choose, name, known)}`] : []));
  if (choose.chance(0.05))
    parts.push(`${choose.one(['__proto__', 'x', '%00', 'limit'])}=${encodeOrNot(choose, choose.one(strangeTexts))}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

function queryValue(choose: Choices, name: string, known: Known): string {
  if (choose.chance(0.3)) return encodeOrNot(choose, choose.one(strangeTexts));
  switch (name) {
    case 'limit':
      return choose.one(['1', '50', '200', '201', '0', '-1', '1.5', '']);
    case 'cursor':
      return choose.one([
        'MQ',
        'MTA',
        'AAAA',
        Buffer.from('9'.repeat(15)).toString('base64url'),
        'x'.repeat(300),
        '!!',
      ]);
    case 'total':
    case 'desk':
      return choose.one(['0', '1', '2']);
    case 'my':
      return known.keys.length > 0 ? choose.one(known.keys) : 'x';
    case 'from':
    case 'to':
      return encodeURIComponent(new Date(Date.now() + choose.below(9e6)).toISOString());
    case 'state':
      return choose.one(['waiting', 'waiting,called', ',,,', 'nope']);
    default:
      return choose.one(['1', '2', 'all', 'en', 'hi', 'token:1', 'user:1', 'queue:2']);
  }
}

function trick(choose: Choices, target: string): string {
  const at = choose.below(target.length + 1);
  return `${target.slice(0, at)}${choose.one(pathTricks)}${target.slice(at)}`;
}

/** Bytes that no path may hold would be no request at all: most are encoded, a few are not. */
function encodeOrNot(choose: Choices, value: string): string {
  const short = value.slice(0, 6000);
  return choose.chance(0.9) ? encodeURIComponent(short.toWellFormed()) : short.replace(/[^\x21-\xff]/g, '');
}

function keyFor(choose: Choices, strange: boolean): string {
  if (strange && choose.chance(0.3))
    return choose.one([
      '',
      'short',
      'x'.repeat(129),
      'y'.repeat(128),
      'k\u00e9y-key-key-key-key-key-key',
      ' '.repeat(30),
    ]);
  return `fuzz-key-${String(choose.below(40)).padStart(20, '0')}`;
}

function cookieGarbage(choose: Choices): string {
  const name = choose.one([
    'baari_session',
    'baari_device',
    'baari_display',
    '__Host-baari_session',
    'lang',
    '__proto__',
  ]);
  const value = choose.one(['', '%', '%zz', 'a'.repeat(4000), '"', '\u00ff\u00fe', 'A'.repeat(22), '%00', '../..']);
  return `${name}=${value}; ${name}=${value}; =; ;`;
}

function formBytes(value: unknown): Buffer {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [['', String(value)]];
  return Buffer.from(fields.map(([name, one]) => `${formText(name)}=${formText(one)}`).join('&'));
}

function formText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.toWellFormed().slice(0, 20_000)).replaceAll('%20', '+');
}
