import {type Presence, type QueueSeen, remember, type Scene, type Token, wentWell} from './day.ts';
import type {Line} from './parameters.ts';
import {comeBack} from './patients.ts';
import {strangersFate} from './plan.ts';

export interface Room {
  line: Line;
  queue: QueueSeen;
  username: string;
  servicePointId: string;
}

/** How long to look away when there is nobody to call, and when the line is paused. */
const idleMinutes = 1;
const absenceMinutes = 1;
/** Screens can't be read faster than this, whatever the speed. */
const leastStepMs = 400;

type Called = {token?: Token; code?: string; tokenId?: string};

/** One room, from the first call on: each step puts the next one on the agenda. */
export async function openRoom(scene: Scene, room: Room): Promise<void> {
  await next(scene, room, null);
}

/** "Next", or "complete and next": the one big button. */
async function next(scene: Scene, room: Room, completeTokenId: string | null): Promise<void> {
  const reply = await deed<Called>(scene, room, `/api/queues/${room.queue.id}/call-next`, {
    servicePointId: room.servicePointId,
    ...(completeTokenId ? {completeTokenId} : {}),
  });
  if (reply.status < 400 && reply.body.token) {
    if (completeTokenId) finished(scene, completeTokenId);
    scene.tally.count('called');
    return awaitPerson(scene, room, reply.body.token);
  }
  // Refused as one: nobody was completed either. So complete alone, then look again.
  if (completeTokenId) {
    const completed = await deed(scene, room, `/api/tokens/${completeTokenId}/complete`, {});
    if (wentWell(scene, completed)) finished(scene, completeTokenId);
    return later(scene, room);
  }
  // Somebody of an earlier run, or called by a visitor: serve them first.
  if (reply.body.code === 'service-point.busy' && reply.body.tokenId)
    return serve(scene, room, reply.body.tokenId, presenceOf(scene, reply.body.tokenId));
  if (reply.body.code !== 'queue.empty' && reply.body.code !== 'queue.paused') wentWell(scene, reply);
  later(scene, room);
}

function later(scene: Scene, room: Room): void {
  step(scene, idleMinutes, () => next(scene, room, null));
}

function awaitPerson(scene: Scene, room: Room, token: Token): void {
  const presence = presenceOf(scene, token.id);
  if (presence.fate.absent && !presence.missed) {
    step(scene, absenceMinutes, async () => {
      await deed(scene, room, `/api/tokens/${token.id}/call`, {});
      step(scene, absenceMinutes, () => giveUpOn(scene, room, token.id, presence));
    });
  } else step(scene, presence.fate.walkMinutes, () => serve(scene, room, token.id, presence));
}

async function giveUpOn(scene: Scene, room: Room, tokenId: string, presence: Presence): Promise<void> {
  if (wentWell(scene, await deed(scene, room, `/api/tokens/${tokenId}/no-show`, {}))) {
    scene.tally.count('not there');
    presence.missed = true;
    const back = presence.fate.comesBackAfterMinutes;
    if (back === null) scene.present.delete(tokenId);
    else scene.agenda.in(back, () => comeBack(scene, tokenId));
  }
  await next(scene, room, null);
}

async function serve(scene: Scene, room: Room, tokenId: string, presence: Presence): Promise<void> {
  // A refusal here is no harm: it may have been started already, or a visitor was quicker.
  const started = await deed(scene, room, `/api/tokens/${tokenId}/start`, {});
  if (started.status >= 400 && started.body.state !== 'serving') {
    wentWell(scene, started);
    return later(scene, room);
  }
  const minutes = presence.tested ? presence.fate.secondServiceMinutes : presence.fate.serviceMinutes;
  step(scene, minutes, () => goOn(scene, room, tokenId, presence));
}

/** After the consultation: home, for tests, or on to another line. */
async function goOn(scene: Scene, room: Room, tokenId: string, presence: Presence): Promise<void> {
  const {testMinutes, transferTo} = presence.fate;
  if (testMinutes !== null && !presence.tested) {
    if (wentWell(scene, await deed(scene, room, `/api/tokens/${tokenId}/hold`, {reason: 'X-ray and blood test'}))) {
      scene.tally.count('sent for tests');
      presence.tested = true;
      scene.agenda.in(testMinutes, async () => {
        if (wentWell(scene, await deed(scene, room, `/api/tokens/${tokenId}/return`, {})))
          scene.tally.count('back from tests');
      });
    }
    return next(scene, room, null);
  }
  const to = transferTo === null ? undefined : scene.queues.get(transferTo);
  if (to) {
    const moved = await deed<Called>(scene, room, `/api/tokens/${tokenId}/transfer`, {
      queueId: to.id,
      reason: 'please see',
    });
    if (wentWell(scene, moved) && moved.body.token) {
      scene.tally.count('transferred');
      scene.present.delete(tokenId);
      remember(scene, moved.body.token, {...presence, fate: {...presence.fate, transferTo: null}});
    }
    return next(scene, room, null);
  }
  await next(scene, room, tokenId);
}

function finished(scene: Scene, tokenId: string): void {
  scene.tally.count('served');
  scene.present.delete(tokenId);
}

function presenceOf(scene: Scene, tokenId: string): Presence {
  return (
    scene.present.get(tokenId) ?? {
      fate: strangersFate(scene.luck),
      key: '',
      byPhone: false,
      tested: false,
      missed: false,
    }
  );
}

function deed<Body = {code?: string}>(scene: Scene, room: Room, path: string, body: Record<string, unknown>) {
  return scene.hospital.ask<Body & {code?: string; state?: string}>('POST', path, {as: room.username, body});
}

function step(scene: Scene, minutes: number, what: () => Promise<void>): void {
  scene.agenda.in(Math.max(minutes, (leastStepMs / 60_000) * scene.speed), what);
}
