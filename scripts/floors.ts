// The one table of rooms and floors, and the check that no import breaks it. docs/design.md draws the same house.
// Run alone: node scripts/floors.ts
import {readdirSync, readFileSync} from 'node:fs';
import {isBuiltin} from 'node:module';
import {join, posix, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Import, importsOf} from './imports.ts';

/** A room may import itself and the rooms above it in this list. */
export const ROOMS = [
  'base',
  'words',
  'web',
  'journal',
  'settings',
  'staff',
  'places',
  'patients',
  'visits',
  'queue',
  'appointments',
  'billing',
  'notices',
  'printing',
  'live',
  'insights',
  'fhir',
  'device',
  'setup',
  'keeping',
  'spare',
  'pages',
  'test',
] as const;

/** Rooms that stand on fewer than all of those above them. */
const STANDS_ON: Record<string, readonly string[]> = {
  words: [],
  live: ['base', 'words', 'web', 'journal', 'settings', 'staff'],
  device: ['base', 'words', 'web', 'journal', 'settings', 'staff'],
};

/** File names of each floor; every other file of a room is a deed, floor 3. `words` is all floor 1. */
const FLOORS: ReadonlyArray<readonly [1 | 2 | 4, RegExp]> = [
  [1, /^(.+-)?(rules|schema|view)\.ts$/],
  [2, /^(.+-)?(tables|rows)\.ts$/],
  [4, /^(.+-)?routes\.ts$/],
];

/** The pure floor runs in browsers and in tables of tests: nothing there that reads, writes or listens. */
const NOT_PURE =
  /^(better-sqlite3|drizzle-orm|drizzle-kit|hono|hono-openapi|@hono\/.*|@node-rs\/.*|pino|bonjour-service|croner|@prometheus-io\/.*|postgres|nodemailer|web-push|vite)($|\/)/;
const PURE_PARTS = new Set(['hono/html', 'hono/utils/html']);

export interface Place {
  area: 'server' | 'kiosk-ui' | 'sync' | 'scripts' | 'free' | 'outside';
  room?: string;
  floor?: 1 | 2 | 3 | 4 | 5;
}

export interface Violation {
  file: string;
  line: number;
  imports: string;
  rule: string;
}

/** Where a file (a path from the project's root) lives. `free` may import anything: tests, the test room, scripts. */
export function placeOf(file: string): Place {
  const [area, room, ...rest] = file.split('/');
  if (/\.test\.tsx?$/.test(file) || file.startsWith('server/test/')) return {area: 'free'};
  if (area === 'scripts') return {area: 'scripts'};
  if (area === 'kiosk-ui' || area === 'sync') return {area};
  if (area !== 'server' || room === undefined) return {area: 'outside'};
  if (rest.length === 0) return {area: 'server', floor: 5};
  const name = rest.at(-1)!;
  const floor = room === 'words' ? 1 : (FLOORS.find(([, names]) => names.test(name))?.[0] ?? 3);
  return {area: 'server', room, floor};
}

/** The rule that this import breaks, in words, or undefined. */
export function brokenRule(file: string, found: Import): string | undefined {
  const from = placeOf(file);
  if (from.area === 'free' || from.area === 'scripts') return undefined;
  if (!/^\.{0,2}\//.test(found.specifier)) return brokenByPackage(from, found.specifier);
  if (found.specifier.startsWith('/')) {
    return from.area === 'kiosk-ui' ? undefined : 'imports are relative, never absolute';
  }
  const target = posix.normalize(posix.join(posix.dirname(file), found.specifier.replace(/[?#].*$/, '')));
  return brokenByFile(from, target, found);
}

function brokenByPackage(from: Place, specifier: string): string | undefined {
  if (from.floor !== 1 || PURE_PARTS.has(specifier)) return undefined;
  if (isBuiltin(specifier)) return 'floor 1 is pure: nothing of Node';
  if (NOT_PURE.test(specifier)) return 'floor 1 is pure: only libraries without input and output';
  return undefined;
}

function brokenByFile(from: Place, target: string, found: Import): string | undefined {
  const to = placeOf(target);
  if (target === 'package.json' && from.floor !== 1) return undefined;
  if (to.area === 'free') return 'only tests and scripts may import tests and the test room';
  if (to.area === 'scripts') return 'only tests and scripts may import scripts';
  if (to.area === 'outside') return 'this file is outside the house';
  if (from.area === 'kiosk-ui') return brokenByScreens(to, target, found);
  if (from.area === 'sync') return brokenBySync(to);
  if (to.area === 'kiosk-ui') return 'the server does not import screens';
  if (from.floor === 5) return undefined;
  if (to.area === 'sync') return 'only app.ts and main.ts may import sync';
  if (to.floor === 5) return 'nothing in a room imports app.ts or main.ts';
  return brokenByRooms(from, to) ?? brokenByFloors(from, to);
}

function brokenByScreens(to: Place, target: string, found: Import): string | undefined {
  if (to.area === 'kiosk-ui' || to.floor === 1) return undefined;
  if (target === 'server/app.ts' && found.typeOnly) return undefined;
  return 'kiosk-ui imports floor 1, server/words and, with import type, server/app.ts';
}

function brokenBySync(to: Place): string | undefined {
  if (to.area === 'sync' || to.floor === 1 || to.room === 'base' || to.room === 'journal') return undefined;
  return 'sync imports base, journal and floor 1';
}

function brokenByRooms(from: Place, to: Place): string | undefined {
  if (from.room === to.room) return undefined;
  const order: readonly string[] = ROOMS;
  for (const room of [from.room!, to.room!]) {
    if (!order.includes(room)) return `there is no room ${room} in the list (scripts/floors.ts)`;
  }
  const above = order.slice(0, order.indexOf(from.room!));
  const allowed = STANDS_ON[from.room!] ?? above;
  if (allowed.includes(to.room!)) return undefined;
  const only = allowed.length > 0 ? `only ${allowed.join(', ')}` : 'only itself';
  return STANDS_ON[from.room!] || above.length === 0
    ? `${from.room} imports ${only}`
    : `${to.room} stands below ${from.room} in the list of rooms`;
}

function brokenByFloors(from: Place, to: Place): string | undefined {
  const own = from.room === to.room;
  const highest = from.floor === 4 && !own ? 3 : from.floor!;
  if (to.floor! <= highest) return undefined;
  // base knows no floors inside itself, and is ground for all but the pure floor
  if (to.room === 'base' && from.floor !== 1) return undefined;
  if (from.floor === 4) return 'routes import the routes of their own room only';
  return `floor ${from.floor} imports floor ${from.floor === 2 ? '1 and 2, and base' : `1 – ${from.floor}`}`.replace(
    '1 – 1',
    '1 only',
  );
}

const TOPS = ['server', 'kiosk-ui', 'sync'];

/** Every violation in the project at `root`, in the order of files. */
export function findViolations(root: string): Violation[] {
  return TOPS.flatMap((top) => sourcesBelow(root, top))
    .sort()
    .flatMap((file) => violationsIn(file, readFileSync(join(root, file), 'utf8')));
}

export function violationsIn(file: string, source: string): Violation[] {
  return importsOf(source).flatMap((found) => {
    const rule = brokenRule(file, found);
    return rule ? [{file, line: found.line, imports: found.specifier, rule}] : [];
  });
}

function sourcesBelow(root: string, top: string): string[] {
  try {
    return readdirSync(join(root, top), {withFileTypes: true, recursive: true})
      .filter(
        (entry) =>
          entry.isFile() && /\.tsx?$/.test(entry.name) && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath),
      )
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  } catch {
    return []; // the folder is not built yet
  }
}

if (import.meta.main) {
  const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)));
  for (const {file, line, imports, rule} of violations) console.log(`${file}:${line} imports ${imports}: ${rule}`);
  if (violations.length > 0) process.exitCode = 1;
}
