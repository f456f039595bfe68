import {directoryOf} from '../places/directory.ts';
import {shownDay} from '../queue/line.ts';
import {numberOf} from '../queue/move-rules.ts';
import {type LineToken, tokensOfDevice} from '../queue/rows.ts';
import {sightOf} from '../queue/sight.ts';
import {tokenViewOf} from '../queue/views.ts';
import type {Ctx} from '../web/conventions.ts';
import type {MineItem} from './mine-view.ts';

/** This browser's tokens of today that are still in play, but the one whose page it looks at. */
export function mineOf(c: Ctx, exceptId?: number): MineItem[] {
  const {db} = c.get('box');
  const day = shownDay(db);
  const deviceId = c.get('deviceId');
  if (day === null || deviceId === null) return [];
  const directory = directoryOf(db);
  return tokensOfDevice(db, deviceId, day)
    .filter((token) => token.id !== exceptId)
    .map((token) => {
      const {state, ahead, servicePoint, announcedAt} = tokenViewOf(sightOf(c), token);
      const queue = directory.queues.get(token.queueId)!;
      return {
        number: numberOf(queue.prefix, token.serial),
        url: `/t/${token.key}`,
        state,
        queue: queue.name,
        code: queue.code,
        ahead,
        room: servicePoint?.name ?? null,
        announcedAt,
        name: token.name,
      };
    });
}

/** Whether this browser took it: only there a page shows the name that was typed with it. */
export const isOwn = (c: Ctx, token: LineToken): boolean =>
  token.deviceId !== null && token.deviceId === c.get('deviceId');
