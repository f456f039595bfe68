import type postgres from 'postgres';

/** What the page shows. Everything is bounded: a page of sites, a month of days, two hundred lines. */
export interface SiteRow {
  site_id: string;
  name: string;
  time_zone: string;
  last_seen_at: Date;
  silent_s: number;
  refilling: boolean;
  refused_code: string | null;
  service_day: string | null;
  waiting: number;
  issued: number;
  served: number;
  wait_p50_s: number | null;
  /** Numbers given on each of the last days, oldest first. */
  trend: number[];
}
export interface LineRow {
  queue_id: string;
  queue_code: string;
  state: string;
  waiting: number;
  now_serving: string;
  likely_minutes: number | null;
}
export interface DayRow {
  service_day: string;
  department: string;
  queue_code: string;
  issued: number;
  served: number;
  cancelled: number;
  no_show: number;
  expired: number;
  booked: number;
  wait_p50_s: number | null;
  wait_p90_s: number | null;
  service_p50_s: number | null;
}
export interface HourRow {
  hour: number;
  issued: number;
  called: number;
  served: number;
}

export const sitesAPage = 50;
export const trendDays = 14;
const daysShown = 30;
const rowsShown = 500;

const siteColumns = `site.site_id, coalesce(nullif(site.name, ''), site.site_id) as name, site.time_zone, site.last_seen_at,
  extract(epoch from now() - site.last_seen_at)::float8 as silent_s, site.refilling,
  case when site.refused_at > now() - interval '1 day' then site.refused_code end as refused_code`;

/** Each site's own key leads to its rows, so a page costs the same however many there are. The wait is that of the fullest line. */
const sitesText = `select ${siteColumns}, latest.day::text as service_day,
    coalesce((select sum(waiting) from baari.live_queue l where l.site_id = site.site_id), 0)::int as waiting,
    coalesce(today.issued, 0)::int as issued, coalesce(today.served, 0)::int as served, today.wait_p50_s,
    coalesce((select json_agg(n order by day)::text from (
      select service_day as day, sum(issued)::int as n from baari.daily_summary d
      where d.site_id = site.site_id and d.service_day > latest.day - ${trendDays} group by 1) as days), '[]') as trend
  from (select * from baari.site where (name, site_id) > ($1, $2) order by name, site_id limit ${sitesAPage + 1}) as site
  left join lateral (select max(service_day) as day from baari.daily_summary d where d.site_id = site.site_id) latest on true
  left join lateral (
    select sum(issued) as issued, sum(served) as served,
      (array_agg(wait_p50_s order by issued desc) filter (where wait_p50_s is not null))[1] as wait_p50_s
    from baari.daily_summary d where d.site_id = site.site_id and d.service_day = latest.day) today on true
  order by site.name, site.site_id`;

export async function readSites(sql: postgres.Sql, after: [string, string] | null) {
  const rows = await ask<Omit<SiteRow, 'trend'> & {trend: string}>(sql, sitesText, after ?? ['', '']);
  const sites = rows.map((row): SiteRow => ({...row, trend: JSON.parse(row.trend) as number[]}));
  const more = sites.length > sitesAPage;
  const last = sites[sitesAPage - 1];
  return {sites: sites.slice(0, sitesAPage), next: more && last ? ([last.name, last.site_id] as const) : null};
}

export interface OneSite {
  site: Pick<SiteRow, 'site_id' | 'name' | 'time_zone' | 'last_seen_at' | 'silent_s' | 'refilling' | 'refused_code'>;
  lines: LineRow[];
  days: DayRow[];
  hours: HourRow[];
}

export async function readSite(sql: postgres.Sql, siteId: string): Promise<OneSite | null> {
  const [site] = await ask<OneSite['site']>(sql, `select ${siteColumns} from baari.site where site_id = $1`, [siteId]);
  if (!site) return null;
  const lines = await ask<LineRow>(
    sql,
    `select queue_id, queue_code, state, waiting, now_serving, likely_minutes from baari.live_queue
     where site_id = $1 order by queue_code limit 200`,
    [siteId],
  );
  const days = await ask<DayRow>(
    sql,
    `select service_day::text as service_day, department, queue_code, issued, served, cancelled, no_show, expired, booked,
       wait_p50_s, wait_p90_s, service_p50_s from baari.daily_summary
     where site_id = $1 and service_day > (select max(service_day) from baari.daily_summary where site_id = $1) - ${daysShown}
     order by service_day desc, queue_code limit ${rowsShown}`,
    [siteId],
  );
  const hours = await ask<HourRow>(
    sql,
    `select hour::int as hour, sum(issued)::int as issued, sum(called)::int as called, sum(served)::int as served
     from baari.hourly_summary
     where site_id = $1 and service_day = (select max(service_day) from baari.hourly_summary where site_id = $1)
     group by hour order by hour`,
    [siteId],
  );
  return {site, lines, days, hours};
}

/** In a transaction that may not write: an embedded cloud has one session for all connections, and a page changes nothing. */
function ask<Row>(sql: postgres.Sql, text: string, values: string[]): Promise<Row[]> {
  return sql.begin('read only', async (tx) => [...(await tx.unsafe(text, values))]) as unknown as Promise<Row[]>;
}
