import type {Db} from '../base/database.ts';
import {all} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {settingsOf} from '../settings/rows.ts';

/** The most steps that one timeline shows; a token with more has been tormented. */
const mostSteps = 200;

/** What happened to a token, oldest first, with the time since the step before. */
export function timelineOf(db: Db, tokenId: number) {
  const {timeZone} = settingsOf(db);
  const rows = all<{
    at: number;
    kind: string;
    actorKind: string;
    actorId: number | null;
    device: string | null;
    name: string | null;
  }>(
    db,
    `select journal.at, journal.kind, journal.actorKind, journal.actorId, journal.device, users.name
     from journal left join users on journal.actorKind = 'staff' and users.id = journal.actorId
     where journal.tokenId = ? order by journal.seq limit ?`,
    tokenId,
    mostSteps,
  );
  let before: number | null = null;
  return rows.map((row) => {
    const sinceMs = before === null ? 0 : Math.max(0, row.at - before);
    before = row.at;
    return {
      at: isoAt(row.at, timeZone),
      what: row.kind,
      who: row.name ?? row.actorKind,
      device: row.device,
      sinceMs,
    };
  });
}
