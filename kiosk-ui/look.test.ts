// Colours, radii and times stand in the token file and nowhere else; docs/look.md says why they are what they are.
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';

const tokenFile = 'look.css';
const tokens = read(tokenFile);
const sheets = fs
  .readdirSync(import.meta.dirname, {recursive: true, encoding: 'utf8'})
  .filter((file) => file.endsWith('.css') && !file.startsWith('dist') && file !== tokenFile)
  .sort();

function read(file: string): string {
  return fs.readFileSync(path.join(import.meta.dirname, file), 'utf8').replace(/\/\*.*?\*\//gs, '');
}

/** Where a rule of style has such a raw value. */
function raw(value: RegExp, allowed: readonly string[] = []): string[] {
  return sheets.flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => /^\s*[\w-]+:.*;/.test(line) && value.test(line))
      .map((line) => `${file}: ${line.trim()}`)
      .filter((line) => !allowed.includes(line)),
  );
}

test('colours come from tokens', () => {
  const colour =
    /#[0-9a-f]{3,8}\b|\b(rgba?|hsla?)\(|:\s*(?:.*\s)?(white|black|red|green|blue|gr[ae]y|orange|yellow)\b/i;
  // A backdrop had no parent to take tokens from before Chrome 122.
  assert.equal(raw(colour, ['screens/staff.css: background: rgba(10, 20, 25, 0.45);']), []);
});

test('radii come from tokens', () => {
  assert.equal(raw(/border-radius:.*\b[1-9][\d.]*(px|rem)/), []);
});

test('times come from tokens', () => {
  assert.equal(raw(/(transition|animation)[\w-]*:.*\b\d[\d.]*m?s\b/), []);
});

test('sizes of type outside the scale grow no more: one big number a face is enough', () => {
  // How many each sheet may have: numbers that are looked at from afar, and the kiosk, which is read standing. Fewer is welcome.
  const most: Record<string, number> = {
    'screens/admin/admin.css': 2,
    'screens/desk/desk.css': 2,
    'screens/doctor/doctor.css': 15,
    'screens/kiosk/kiosk.css': 28,
    'screens/phone/booking.css': 1,
    'screens/phone/phone.css': 13,
    'screens/phone/slip.css': 1,
    'screens/staff.css': 9,
  };
  const counted: Record<string, number> = {};
  for (const line of raw(/font-size: [\d.]+(px|rem)/)) {
    const file = line.split(':')[0]!;
    counted[file] = (counted[file] ?? 0) + 1;
  }
  assert.equal(
    Object.entries(counted).filter(([file, count]) => count > (most[file] ?? 0)),
    [],
  );
});

test('every token that is used exists, and every one that exists is used', () => {
  const all = sheets.map(read).join('\n');
  const own = new Set([...`${tokens}${all}`.matchAll(/(--[\w-]+):/g)].map(([, name]) => name!));
  const used = new Set([...`${tokens}${all}`.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name!));
  assert.equal(
    [...used].filter((name) => !own.has(name)),
    [],
    'used, but nowhere defined',
  );
  assert.equal(
    [...own].filter((name) => !used.has(name)),
    [],
    'defined, but never used',
  );
});

test('what is light has its dark', () => {
  const [, day = ''] = /:root \{(.*?)\n\}/s.exec(tokens) ?? [];
  const [, night = ''] = /:root:not\(\.day\) \{(.*?)\n {2}\}/s.exec(tokens) ?? [];
  const names = (rules: string) => [...rules.matchAll(/(--[\w-]+): (?:#|rgba)/g)].map(([, name]) => name!);
  // Marigold shouts in both; what lies on it, paper and the wall are the same by day and by night.
  const same =
    /^--(marigold|marigold-(ink|line|light)|scrim|white|black|wall|wall-dot|panel|chalk|chalk-2|rule|cut|night|shadow)$/;
  const dark = new Set(names(night));
  assert.equal(
    names(day).filter((name) => !same.test(name) && !dark.has(name)),
    [],
  );
});

test.run();
