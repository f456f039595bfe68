import {signal} from '@preact/signals';
import type {QueueEvent, QueueView, StaffTokenView} from '../../../server/queue/schema.ts';
import {sayer} from '../../../server/words/say.ts';
import {unsentWords} from '../../../server/words/unsent.ts';
import {Refusal} from '../../api.ts';
import {serverNowMs} from '../../parts/staff-time.ts';
import {codeWords, language, nameOf, t} from '../../parts/staff-words.tsx';
import {send} from '../sign-in/session.ts';
import type {Deed} from './deeds.ts';
import {findToken, lines} from './lines.ts';
import {meanwhile} from './meanwhile.ts';
import {canUndo, hush, tell, tellUndoable, toast, undoMostMs} from './toast.ts';
import {say} from './words.ts';

/** Why the last deed did not happen; goes with the next one. */
export const trouble = signal<{title: string; detail: string} | null>(null);
/** True while the box is being asked to do something: one deed at a time, so a double click does nothing twice. */
export const busy = signal(false);
let busySinceMs = 0;
/** True once the box takes longer than a healthy one does: that is said at once, not when the last try has failed. */
export const slow = signal(false);
const slowAfterMs = 900;
/** A second press within this is a double click; later it is somebody who must be told why nothing happens. */
const doubleMs = 700;

interface TokenAnswer {
  token: StaffTokenView;
}

/** True when the last deed waits for the box (unsent.tsx): it is done as far as its presser is concerned. */
export let wasKept = false;

/** Runs one deed; null when it was refused (then `trouble` says why) or another is still in work. */
export async function act<Answer>(
  work: () => Promise<Answer>,
  about?: {id: string; number: string},
): Promise<Answer | null> {
  if (busy.value) {
    if (Date.now() - busySinceMs > doubleMs) trouble.value = {title: say('stillWorking'), detail: ''};
    return null;
  }
  busy.value = true;
  busySinceMs = Date.now();
  const waiting = setTimeout(() => {
    slow.value = true;
  }, slowAfterMs);
  trouble.value = null;
  wasKept = false;
  try {
    const answer = await work();
    trouble.value = null;
    return answer;
  } catch (error) {
    wasKept = error instanceof Refusal && error.code === 'kept';
    if (wasKept) {
      tell(sayer(unsentWords, language.value)('unsentKept'));
      return null;
    }
    const title = about && error instanceof Refusal && error.code === 'token.state' ? await meanwhile(about) : null;
    trouble.value = title === null ? wordsOf(error, about) : {title, detail: say('nothingChanged')};
    return null;
  } finally {
    clearTimeout(waiting);
    slow.value = false;
    busy.value = false;
  }
}

const states = [
  'waiting',
  'called',
  'serving',
  'done',
  'cancelled',
  'no-show',
  'held',
  'transferred',
  'expired',
] as const;

/** A refusal as staff read it; a stale move says what the token is now, and the list already shows it. */
export function wordsOf(error: unknown, about?: {number: string}): {title: string; detail: string} {
  if (!(error instanceof Refusal)) return {title: t('unreachable'), detail: String(error)};
  if (error.code === 'network.timeout') return {title: t('tooLong'), detail: ''};
  if (error.status === 0) return {title: t('unreachable'), detail: t('unreachableMore')};
  const state = states.find((one) => one === error.fields.state);
  if (error.code === 'token.state' && state && about)
    return {title: t(`now.${state}`, {number: about.number}), detail: ''};
  const fields = Array.isArray(error.fields.errors)
    ? (error.fields.errors as {path: string; message: string}[])
        .map((one) => (one.path ? `${one.path}: ${one.message}` : one.message))
        .join('; ')
    : '';
  const free = Array.isArray(error.fields.alternatives) ? (error.fields.alternatives as {name: string}[]) : [];
  if (free.length > 0)
    return {title: error.title, detail: say('otherQueues', {names: free.map(({name}) => nameOf(name)).join(', ')})};
  return {title: error.title, detail: fields || error.detail};
}

export interface More {
  reason?: string;
  queueId?: string;
  servicePointId?: string;
  note?: string;
}

/** Does a deed to a token and says so in a toast with its undo. */
export async function doDeed(deed: Deed, token: StaffTokenView, more: More = {}): Promise<StaffTokenView | null> {
  const answer = await act(() => asked(deed, token, more), token);
  if (!answer) return null;
  const words = didWords(deed, token, answer.token, more);
  // A transfer is undone at the number that was left; its own undo time comes with the stream a moment later.
  if (deed === 'transfer') tell(words, {id: token.id, undoUntil: new Date(serverNowMs() + undoMostMs).toISOString()});
  else tell(words, answer.token);
  return answer.token;
}

function asked(deed: Deed, token: StaffTokenView, more: More): Promise<TokenAnswer> {
  const at = `/api/tokens/${encodeURIComponent(token.id)}`;
  const body: Record<string, string> = {};
  if (more.reason) body.reason = more.reason;
  switch (deed) {
    case 'call':
    case 'again':
      return send(`${at}/call`, more.servicePointId ? {...body, servicePointId: more.servicePointId} : body);
    case 'priority':
    case 'emergency':
    case 'walk-in':
      return send(`${at}/lane`, {lane: deed, ...body});
    case 'transfer':
      return send(`${at}/transfer`, {queueId: more.queueId, ...body});
    case 'complete':
      return send(`${at}/complete`, more.note ? {...body, note: more.note} : body);
    default:
      return send(`${at}/${deed}`, deed === 'undo' ? {} : body);
  }
}

function didWords(deed: Deed, before: StaffTokenView, after: StaffTokenView, more: More): string {
  const values = {
    number: after.number,
    from: before.number,
    queue: nameOf(after.queue.name),
    reason: reasonWords(more.reason),
  };
  if (deed === 'undo') return t('undone', {number: before.number});
  if (deed === 'slip' || deed === 'timeline' || deed === 'person') return '';
  if (deed === 'walk-in') return say('did.walk-in', values);
  return t(`did.${deed}`, values);
}

/** A reason as people read it: a code in this person's language, own words as they are. */
export function reasonWords(reason: string | null | undefined): string {
  return reason ? codeWords('reason', reason) : '';
}

/** Undoes what the toast tells of, else the given token's last move. */
export async function undo(token?: StaffTokenView | null) {
  const now = serverNowMs();
  const told = toast.value;
  if (canUndo(told, now)) {
    const {undoes} = told;
    if ('takeBack' in undoes) return undoes.takeBack();
    return 'floodId' in undoes ? undoFlood(undoes) : undoToken(undoes.tokenId);
  }
  if (token?.undoUntil && Date.parse(token.undoUntil) > now) return undoToken(token.id);
  tell(t('nothingToUndo'));
}

async function undoToken(id: string) {
  const about = findToken(id);
  const answer = await act(() => send<TokenAnswer>(`/api/tokens/${encodeURIComponent(id)}/undo`), about);
  if (answer) {
    hush();
    tell(t('undone', {number: answer.token.number}));
  }
}

async function undoFlood({floodId, queue}: {floodId: string; queue: {id: string; name: string}}) {
  const path = `/api/queues/${encodeURIComponent(queue.id)}/void/undo`;
  const answer = await act(() => send<{returned: number; stayed: number}>(path, {id: floodId}));
  if (!answer) return;
  hush();
  const {returned, stayed} = answer;
  tell(t(stayed > 0 ? 'floodUndoneSome' : 'floodUndone', {queue: nameOf(queue.name), n: returned, stayed}));
}

/** Calls whoever is next; with `completeTokenId` the one being served is completed in the same breath. */
export async function callNext(
  queue: Pick<QueueView, 'id'>,
  servicePointId: string | null,
  completing?: StaffTokenView,
): Promise<StaffTokenView | null> {
  const body: Record<string, string> = {};
  if (servicePointId) body.servicePointId = servicePointId;
  if (completing) body.completeTokenId = completing.id;
  const answer = await act(
    () => send<TokenAnswer>(`/api/queues/${encodeURIComponent(queue.id)}/call-next`, body),
    completing,
  );
  if (!answer) return null;
  tell(t('did.call', {number: answer.token.number}), answer.token);
  return answer.token;
}

export type QueueDeed = 'open' | 'pause' | 'resume' | 'close' | 'late';

export interface QueueChange {
  reason?: string;
  resumesAt?: string;
  minutes?: number;
}

/** Changes a whole line and says so in a toast whose undo puts it as it was. */
export async function changeQueue(queue: QueueEvent, deed: QueueDeed, body: QueueChange = {}) {
  const answer = await act(() => askQueue(queue, deed, body));
  if (!answer) return;
  const word = deed === 'late' && body.minutes === 0 ? 'didQueue.onTime' : (`didQueue.${deed}` as const);
  const words = say(word, {queue: nameOf(queue.name), reason: reasonWords(body.reason), n: body.minutes ?? 0});
  const back = wayBack(queue, deed);
  const takeBack = async () => {
    if (!back || !(await act(() => askQueue(queue, back.deed, back.body)))) return;
    tell(say('queueUndone', {queue: nameOf(queue.name)}));
  };
  tellUndoable(words, back ? {takeBack} : null, new Date(serverNowMs() + undoMostMs).toISOString());
}

const askQueue = (queue: QueueEvent, deed: QueueDeed, body: QueueChange) =>
  send(`/api/queues/${encodeURIComponent(queue.id)}/${deed}`, body);

/** What makes a line as it was before the deed; null where nothing does. */
function wayBack(before: QueueEvent, deed: QueueDeed): {deed: QueueDeed; body: QueueChange} | null {
  if (deed === 'late') return {deed, body: {minutes: before.lateMinutes}};
  if (deed === 'pause') return before.state === 'open' ? {deed: 'resume', body: {}} : null;
  if (before.state === 'open') return {deed: 'open', body: {}};
  if (before.state === 'closed') return {deed: 'close', body: {}};
  const {notice, resumesAt} = before;
  return before.state === 'paused'
    ? {deed: 'pause', body: {...(notice ? {reason: notice} : {}), ...(resumesAt ? {resumesAt} : {})}}
    : null;
}

/** True when the token is the first in call order: then a call is in turn. */
export function isNext(token: StaffTokenView): boolean {
  const first = lines.value.get(token.queue.id)?.tokens.find((one) => one.state === 'waiting');
  return first?.id === token.id;
}
