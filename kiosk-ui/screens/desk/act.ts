import {signal} from '@preact/signals';
import type {QueueEvent, QueueView, StaffTokenView} from '../../../server/queue/schema.ts';
import {Refusal} from '../../api.ts';
import {serverNowMs} from '../../parts/staff-time.ts';
import {codeWords, t} from '../../parts/staff-words.tsx';
import {send} from '../sign-in/session.ts';
import type {Deed} from './deeds.ts';
import {findToken, lines} from './lines.ts';
import {canUndo, hush, tell, toast, undoMostMs} from './toast.ts';

/** Why the last deed did not happen; goes with the next one. */
export const trouble = signal<{title: string; detail: string} | null>(null);
/** True while the box is being asked to do something: one deed at a time, so a double click does nothing twice. */
export const busy = signal(false);

interface TokenAnswer {
  token: StaffTokenView;
}

/** Runs one deed; null when it was refused (then `trouble` says why) or another is still in work. */
export async function act<Answer>(work: () => Promise<Answer>, about?: {number: string}): Promise<Answer | null> {
  if (busy.value) return null;
  busy.value = true;
  trouble.value = null;
  try {
    return await work();
  } catch (error) {
    trouble.value = wordsOf(error, about);
    return null;
  } finally {
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
  const values = {number: after.number, from: before.number, queue: after.queue.name, reason: reasonWords(more.reason)};
  if (deed === 'undo') return t('undone', {number: before.number});
  if (deed === 'slip' || deed === 'timeline') return '';
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
  const id = canUndo(told, now)
    ? told.tokenId
    : token?.undoUntil && Date.parse(token.undoUntil) > now
      ? token.id
      : null;
  if (id === null) {
    tell(t('nothingToUndo'));
    return;
  }
  const about = findToken(id);
  const answer = await act(() => send<TokenAnswer>(`/api/tokens/${encodeURIComponent(id)}/undo`), about);
  if (answer) {
    hush();
    tell(t('undone', {number: answer.token.number}));
  }
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

export async function changeQueue(queue: Pick<QueueEvent, 'id'>, deed: QueueDeed, body: Record<string, unknown> = {}) {
  return act(() => send(`/api/queues/${encodeURIComponent(queue.id)}/${deed}`, body));
}

/** True when the token is the first in call order: then a call is in turn. */
export function isNext(token: StaffTokenView): boolean {
  const first = lines.value.get(token.queue.id)?.tokens.find((one) => one.state === 'waiting');
  return first?.id === token.id;
}
