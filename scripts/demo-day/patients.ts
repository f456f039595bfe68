import {remember, type Scene, type Token, wentWell} from './day.ts';
import type {Reply} from './hospital.ts';
import type {Party, Person} from './plan.ts';

/** Puts every arrival of the plan on the agenda. */
export function openPatients(scene: Scene): void {
  for (const party of scene.plan.parties) scene.agenda.at(party.atMinute, () => arrive(scene, party));
}

/** A family joins one after the other on one phone, whose cookie says that it is the same one; or at the desk. */
async function arrive(scene: Scene, party: Party): Promise<void> {
  let cookie: string | null = null;
  for (const person of party.people) {
    const queue = scene.queues.get(person.queue);
    if (!queue) continue;
    const path = `/api/queues/${queue.id}/tokens`;
    const said = {
      name: person.name,
      language: person.language,
      yearOfBirth: person.yearOfBirth,
      ...(party.phone ? {phone: party.phone} : {}),
    };
    const byPhone = party.by === 'phone';
    const reply: Reply<Token & {code?: string}> = byPhone
      ? await scene.hospital.ask('POST', path, {body: said, cookie})
      : await scene.hospital.ask('POST', path, {
          as: 'desk',
          body: {...said, ...(person.reason ? {lane: person.lane, reason: person.reason} : {})},
        });
    if (!wentWell(scene, reply)) continue;
    cookie ??= reply.cookie;
    scene.tally.count(byPhone ? 'joined by phone' : 'registered at the desk');
    if (person.lane !== 'walk-in') scene.tally.count('moved forward');
    remember(scene, reply.body, {fate: person.fate, byPhone, tested: false, missed: false});
    expect(scene, person, reply.body, byPhone);
  }
}

/** What this person will do of their own accord while they wait. */
function expect(scene: Scene, {fate}: Person, token: Token, byPhone: boolean): void {
  if (fate.cancelsAfterMinutes !== null) scene.agenda.in(fate.cancelsAfterMinutes, () => cancel(scene, token, byPhone));
  if (byPhone && fate.stepsAsideAfterMinutes !== null)
    scene.agenda.in(fate.stepsAsideAfterMinutes, async () => {
      const reply = await scene.hospital.ask<{code?: string}>('POST', `/api/my/${token.key}/late`, {
        body: {minutes: 5},
      });
      if (wentWell(scene, reply)) scene.tally.count('stepped aside');
    });
}

async function cancel(scene: Scene, token: Token, byPhone: boolean): Promise<void> {
  const reply = byPhone
    ? await scene.hospital.ask<{code?: string}>('POST', `/api/my/${token.key}/cancel`, {body: {}})
    : await scene.hospital.ask<{code?: string}>('POST', `/api/tokens/${token.id}/cancel`, {
        as: 'desk',
        body: {reason: 'went home'},
      });
  if (!wentWell(scene, reply)) return;
  scene.tally.count('cancelled');
  scene.present.delete(token.id);
}

/** Somebody who missed the call: says "I'm here" on the phone, or comes to the desk. */
export async function comeBack(scene: Scene, tokenId: string): Promise<void> {
  const presence = scene.present.get(tokenId);
  if (!presence) return;
  const reply = presence.byPhone
    ? await scene.hospital.ask<{code?: string}>('POST', `/api/my/${presence.key}/here`, {body: {}})
    : await scene.hospital.ask<{code?: string}>('POST', `/api/tokens/${tokenId}/restore`, {as: 'desk', body: {}});
  if (wentWell(scene, reply)) scene.tally.count('back in line');
}
