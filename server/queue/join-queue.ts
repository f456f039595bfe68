import {insistJoinRate} from '../staff/rates.ts';
import {addDevice} from '../staff/rows.ts';
import {deviceCookie} from '../staff/who.ts';
import type {Ctx} from '../web/conventions.ts';
import {throughDoor} from '../web/conventions.ts';
import {issueToken} from './issue-token.ts';
import type {IssueBody} from './schema.ts';
import {sightIn} from './sight.ts';
import {staffTokenViewOf, tokenViewOf} from './views.ts';

/** A join over HTTP, by anybody: rates, the device's cookie at the first join, then the deed. */
export function joinQueue(c: Ctx, queueId: number, body: IssueBody): Promise<Response> {
  const box = c.get('box');
  const actor = c.get('actor');
  const stranger = actor.kind !== 'staff' && actor.role !== 'kiosk';
  insistJoinRate(c, queueId);
  return throughDoor(c, (tx) => {
    const fresh = stranger && c.get('deviceId') === null ? addDevice(tx) : null;
    const token = issueToken(tx, queueId, {
      ...body,
      deviceId: fresh?.id ?? c.get('deviceId'),
      capped: box.config.rateLimit,
    });
    const sight = sightIn(c, tx);
    return {
      status: 201,
      body: actor.kind === 'staff' ? staffTokenViewOf(sight, token) : tokenViewOf(sight, token),
      cookie: fresh ? deviceCookie(fresh.secret) : null,
    };
  });
}
