// What the soak looks at, and when it calls something a leak.

export interface Sample {
  atMs: number;
  rss: number;
  /** JavaScript's heap and what hangs on it, after collecting. */
  heap: number;
  resources: Record<string, number>;
  timers: number;
  sockets: number;
  files: number;
  listeners: number;
  followers: number;
  topics: number;
  /** Different statements that were ever prepared: what the cache of statements holds. */
  statements: number;
  days: number;
  tokens: number;
  entries: number;
  /** Answers to keys that the cleaner should have taken away long ago. */
  oldAnswers: number;
  /** Pages in use, whether they are in the file already or still in the log. */
  databaseBytes: number;
  walBytes: number;
  writes: Record<string, number>;
}

/** Growth over the second half that counts as noise: this share of the middle value, or so much, whichever is more. */
export const heapNoise = {share: 0.05, bytes: 2_500_000};
/** Resident memory also holds SQLite's pages (32 MB at most) and what the allocator keeps. */
export const rssNoise = {share: 0.2, bytes: 32_000_000};
/** How far the file may grow away from what its rows explain. */
export const fileShare = 0.25;
/** Bytes that a token (with visit, device, moves, calls, consultation and their indexes) and a journal entry take. */
export const bytesPerToken = 1350;
export const bytesPerEntry = 300;
/** journal_size_limit of the database, and room for one batch more. */
export const mostWalBytes = 80 * 1024 * 1024;
/** Bounded by the program's text, whatever happens. */
export const mostStatements = 400;

export interface Soaked {
  before: Sample;
  during: Sample[];
  /** Clients gone. */
  after: Sample;
  clientFaults: string[];
}

/** Every finding in words; none is a good end. */
export function findings({before, during, after, clientFaults}: Soaked): string[] {
  const found = [...clientFaults];
  const second = during.slice(Math.floor(during.length / 2));
  const rises = (name: 'heap' | 'rss', noise: {share: number; bytes: number}) => {
    const growth = growthOf(second, name);
    const allowed = Math.max(noise.bytes, noise.share * middle(second.map((one) => one[name])));
    if (growth > allowed) found.push(`${name} rises: ${mb(growth)} over the second half, ${mb(allowed)} is noise`);
  };
  rises('heap', heapNoise);
  rises('rss', rssNoise);
  for (const name of ['timers', 'sockets', 'files', 'listeners', 'followers', 'topics'] as const)
    if (after[name] > before[name])
      found.push(`${name}: ${before[name]} before, ${after[name]} when everybody was gone`);
  for (const [name, count] of Object.entries(after.resources))
    if (count > (before.resources[name] ?? 0))
      found.push(`${name}: ${before.resources[name] ?? 0} before, ${count} after`);
  const last = during.at(-1)!;
  const {grown, computed} = fileGrowth(before, last);
  if (Math.abs(grown / computed - 1) > fileShare)
    found.push(`the file grew by ${mb(grown)}, its rows explain ${mb(computed)}`);
  if (last.walBytes > mostWalBytes) found.push(`the log has ${mb(last.walBytes)}`);
  if (last.statements > mostStatements) found.push(`${last.statements} statements are kept`);
  if (last.oldAnswers > 0) found.push(`${last.oldAnswers} answers were never cleaned away`);
  return found;
}

export function fileGrowth(before: Sample, last: Sample): {grown: number; computed: number} {
  return {
    grown: last.databaseBytes - before.databaseBytes,
    computed: (last.tokens - before.tokens) * bytesPerToken + (last.entries - before.entries) * bytesPerEntry,
  };
}

/** Least squares: by how much the line through the points rises from the first to the last. */
export function growthOf(samples: readonly Sample[], name: 'heap' | 'rss'): number {
  const points = samples.map((one) => ({x: one.atMs, y: one[name]}));
  const meanX = mean(points.map(({x}) => x));
  const meanY = mean(points.map(({y}) => y));
  const over = points.reduce((sum, {x, y}) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, {x}) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : (over / under) * (points.at(-1)!.x - points[0]!.x);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const middle = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
export const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
