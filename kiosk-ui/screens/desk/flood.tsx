import {useEffect, useState} from 'preact/hooks';
import type {QueueEvent, VoidAnswer} from '../../../server/queue/schema.ts';
import {nameOf, t} from '../../parts/staff-words.tsx';
import {ask, send} from '../sign-in/session.ts';
import {act, busy, wordsOf} from './act.ts';
import {clockBefore, type FloodTimes, floodTimes} from './flood-times.ts';
import {tellUndoable} from './toast.ts';

/** How far back the first field looks: a flood is noticed within minutes. */
const usualMinutes = 30;
/** After the last key in a field, before the box is asked how many that would be. */
const restMs = 300;

/** Cancels what phones took between two times: how many that is stands there before anybody can press. */
export function Flood({queue, leave}: {queue: QueueEvent; leave: () => void}) {
  const [asOf] = useState(queue.asOf);
  const [from, setFrom] = useState(() => clockBefore(asOf, usualMinutes));
  const [to, setTo] = useState(() => clockBefore(asOf, 0));
  const [reason, setReason] = useState('');
  const times = floodTimes(asOf, from, to);
  const {tokens, fault} = useFloodCount(queue.id, times);
  const ready = times !== null && tokens !== null && tokens > 0 && reason.trim() !== '';

  async function voidThem(event: SubmitEvent) {
    event.preventDefault();
    if (!ready) return;
    const body = {...times, reason: reason.trim()};
    const path = `/api/queues/${encodeURIComponent(queue.id)}/void`;
    const answer = await act(() => send<VoidAnswer>(path, body));
    leave();
    if (!answer) return;
    const {cancelled, id, undoUntil} = answer;
    const undoes = id === null ? null : {floodId: id, queue: {id: queue.id, name: queue.name}};
    tellUndoable(t('floodVoided', {n: cancelled, queue: nameOf(queue.name)}), undoes, undoUntil);
  }

  return (
    <form class="flood" onSubmit={voidThem}>
      <p class="muted">{t('floodSays')}</p>
      <div class="flood-times">
        <label class="field">
          {t('floodFrom')}
          <input type="time" required value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label class="field">
          {t('floodTo')}
          <input type="time" required value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </label>
      </div>
      <label class="field">
        {t('floodReason')}
        <input required value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <p role="status" class="flood-count">
        {fault ??
          (times === null ? t('floodTimesWrong') : tokens === null ? t('loading') : t('floodCount', {n: tokens}))}
      </p>
      <button type="submit" class="btn main" disabled={!ready || busy.value}>
        {t('floodVoid', {n: tokens ?? 0})} <kbd>↵</kbd>
      </button>
    </form>
  );
}

/** How many a void would take now; null until the box has said so. */
function useFloodCount(queueId: string, times: FloodTimes | null): {tokens: number | null; fault: string | null} {
  const [told, setTold] = useState<{tokens: number | null; fault: string | null}>({tokens: null, fault: null});
  const asked = times && `from=${encodeURIComponent(times.from)}&to=${encodeURIComponent(times.to)}`;
  useEffect(() => {
    setTold({tokens: null, fault: null});
    if (asked === null) return;
    const stop = new AbortController();
    const rest = setTimeout(() => {
      ask<{tokens: number}>(`/api/queues/${encodeURIComponent(queueId)}/void?${asked}`, stop.signal)
        .then(({tokens}) => setTold({tokens, fault: null}))
        .catch((error) => {
          if (!stop.signal.aborted) setTold({tokens: null, fault: wordsOf(error).title});
        });
    }, restMs);
    return () => {
      clearTimeout(rest);
      stop.abort();
    };
  }, [queueId, asked]);
  return told;
}
