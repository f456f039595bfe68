import type {Db} from '../base/database.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {settingsOf} from '../settings/rows.ts';
import type {Ctx} from '../web/conventions.ts';
import {type PaperLanguage, paperOnly} from '../words/paper-languages.ts';
import {languages} from '../words/say.ts';
import {type Poster, wifiCode} from './poster-view.ts';

/** The poster of one queue, or of the whole hospital. */
export async function posterOf(c: Ctx, queue: QueueRow | null): Promise<Poster> {
  const {db, siteAddress} = c.get('box');
  const {wifiName, wifiPassword} = settingsOf(db);
  const doctor = queue?.doctorId ? directoryOf(db).doctors.get(queue.doctorId) : undefined;
  const url = queue ? `${siteAddress()}/q/${queue.code}` : `${siteAddress()}/`;
  const third = thirdLanguage(db);
  return {
    queue: queue && {name: queue.name, doctor: doctor ? {name: doctor.name} : null},
    url,
    qrSvg: await qrSvg(url),
    languages: [...(third ? [third] : []), ...[...languages].reverse()],
    wifi:
      wifiName === ''
        ? null
        : {name: wifiName, password: wifiPassword, qrSvg: await qrSvg(wifiCode(wifiName, wifiPassword))},
  };
}

/** What the hospital chose for paper beside English and Hindi. */
export function thirdLanguage(db: Db): PaperLanguage | null {
  const {paperLanguage} = settingsOf(db);
  return paperOnly.find((language) => language === paperLanguage) ?? null;
}

export async function qrSvg(text: string): Promise<string> {
  const {default: QRCode} = await import('qrcode');
  return QRCode.toString(text, {type: 'svg', errorCorrectionLevel: 'M', margin: 1});
}
