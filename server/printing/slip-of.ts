import {directoryOf, type QueueRow} from '../places/directory.ts';
import type {LineToken} from '../queue/rows.ts';
import {positionOfToken, type Sight, staffTokenViewOf} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {localName} from '../words/names.ts';
import {type PaperLanguage, paperLanguages, paperSayer, screenLanguage} from '../words/paper-languages.ts';
import {slipWords} from '../words/paper-slip.ts';
import {clockTime, dayName} from '../words/times.ts';
import type {Printer} from './rows.ts';
import type {Slip} from './slip-rules.ts';

/** More rooms than this are not worth the paper: the board says which. */
const mostRooms = 3;

/** The slip of a token as this printer prints it: in its own language or the holder's, and the keep-line in English too. */
export function slipOf(sight: Sight, token: LineToken, printer: Printer, demo: boolean): Slip {
  const {siteName, timeZone, language: usual} = settingsOf(sight.db);
  const language: PaperLanguage = printer.language ?? token.language ?? (usual as PaperLanguage);
  const screen = screenLanguage(language);
  const say = paperSayer(slipWords, language);
  const queue = directoryOf(sight.db).queues.get(token.queueId)!;
  const view = staffTokenViewOf(sight, token);
  const ahead = positionOfToken(sight, token);
  const rooms = roomsOf(queue, screen);
  const both = (key: keyof typeof slipWords.en) =>
    language === 'en' ? [say(key)] : [say(key), paperSayer(slipWords, 'en')(key)];
  return {
    ...paperOf(printer),
    head: [siteName, ...(demo ? [say('demo')] : [])],
    number: view.number,
    names: namesOf(sight, queue, screen),
    facts: [
      ...(rooms === null ? [] : [[say('where'), rooms] as [string, string]]),
      [say('time'), `${dayName(token.day, screen)}, ${clockTime(view.issuedAt, timeZone)}`],
      ...(ahead === null ? [] : [[say('ahead'), String(ahead)] as [string, string]]),
    ],
    url: view.url,
    foot: [...both('scan'), ...both('keep')],
  };
}

/** What an administrator sees of a new printer: every script that it may be asked for, and a code to scan. */
export function testSlip(sight: Sight, printer: Printer, address: string): Slip {
  const {siteName, language: usual} = settingsOf(sight.db);
  const own = printer.language ?? (usual as PaperLanguage);
  const languages = [...new Set<PaperLanguage>([own, ...paperLanguages])];
  return {
    ...paperOf(printer),
    head: [siteName],
    number: 'A-000',
    names: [paperSayer(slipWords, own)('test')],
    facts: [[printer.name, `${printer.paperMm} mm`]],
    url: address,
    foot: [paperSayer(slipWords, own)('testMore'), ...languages.map((each) => paperSayer(slipWords, each)('keep'))],
  };
}

function paperOf({paperMm, codepage}: Printer): Pick<Slip, 'paperMm' | 'codepage'> {
  return {paperMm, codepage};
}

function namesOf(sight: Sight, queue: QueueRow, language: 'en' | 'hi'): string[] {
  const doctor = queue.doctorId === null ? undefined : directoryOf(sight.db).doctors.get(queue.doctorId);
  const name = localName(queue.name, language);
  return doctor && !queue.name.includes(doctor.name) ? [name, doctor.name] : [name];
}

function roomsOf(queue: QueueRow, language: 'en' | 'hi'): string | null {
  const rooms = queue.servicePoints;
  if (rooms.length === 0 || rooms.length > mostRooms) return null;
  return rooms.map(({name}) => localName(name, language)).join(' / ');
}
