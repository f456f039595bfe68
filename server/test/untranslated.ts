import type {Database} from 'better-sqlite3';
import type {Entry} from './catalogue.ts';
import type {Seen} from './seen.ts';

/** Names that somebody typed, column by column: they stay as they were typed in every language. */
const typed: Record<string, readonly string[]> = {
  departments: ['name'],
  service_points: ['name', 'directions'],
  doctors: ['name', 'qualification'],
  queues: ['name', 'code', 'prefix'],
  boards: ['name', 'message'],
  users: ['name', 'username'],
  patients: ['name'],
  tokens: ['name', 'number'],
  remarks: ['words'],
  printers: ['name', 'host'],
  displays: ['name'],
  bookings: ['name'],
  waitlist: ['name'],
  schedule_changes: ['note'],
};
/** Keys of a keyboard, units, what the machine itself is called, and the letters before a booking's number. */
const known =
  'Baari APT EN Enter Esc Alt Ctrl Shift Tab Home End PgUp PgDn Space Del kB KB MB GB ms min px IST Linux Windows Android Chrome Firefox Safari Edge';

let ofCatalogue: Set<string> | null = null;

/** What stands in Latin letters on a page in Hindi, is no name, and no word that our Hindi itself uses (Wi-Fi, QR …). */
export function leftInEnglish(texts: Seen['texts'], entries: readonly Entry[], db: Database): string[] {
  ofCatalogue ??= new Set(entries.flatMap(({words}) => latinWords(words.hi!)).concat(known.split(' ')));
  const names = namesIn(db);
  const left = new Set<string>();
  for (const {words, lang} of texts) {
    if (lang !== '' && !lang.startsWith('hi')) continue;
    // Addresses, files, versions, zones of time, numbers such as C-014 and a display's code are no words.
    const plain = words
      .replace(/^\s*[A-Z]{6}\s*$/, ' ')
      .replace(/\b[\w-]+:\/\/\S+|\/\S+/g, ' ')
      .replace(/\S*[\d@_]\S*|\b[A-Z]\w+\/[A-Z]\w+/g, ' ')
      .replace(/\S+\.(local|db|csv|ts)\b/g, ' ');
    for (const word of latinWords(plain))
      if (!ofCatalogue.has(word) && !names.has(word)) left.add(`${word} in "${words.trim().slice(0, 60)}"`);
  }
  return [...left].map((one) => `left in English: ${one}`);
}

const latinWords = (words: string): string[] => words.replace(/\{\w+\}/g, '').match(/[A-Za-z]{2,}/g) ?? [];

function namesIn(db: Database): Set<string> {
  const names = new Set<string>();
  for (const [table, wanted] of Object.entries(typed)) {
    const columns = (db.pragma(`table_info(${table})`) as {name: string}[]).map(({name}) => name);
    for (const column of wanted.filter((one) => columns.includes(one)))
      for (const text of db
        .prepare(`select distinct ${column} from ${table} where ${column} is not null`)
        .pluck()
        .all())
        for (const word of latinWords(String(text))) names.add(word);
  }
  const site = db.prepare("select value from settings where key = 'siteName'").pluck().get();
  for (const word of latinWords(String(site ?? ''))) names.add(word);
  return names;
}
