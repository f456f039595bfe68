import type {People} from './scene.ts';
import type {Shot} from './shots.ts';

/** Paper beside the usual slip and poster: the narrow roll, and the poster of the whole house. */
export function paperShots(people: People): Shot[] {
  return [
    {name: 'slip-58', path: `/slip/${people.waiting.id}?width=58`, size: [220, 620], as: 'desk', whole: true},
    {name: 'poster-house', path: '/poster', size: [794, 1123]},
  ];
}
