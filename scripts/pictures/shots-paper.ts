import path from 'node:path';
import type {Camera} from './camera.ts';
import type {People} from './scene.ts';
import type {Shot} from './shots.ts';
import type {Stage} from './stage.ts';

/** Paper beside the usual slip and poster: the narrow roll, and the poster of the whole house. */
export function paperShots(people: People): Shot[] {
  return [
    {name: 'slip-58', path: `/slip/${people.waiting.id}?width=58`, size: [220, 620], as: 'desk', whole: true},
    {name: 'poster-house', path: '/poster', size: [794, 1123]},
  ];
}

const third = ['', 'mr', 'bn', 'ta'] as const;

/** Paper as the printer gets it, `paper-….pdf`, with each third language and with the hospital's Wi-Fi; answers how many. */
export async function takePaper(stage: Stage, camera: Camera, people: People, folder: string): Promise<number> {
  let taken = 0;
  const print = (name: string, address: string, language: 'en' | 'hi' = 'en') =>
    camera.look({name, path: address, size: [794, 1123], as: 'desk'}, language, 'light', async (page) => {
      await page.pdf({path: path.join(folder, `paper-${name}.pdf`), preferCSSPageSize: true, printBackground: true});
      taken++;
    });
  for (const language of third) {
    await setPaper(stage, {
      paperLanguage: language,
      wifiName: 'District Hospital Patients',
      wifiPassword: 'baari-1234',
    });
    const ending = language === '' ? 'two' : language;
    await print(`poster-${ending}`, '/poster/CAR');
    for (const width of [58, 80])
      await print(`slip-${width}-${ending}`, `/slip/${people.near.id}?width=${width}`, 'hi');
  }
  await setPaper(stage, {paperLanguage: '', wifiName: '', wifiPassword: ''});
  await print('poster-house', '/poster');
  return taken;
}

async function setPaper(stage: Stage, values: object): Promise<void> {
  const {body: now} = await stage.hospital.ask<{version: number}>('GET', '/api/settings', {as: 'admin'});
  const body = {version: now.version, values};
  const reply = await stage.hospital.ask<{code?: string}>('PATCH', '/api/settings', {as: 'admin', body});
  if (reply.status >= 400) throw new Error(`settings were refused: ${reply.body.code}`);
}
