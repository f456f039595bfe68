import type {Stage} from './stage.ts';

export interface Seen {
  id: string;
  key: string;
  number: string;
  state: string;
  position: number | null;
  servicePoint: {id: string} | null;
}

/** The people whose pages are photographed, found in the lines as they stand after the morning. */
export interface People {
  waiting: Seen;
  near: Seen;
  next: Seen;
  called: Seen;
  serving: Seen;
  held: Seen;
  noShow: Seen;
  done: Seen;
  transferred: Seen;
  moved: Seen;
}

export interface Lines {
  gen: string;
  car: string;
  ped: string;
  ort: string;
}

type Deed = (as: string, path: string, body?: Record<string, unknown>) => Promise<{token?: Seen; code?: string}>;

export function deedsOf(stage: Stage): Deed {
  return async (as, path, body = {}) => {
    const reply = await stage.hospital.ask<{token?: Seen; code?: string}>('POST', path, {as, body});
    if (reply.status >= 400) throw new Error(`${path} was refused: ${reply.body.code}`);
    return reply.body;
  };
}

export async function linesOf(stage: Stage): Promise<Lines> {
  const {body} = await stage.hospital.ask<{items: {id: string; code: string}[]}>('GET', '/api/queues');
  const of = (code: string) => body.items.find((queue) => queue.code === code)!.id;
  return {gen: of('GEN'), car: of('CAR'), ped: of('PED'), ort: of('ORT')};
}

export async function tokensIn(stage: Stage, queueId: string): Promise<Seen[]> {
  const {body} = await stage.hospital.ask<{items: Seen[]}>('GET', `/api/queues/${queueId}/tokens`, {as: 'admin'});
  return body.items;
}

/** Adds to the played morning what the pictures need to show: everybody in their state, a pause, a closed line. */
export async function setScene(stage: Stage, lines: Lines): Promise<People> {
  const deed = deedsOf(stage);
  // The pool: one counter has called, the other serves.
  const gen = await tokensIn(stage, lines.gen);
  const points = ['1', '2'];
  for (const pointId of points) await emptyRoom(stage, gen, pointId);
  const called = (await deed('desk', `/api/queues/${lines.gen}/call-next`, {servicePointId: '1'})).token!;
  const serving = (await deed('desk', `/api/queues/${lines.gen}/call-next`, {servicePointId: '2'})).token!;
  await deed('desk', `/api/tokens/${serving.id}/start`);
  // Cardiology: somebody with the doctor, one away for tests, one who did not come, one moved back by an emergency.
  await emptyRoom(stage, await tokensIn(stage, lines.car), '3');
  const absent = (await deed('doctor', `/api/queues/${lines.car}/call-next`)).token!;
  await deed('doctor', `/api/tokens/${absent.id}/no-show`);
  const tested = (await deed('doctor', `/api/queues/${lines.car}/call-next`)).token!;
  await deed('doctor', `/api/tokens/${tested.id}/start`);
  await deed('doctor', `/api/tokens/${tested.id}/hold`, {reason: 'ECG'});
  const withDoctor = (await deed('doctor', `/api/queues/${lines.car}/call-next`)).token!;
  await deed('doctor', `/api/tokens/${withDoctor.id}/start`);
  await deed('desk', `/api/queues/${lines.car}/tokens`, {name: 'Vikram Singh', lane: 'priority', reason: 'elderly'});
  await deed('desk', `/api/queues/${lines.car}/tokens`, {name: 'Asha Patil', lane: 'emergency', reason: 'chest-pain'});
  // A fuller hall: phones that have just joined.
  for (let joined = 0; joined < 9; joined++)
    await stage.hospital.ask('POST', `/api/queues/${lines.gen}/tokens`, {body: {}});
  const newest = await tokensIn(stage, lines.gen);
  await deed('admin', `/api/queues/${lines.ped}/pause`, {reason: 'rounds', minutes: 20});
  await deed('desk', `/api/queues/${lines.ort}/close`, {reason: 'emergency-case'});
  const car = await tokensIn(stage, lines.car);
  const sent = (await deed('desk', `/api/queues/${lines.ped}/tokens`, {name: 'Ravi Das'})) as unknown as Seen;
  await deed('desk', `/api/tokens/${sent.id}/transfer`, {queueId: lines.gen, reason: 'please see'});
  const waiting = (seen: Seen[], at: number) =>
    seen.findLast((one) => one.state === 'waiting' && one.position !== null && one.position <= at)!;
  return {
    waiting: newest.findLast((one) => one.state === 'waiting')!,
    near: waiting(car, 4),
    next: waiting(newest, 1),
    called,
    serving,
    held: tested,
    noShow: absent,
    done: newest.find((one) => one.state === 'done')!,
    transferred: sent,
    moved: waiting(car, 99),
  };
}

/** Completes whoever the play left in a room, so that the next call finds it free. */
async function emptyRoom(stage: Stage, seen: Seen[], pointId: string): Promise<void> {
  const there = seen.find(({state, servicePoint}) => /called|serving/.test(state) && servicePoint?.id === pointId);
  if (there) await deedsOf(stage)('admin', `/api/tokens/${there.id}/complete`);
}
