// Values as a schema asks for them, and values as nobody expects them.
import type {Choices} from './choose.ts';

export interface Schema {
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

/** Every word that is sent as somebody's name, note or reason begins so: no log line may hold it. */
export const nameMark = 'Qxname';

/** A value that mostly fits. */
export function fitting(choose: Choices, schema: Schema, field = ''): unknown {
  if (schema.enum) return choose.one(schema.enum);
  if (schema.anyOf) return fitting(choose, choose.one(schema.anyOf), field);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
          schema.required?.includes(name) || choose.chance(0.4) ? [[name, fitting(choose, one, name)]] : [],
        ),
      );
    case 'array':
      return Array.from({length: choose.below(4)}, () => fitting(choose, schema.items ?? {}, field));
    case 'integer':
    case 'number': {
      const low = Math.max(schema.minimum ?? 0, -1000);
      return low + choose.below(Math.min((schema.maximum ?? 1000) - low, 1000) + 1);
    }
    case 'boolean':
      return choose.chance(0.5);
    case 'null':
      return null;
    default:
      return text(choose, schema, field);
  }
}

function text(choose: Choices, schema: Schema, field: string): string {
  if (/date-time/.test(schema.format ?? '') || field === 'from' || field === 'to' || field === 'resumesAt')
    return new Date(Date.now() + (choose.below(200) - 100) * 60_000).toISOString();
  if (schema.format === 'date' || field === 'serviceDay') return new Date().toISOString().slice(0, 10);
  if (field === 'phone') return `98${String(10_000_000 + choose.below(89_999_999))}`;
  if (field === 'username') return `u${choose.below(1e6)}`;
  if (field === 'password') return 'long-enough-1';
  if (/Id$|^id$/.test(field)) return String(1 + choose.below(6));
  if (/opensAt|closesAt/.test(field)) return choose.one(['08:00', '17:30']);
  if (schema.pattern) return choose.one(['A', 'GEN', `X${choose.below(999)}`]);
  return `${nameMark} ${choose.below(1e6)}`.slice(0, schema.maxLength ?? 100);
}

/** Fitting, then broken in one or a few places. */
export function broken(choose: Choices, schema: Schema): unknown {
  let value = fitting(choose, schema);
  for (let time = 1 + choose.below(2); time > 0; time--) value = mutated(choose, value);
  return value;
}

function mutated(choose: Choices, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || choose.chance(0.15)) return strange(choose);
  if (Array.isArray(value)) return choose.chance(0.5) ? [...value, strange(choose)] : Array(300).fill(value[0] ?? 1);
  const names = Object.keys(value);
  const copy: Record<string, unknown> = {...value};
  const name = choose.chance(0.3) || names.length === 0 ? choose.one(strangeNames) : choose.one(names);
  // Own, as JSON.parse makes it: an assignment would set the prototype instead.
  Object.defineProperty(copy, name, {
    value: mutatedField(choose, copy[name]),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

function mutatedField(choose: Choices, value: unknown): unknown {
  return typeof value === 'object' && value !== null && choose.chance(0.5) ? mutated(choose, value) : strange(choose);
}

const strangeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  'a\u0000b',
  'ключ',
  'x'.repeat(5000),
];

export const strangeTexts = [
  '',
  ' ',
  '\u0000',
  `${nameMark}\u0000tail`,
  '\ud800',
  `${nameMark}\udfff\ud83d`,
  '\u202e\u2066‮مرحبا',
  `${nameMark} ${'ä'.repeat(200)}`,
  'x'.repeat(64 * 1024),
  '\u0301'.repeat(4000),
  '👩‍👩‍👧‍👦'.repeat(30),
  "'; drop table tokens; --",
  '" or 1=1 --',
  '%00',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}#{7*7}',
  '\r\nset-cookie: a=b',
  'null',
  'NaN',
  '-0',
  '1e400',
  '9'.repeat(400),
  '٣٤٥',
  '2026-02-30T25:61:61Z',
  '9999-12-31T23:59:59.999999999+23:59',
  '-271821-04-20T00:00:00Z',
  '0000-00-00',
];
const strangeOthers: readonly unknown[] = [
  0,
  -0,
  -1,
  0.1,
  1e21,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  true,
  false,
  null,
  [],
  {},
  [[[]]],
  {__proto__: null, toString: 1},
  Array(1000).fill(0),
];

export function strange(choose: Choices): unknown {
  if (choose.chance(0.03)) return nested(choose.one([50, 500, 2000]));
  return choose.chance(0.55) ? choose.one(strangeTexts) : choose.one(strangeOthers);
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : {a: value};
  return value;
}

/** A body's bytes, sometimes not JSON, not UTF-8 or too much of it. */
export function bodyBytes(choose: Choices, value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value) ?? 'undefined');
  switch (choose.below(22)) {
    case 0:
      return Buffer.concat([
        json.subarray(0, json.length >> 1),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      ]);
    case 1:
      return json.subarray(0, choose.below(json.length + 1));
    case 2:
      return Buffer.from(`${'['.repeat(choose.one([10, 1000, 60_000]))}`);
    case 3:
      return Buffer.from(`{"a":1,"a":2,"name":"${nameMark}","name":{"$gt":""}}`);
    case 4:
      return Buffer.alloc(choose.one([65_535, 65_536, 65_537, 200_000]), 0x20);
    case 5:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json]);
    case 6:
      return Buffer.from(json.toString(), 'utf16le');
    case 7:
      return Buffer.from(`{"name":1e99999,"yearOfBirth":${'9'.repeat(1000)}}`);
    default:
      return json;
  }
}
