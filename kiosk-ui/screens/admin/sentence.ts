import type {AuditEntry} from '../../../server/queue/schema.ts';
import {type AdminJournalWord, adminJournalWords} from '../../../server/words/admin-journal.ts';
import {settingsTold, type ToldSetting} from '../../../server/words/admin-settings.ts';
import {localName} from '../../../server/words/names.ts';
import {reasonText} from '../../../server/words/reasons.ts';
import {type Language, sayer} from '../../../server/words/say.ts';
import {staffWords} from '../../../server/words/staff.ts';
import {clockTime} from '../../../server/words/times.ts';

const says = {en: sayer(adminJournalWords, 'en'), hi: sayer(adminJournalWords, 'hi')};

export type SentenceEntry = Pick<AuditEntry, 'what' | 'actor' | 'device' | 'about' | 'data' | 'named' | 'words'>;

export interface Reader {
  language: Language;
  timeZone: string;
  /** What a changed field is called; null: it is not told. */
  fieldName(field: string): string | null;
}

/** Whether a kind of fact has a sentence. */
export const hasSentence = (what: string) => `fact.${what}` in adminJournalWords.en;

/** One entry of the record as a sentence. A kind that is not known is shown by its code. */
export function sentenceOf(entry: SentenceEntry, reader: Reader): string {
  const say = says[reader.language];
  const key = `fact.${entry.what}${variantOf(entry)}`;
  if (!(key in adminJournalWords.en)) return entry.what;
  return say(key as AdminJournalWord, valuesOf(entry, reader));
}

/** Which telling of a fact fits; with its dot, or empty. */
function variantOf({what, actor, data, device}: SentenceEntry): string {
  switch (what) {
    case 'token.issued':
      return data?.from ? '.after' : actor.kind === 'patient' ? '.phone' : '';
    case 'token.called':
      return data?.inTurn === false ? '.outOfTurn' : '';
    case 'token.cancelled':
      return data?.flood === true ? '.flood' : '';
    case 'booking.cancelled':
      return data?.house === true ? '.house' : data?.late === true ? '.late' : '';
    case 'token.expired':
      return data?.carried === true ? '.carried' : '';
    case 'queue.paused':
      return typeof data?.resumesAt === 'number' ? '.until' : '';
    case 'queue.late':
      return data?.lateMinutes ? '' : '.none';
    case 'queue.overtaken':
      return data?.by ? '.by' : '';
    case 'session.ended':
      return device === `session:${data?.session}` ? '' : '.other';
    case 'day.opened':
      return data?.again === true ? '.again' : '';
    case 'display.paired':
      return data?.kind === 'kiosk' ? '.kiosk' : '';
    case 'user.changed':
      return data?.password === true ? '.password' : '';
    default:
      return '';
  }
}

function valuesOf(entry: SentenceEntry, reader: Reader): Record<string, string | number> {
  const {language} = reader;
  const say = says[language];
  const {about, named, words} = entry;
  const data = entry.data ?? {};
  const number = (id: unknown) => named[`token:${id}`] ?? say('numberless');
  const [kind = '', id = ''] = (about.subject ?? '').split(':');
  const queueId = entry.what === 'token.transferred' ? data.queue : about.queueId;
  const moves = `move.${data.move}`;
  const codes = `code.${data.code}`;
  return {
    who: whoOf(entry, language),
    number: number(about.tokenId),
    before: number(data.from),
    after: number(data.to),
    by: number(data.by),
    queue: local(named[`queue:${queueId}`], language) ?? gone(String(queueId ?? ''), language),
    room: local(named[`service-point:${data.servicePoint}`], language) ?? say('noRoom'),
    thing: local(named[`${kind}:${id}`], language) ?? gone(id, language),
    board:
      data.board === 'all'
        ? say('allQueues')
        : (named[`board:${data.board}`] ?? gone(String(data.board ?? ''), language)),
    lane: laneWords(String((entry.what === 'token.issued' ? data.lane : data.to) ?? ''), language),
    move: say(moves in adminJournalWords.en ? (moves as AdminJournalWord) : 'move.other'),
    code: say(codes in adminJournalWords.en ? (codes as AdminJournalWord) : 'code.turns'),
    names: namesOf(data.moved, number, language),
    setting: settingsTold[language][id as ToldSetting]?.[0] ?? id,
    from: valueWords(data.from, language),
    to: valueWords(data.to, language),
    day: id,
    n: countOf(entry.what, data, id),
    time: typeof data.resumesAt === 'number' ? clockTime(data.resumesAt, reader.timeZone) : '',
    made: Number(data.made ?? 0),
    gone: Number(data.removed ?? 0),
    fields: fieldsOf(data.fields, reader),
    why: words ? say('why', {reason: reasonText(words, language)}) : '',
  };
}

/** Who did it: a person by name, anything else by what it is. */
export function whoOf({actor}: Pick<SentenceEntry, 'actor'>, language: Language): string {
  const key = `who.${actor.kind}`;
  return actor.name ?? says[language](key in adminJournalWords.en ? (key as AdminJournalWord) : 'who.staff');
}

/** `session:4` in words. */
export function deviceOf(device: string | null, language: Language): string {
  const [kind = '', n = ''] = (device ?? '').split(':');
  const key = `device.${kind}`;
  return key in adminJournalWords.en ? says[language](key as AdminJournalWord, {n}) : '';
}

const local = (name: string | undefined, language: Language) => (name === undefined ? null : localName(name, language));
const gone = (id: string, language: Language) => says[language]('gone', {id});

function laneWords(lane: string, language: Language): string {
  const key = `lane.${lane}`;
  const words = key in staffWords.en ? staffWords[language][key as 'lane.priority'] : lane;
  return language === 'en' ? words.toLowerCase() : words;
}

function countOf(what: string, data: Record<string, unknown>, id: string): string | number {
  const found =
    data.overtaken ?? data.minutes ?? data.lateMinutes ?? data.cancelled ?? data.returned ?? data.session ?? null;
  if (what === 'token.completed') return Math.round(Number(data.durationMs ?? 0) / 60_000);
  return found === null ? id : Number(found);
}

function valueWords(value: unknown, language: Language): string {
  const say = says[language];
  if (value === '' || value === null || value === undefined) return say('nothingThere');
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no');
  return typeof value === 'string' ? say('quoted', {value}) : String(value);
}

const namesShown = 4;

/** Those who came later, the first few with their places. */
function namesOf(moved: unknown, number: (id: unknown) => string, language: Language): string {
  const all = Array.isArray(moved) ? (moved as [number, number, number][]) : [];
  const names = all
    .slice(0, namesShown)
    .map(([id, from, to]) => says[language]('place', {number: number(id), from, to}))
    .join(', ');
  return all.length > namesShown ? says[language]('andMore', {names, n: all.length - namesShown}) : names;
}

function fieldsOf(fields: unknown, {language, fieldName}: Reader): string {
  const names = (Array.isArray(fields) ? fields : []).map((field) => fieldName(String(field)));
  const told = names.filter((name) => name !== null);
  return told.length === 0 ? '' : says[language]('fields', {fields: told.join(', ')});
}
