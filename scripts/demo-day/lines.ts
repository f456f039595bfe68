import type {QueueSeen, Scene} from './day.ts';
import {wentWell} from './day.ts';
import type {Line} from './parameters.ts';
import {openRoom} from './rooms.ts';

/** Who serves a line. The demo hospital has one doctor who can sign in; the others get their own accounts first. */
const servers: Record<string, {username: string; name: string}> = {
  GEN: {username: 'desk', name: 'Front desk 1'},
  CAR: {username: 'doctor', name: 'Dr. Meera Rao'},
  PED: {username: 'doctor.khan', name: 'Dr. Imran Khan'},
  ORT: {username: 'doctor.iyer', name: 'Dr. Kavita Iyer'},
};

/** Gives each line its people, says who is late, and starts its rooms when they begin. */
export async function openLines(scene: Scene): Promise<void> {
  for (const line of scene.plan.lines) {
    const queue = scene.queues.get(line.code);
    if (!queue) continue;
    const username = await serverOf(scene, line, queue);
    await tidy(scene, queue, username);
    if (line.lateMinutes > 0)
      await tellLine(scene, queue, username, 'late', {
        minutes: Math.max(1, Math.round(line.lateMinutes / scene.speed)),
        reason: 'emergency-case',
      });
    for (const point of queue.servicePoints.slice(0, line.rooms))
      scene.agenda.at(line.startsAtMinute, () => openRoom(scene, {line, queue, username, servicePointId: point.id}));
    if (line.lateMinutes > 0)
      scene.agenda.at(line.startsAtMinute, async () => {
        await tellLine(scene, queue, username, 'late', {minutes: 0});
      });
    for (const {atMinute, minutes, reason} of line.pauses)
      scene.agenda.at(atMinute, async () => {
        const resumesAt = new Date(scene.now() + (minutes / scene.speed) * 60_000).toISOString();
        if (await tellLine(scene, queue, username, 'pause', {reason, resumesAt})) scene.tally.count('paused');
        scene.agenda.in(minutes, async () => {
          if (await tellLine(scene, queue, username, 'resume', {})) scene.tally.count('resumed');
        });
      });
  }
}

/** An earlier demo in this folder may have ended in a pause or after closing. */
async function tidy(scene: Scene, queue: QueueSeen, username: string): Promise<void> {
  if (queue.state !== 'open') await tellLine(scene, queue, username, 'open', {});
}

async function tellLine(
  scene: Scene,
  queue: QueueSeen,
  as: string,
  deed: 'open' | 'pause' | 'resume' | 'late',
  body: Record<string, unknown>,
): Promise<boolean> {
  return wentWell(
    scene,
    await scene.hospital.ask<{code?: string}>('POST', `/api/queues/${queue.id}/${deed}`, {as, body}),
  );
}

/** Makes sure that somebody can serve this line, as an administrator would. */
async function serverOf(scene: Scene, line: Line, queue: QueueSeen): Promise<string> {
  const {username, name} = servers[line.code] ?? {username: 'admin', name: ''};
  if (username === 'admin' || username === 'desk' || username === 'doctor') return username;
  const reply = await scene.hospital.ask<{code?: string}>('POST', '/api/users', {
    as: 'admin',
    body: {
      username,
      name,
      role: 'doctor',
      password: 'demo-1234',
      doctorId: queue.doctor?.id ?? null,
      queueIds: [queue.id],
    },
  });
  // From an earlier demo in this folder they are still there.
  if (reply.status < 400 || reply.body.code === 'name.taken') return username;
  wentWell(scene, reply);
  return 'admin';
}
