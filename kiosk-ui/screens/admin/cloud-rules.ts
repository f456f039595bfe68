import {type AdminCloudWord, adminCloudWords} from '../../../server/words/admin-cloud.ts';
import type {Say} from '../../../server/words/say.ts';

/** `sync` of `GET /api/status`. */
export interface CloudStatus {
  state: 'off' | 'ok' | 'behind' | 'refused';
  siteId: string | null;
  lastSyncedAt: string | null;
  lagSeconds: number | null;
  problem: {code: string; since: string; tries: number; nextTryAt: string} | null;
  rivalAt: string | null;
  cloudWentBackAt: string | null;
}

export interface CloudSay {
  c: Say<AdminCloudWord>;
  momentOf(iso: string): string;
  longTime(seconds: number): string;
}

/** What there is to say of the cloud, as name, value and why. */
export function cloudFacts(
  sync: CloudStatus,
  {c, momentOf, longTime}: CloudSay,
): [name: string, value: string, why?: string][] {
  const {problem, lagSeconds} = sync;
  const facts: [string, string, string?][] = [[c('siteId'), sync.siteId ?? '–', c('siteIdWhy')]];
  if (sync.state === 'off') return facts;
  facts.push([c('lastSynced'), sync.lastSyncedAt === null ? c('never') : momentOf(sync.lastSyncedAt)]);
  if (lagSeconds !== null)
    facts.push([c('lag'), lagSeconds === 0 ? c('lag.none') : c('lag.since', {time: longTime(lagSeconds)})]);
  if (problem !== null)
    facts.push(
      [c('problem'), problemWords(c, problem.code)],
      [c('tries'), c('tries.n', {n: problem.tries, since: momentOf(problem.since)})],
      [c('nextTry'), momentOf(problem.nextTryAt)],
    );
  if (sync.rivalAt !== null) facts.push([c('rival'), c('rival.at', {at: momentOf(sync.rivalAt)})]);
  if (sync.cloudWentBackAt !== null)
    facts.push([c('wentBack'), c('wentBack.at', {at: momentOf(sync.cloudWentBackAt)})]);
  return facts;
}

/** A newer box may know faults that this page does not. */
function problemWords(c: CloudSay['c'], code: string): string {
  const key = `problem.${code}`;
  return key in adminCloudWords.en ? c(key as AdminCloudWord) : c('problem.fault');
}
