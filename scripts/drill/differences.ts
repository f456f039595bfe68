import Database from 'better-sqlite3';

/** What a restore changes, and nothing else may: its own facts, its entries in the journal, counters that jumped. */
const own = {
  skip: /^(sqlite_|kept_|durability_probe$|__drizzle_migrations$)/,
  facts: new Set(['box.epoch', 'box.siteId', 'box.jumpAhead']),
  kinds: new Set(['site.restored', 'queue.jumped']),
};

/** Every row of two files, table by table; what differs beyond the jump and the epoch, one line each (the first 20). */
export function differences(copied: string, restored: string): string[] {
  const [before, after] = [copied, restored].map((file) => new Database(file, {readonly: true, fileMustExist: true}));
  const found: string[] = [];
  try {
    const names = new Set([...tablesOf(before!), ...tablesOf(after!)]);
    for (const name of [...names].sort()) {
      const rows = [rowsOf(before!, name), rowsOf(after!, name)] as const;
      for (const [key, row] of rows[0]) {
        const other = rows[1].get(key);
        if (other === undefined) found.push(`${name} ${key} is gone`);
        else if (other !== row) found.push(`${name} ${key} is another`);
      }
      for (const [key, row] of rows[1])
        if (!rows[0].has(key) && !beginsWithJump(name, row)) found.push(`${name} ${key} is new`);
    }
  } finally {
    before!.close();
    after!.close();
  }
  return found.slice(0, 20);
}

type Db = InstanceType<typeof Database>;
type Row = Record<string, unknown>;

function tablesOf(db: Db): string[] {
  const names = db.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
  return names.filter((name) => !own.skip.test(name));
}

function rowsOf(db: Db, name: string): Map<string, string> {
  const keys = (db.prepare(`select name from pragma_table_info('${name}') where pk > 0 order by pk`).pluck().all() ??
    []) as string[];
  const rows = new Map<string, string>();
  for (const row of db.prepare(`select * from "${name}"`).iterate() as IterableIterator<Row>) {
    if (isOwn(name, row)) continue;
    if (name === 'queue_days') row.lastSerial = 'jumps';
    const key = keys.length > 0 ? keys.map((column) => String(row[column])).join('|') : JSON.stringify(row);
    rows.set(key, JSON.stringify(row));
  }
  return rows;
}

function isOwn(table: string, row: Row): boolean {
  if (table === 'settings') return own.facts.has(String(row.key));
  return table === 'journal' && own.kinds.has(String(row.kind));
}

/** A queue that had given no number yet gets its row with the jump. */
function beginsWithJump(table: string, row: string): boolean {
  return table === 'queue_days' && (JSON.parse(row) as Row).calls === 0;
}
