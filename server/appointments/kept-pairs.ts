import {LRUCache} from 'lru-cache';
import type {Db} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {settingsOf} from '../settings/rows.ts';
import {cursorFor} from '../web/conventions.ts';
import {pairHorizonDays} from './booking-rules.ts';
import {noteTime} from './figures.ts';
import {type DoctorReach, findPairs, type PairQuery, reachOfDoctor} from './pair-rows.ts';
import type {Assessment} from './schema.ts';
import {localDayNumber} from './slot-rules.ts';

export interface Asked extends Pick<PairQuery, 'region' | 'insurance' | 'type' | 'limit' | 'after'> {
  /** Past what is kept. */
  fresh?: boolean;
}

interface Page extends Pick<PairQuery, 'region' | 'insurance' | 'type'> {
  body: string;
  madeAt: number;
  /** Which doctors the page speaks of: those after `after`, up to `upTo`. */
  after: number;
  upTo: number;
}

interface Kept {
  pages: LRUCache<string, Page>;
  hits: number;
  misses: number;
}

/** Time alone changes pages (a hold runs out, a slot begins): none is older than this. */
const keptMs = 15_000;
const mostPages = 500;

const kept = new WeakMap<Db, Kept>();

function keptOf(db: Db): Kept {
  let mine = kept.get(db);
  if (!mine) {
    mine = {pages: new LRUCache({max: mostPages}), hits: 0, misses: 0};
    kept.set(db, mine);
  }
  return mine;
}

/** The answer of `GET /api/assessments` as JSON text, from memory where nothing has changed. */
export function assessmentsText(db: Db, now: number, {region, insurance, type, limit, after, fresh}: Asked): string {
  const mine = keptOf(db);
  const key = JSON.stringify([region, insurance, type, limit, after]);
  const known = fresh ? undefined : mine.pages.get(key);
  if (known && Math.abs(now - known.madeAt) < keptMs) {
    mine.hits++;
    return known.body;
  }
  if (!fresh) mine.misses++;
  const {timeZone, weekStartsOn} = settingsOf(db);
  const startedAt = performance.now();
  const lastDay = localDayNumber(now, timeZone) + pairHorizonDays;
  const {found, more} = findPairs(db, {region, insurance, type, limit, after, now, lastDay, weekStartsOn});
  noteTime(db, 'pairs', performance.now() - startedAt);
  const items = found.map(
    ({id, name, pairs}): Assessment => ({
      doctor: {id: String(id), name},
      pairs: pairs.map(([firstId, firstAt, firstVersion, secondId, secondAt, secondVersion]) => ({
        first: {slotId: String(firstId), start: isoAt(firstAt, timeZone), version: firstVersion},
        second: {slotId: String(secondId), start: isoAt(secondAt, timeZone), version: secondVersion},
      })),
    }),
  );
  const body = JSON.stringify({items, nextCursor: more === null ? null : cursorFor(more)});
  const page = {body, madeAt: now, region, insurance, type, after, upTo: more ?? Number.POSITIVE_INFINITY};
  mine.pages.set(key, page);
  return body;
}

/** After a commit: pages that speak of a doctor whose times changed are made anew for the next reader. */
export function forgetPairs(db: Db, topics: ReadonlySet<string>): void {
  const {pages} = keptOf(db);
  if (pages.size === 0) return;
  if (topics.has('site')) pages.clear();
  for (const topic of topics) {
    if (!topic.startsWith('slots:')) continue;
    const doctorId = Number(topic.slice(6));
    const reach = reachOfDoctor(db, doctorId);
    for (const [key, page] of pages.entries()) if (speaksOf(page, doctorId, reach)) pages.delete(key);
  }
}

function speaksOf(page: Page, doctorId: number, {type, regions, insurances}: DoctorReach): boolean {
  if (doctorId <= page.after || doctorId > page.upTo) return false;
  return (
    (page.type === undefined || page.type === type) &&
    (page.region === undefined || regions.has(page.region)) &&
    (page.insurance === undefined || insurances.has(page.insurance))
  );
}

export function pairCacheFigures(db: Db): {hits: number; misses: number; hitRate: number | null} {
  const {hits, misses} = keptOf(db);
  return {hits, misses, hitRate: hits + misses === 0 ? null : hits / (hits + misses)};
}
