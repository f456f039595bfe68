// The cloud's tables as the box writes them: docs/cloud.md and the migrations beside this file say the same. A box writes only
// columns that exist there, so that a newer box and older tables go together, and the other way round.

export interface CloudTable {
  key: readonly string[];
  /** Every column with its type, the key's too. `version` is last. */
  columns: Readonly<Record<string, string>>;
}

export const summaries = {
  daily_summary: {
    key: ['site_id', 'service_day', 'queue_id'],
    columns: {
      site_id: 'text',
      service_day: 'date',
      queue_id: 'text',
      department: 'text',
      queue_code: 'text',
      issued: 'integer',
      served: 'integer',
      cancelled: 'integer',
      no_show: 'integer',
      expired: 'integer',
      booked: 'integer',
      wait_p50_s: 'integer',
      wait_p90_s: 'integer',
      service_p50_s: 'integer',
      service_p90_s: 'integer',
      version: 'bigint',
    },
  },
  hourly_summary: {
    key: ['site_id', 'service_day', 'queue_id', 'hour'],
    columns: {
      site_id: 'text',
      service_day: 'date',
      queue_id: 'text',
      hour: 'smallint',
      issued: 'integer',
      called: 'integer',
      served: 'integer',
      wait_p50_s: 'integer',
      version: 'bigint',
    },
  },
  live_queue: {
    key: ['site_id', 'queue_id'],
    columns: {
      site_id: 'text',
      queue_id: 'text',
      queue_code: 'text',
      state: 'text',
      waiting: 'integer',
      now_serving: 'text',
      likely_minutes: 'integer',
      as_of: 'timestamptz',
      version: 'bigint',
    },
  },
} as const satisfies Record<string, CloudTable>;

export type SummaryTable = keyof typeof summaries;
export const summaryTables = Object.keys(summaries) as SummaryTable[];
export const cloudTables = ['site', 'site_epoch', ...summaryTables] as const;

/** What exists in the cloud: columns by table. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Puts a JSON array of rows into a table: newer versions win, older ones and repetitions change nothing. One statement for
 * any number of rows, so the server plans it once.
 */
export function upsertOf(table: SummaryTable, shape: Shape): string {
  const {key, columns} = summaries[table] as CloudTable;
  const there = Object.keys(columns).filter((name) => shape.get(table)?.has(name));
  const names = there.join(', ');
  const kinds = there.map((name) => `${name} ${columns[name]}`).join(', ');
  const set = there.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  return `insert into baari.${table} as kept (${names})
    select ${names} from json_to_recordset($1::text::json) as fresh (${kinds})
    on conflict (${key.join(', ')}) do update set ${set.join(', ')} where excluded.version > kept.version`;
}
