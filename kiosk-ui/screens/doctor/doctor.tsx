import {useEffect} from 'preact/hooks';
import type {QueueEvent, StaffTokenView} from '../../../server/queue/schema.ts';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {Lane} from '../../parts/staff-lane.tsx';
import {ageOf, clockTimeOf, minutesSince, serverNowMs} from '../../parts/staff-time.ts';
import {ToastBox, TroubleBox} from '../../parts/staff-toast.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {busy, callNext, changeQueue, doDeed, reasonWords, trouble, undo} from '../desk/act.ts';
import {box, followLines, live, nowMs} from '../desk/lines.ts';
import {askTransfer, Questions, question} from '../desk/questions.tsx';
import {askLate, askPause} from '../desk/queue-deeds.tsx';
import {canUndo, hush, toast} from '../desk/toast.ts';
import {session, signOut} from '../sign-in/session.ts';
import {figuresOf} from './figures.ts';
import {flushNote, noteFault, noteSavedAtMs, noteState, noteText, openNote, typeNote} from './note.ts';
import {chooseLine, chooseRoom, line, mine, myLines, needsRoom, nextPeople, primary, roomId} from './state.ts';

const nextMost = 5;

export function Doctor() {
  useEffect(followLines, []);
  useEffect(() => forget, []);
  useEffect(() => {
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  const event = line.value;
  const token = mine.value;
  const tokenId = token?.id ?? null;
  useEffect(() => void openNote(tokenId), [tokenId]);
  return (
    <div class="doctor-page" lang={language.value}>
      <Bar
        title={titleWords()}
        live={live.value}
        nowMs={nowMs.value}
        short
        onSignOut={() => void flushNote().then(signOut)}
      >
        <Where />
        {event ? (
          <>
            <button type="button" class="btn quiet small" disabled={busy.value} onClick={() => askLate(event.queue)}>
              {event.queue.lateMinutes > 0 ? t('lateBy', {n: event.queue.lateMinutes}) : t('lateQueue')}
            </button>
            {event.queue.state === 'paused' ? (
              <button
                type="button"
                class="btn small"
                disabled={busy.value}
                onClick={() => void changeQueue(event.queue, 'resume')}
              >
                {t('resumeQueue')} <kbd>P</kbd>
              </button>
            ) : (
              <button type="button" class="btn small" disabled={busy.value} onClick={() => askPause(event.queue)}>
                {t('pauseQueue')} <kbd>P</kbd>
              </button>
            )}
          </>
        ) : null}
      </Bar>
      <Banners box={box.value ?? (session.value.state === 'in' ? session.value.box : null)} live={live.value} />
      <main class="consult">
        <TroubleBox
          trouble={trouble.value}
          onHide={() => {
            trouble.value = null;
          }}
        />
        {event === null ? (
          <p class="muted empty">{live.value.fresh ? t('noLines') : t('loading')}</p>
        ) : needsRoom.value ? (
          <ChooseRoom />
        ) : (
          <>
            {token && event.queue.state === 'paused' ? <PausedSign queue={event.queue} /> : null}
            <Now token={token} />
            <Primary />
            <Beside token={token} />
            <Note token={token} />
          </>
        )}
        <ToastBox
          text={toast.value?.text ?? null}
          canUndo={canUndo(toast.value, serverNowMs(nowMs.value))}
          busy={busy.value}
          onUndo={() => void undo()}
          onHide={hush}
        />
      </main>
      <Aside />
      <Questions />
    </div>
  );
}

/** Whoever signs in next must not find the last person's words. */
function forget() {
  void openNote(null);
  trouble.value = null;
  question.value = null;
  hush();
}

function titleWords(): string {
  const queue = line.value?.queue;
  if (!queue) return t('doctor');
  const room = queue.servicePoints.find((point) => point.id === roomId.value)?.name;
  return [queue.doctor?.name, queue.name === queue.doctor?.name ? queue.department.name : queue.name, room]
    .filter(Boolean)
    .join(' · ');
}

/** Which line and which room, where there are several. */
function Where() {
  const queue = line.value?.queue;
  return (
    <>
      {myLines.value.length > 1 ? (
        <label class="inline">
          <span class="unseen">{t('chooseLine')}</span>
          <select value={queue?.id ?? ''} onChange={(event) => chooseLine(event.currentTarget.value)}>
            {myLines.value.map((event) => (
              <option key={event.queue.id} value={event.queue.id}>
                {event.queue.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {queue && queue.servicePoints.length > 1 && roomId.value !== null ? (
        <label class="inline">
          <span class="unseen">{t('room')}</span>
          <select value={roomId.value} onChange={(event) => chooseRoom(event.currentTarget.value)}>
            {queue.servicePoints.map((point) => (
              <option key={point.id} value={point.id}>
                {point.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </>
  );
}

function ChooseRoom() {
  return (
    <section class="slip">
      <h2>{t('room')}</h2>
      <ul class="choices">
        {line.value?.queue.servicePoints.map((point) => (
          <li key={point.id}>
            <button type="button" class="btn choice" onClick={() => chooseRoom(point.id)}>
              {point.name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A pause is seen also while somebody is still here: without it a doctor wonders why nobody is called. */
function PausedSign({queue}: {queue: QueueEvent}) {
  return (
    <p class="standing paused paused-sign" role="status">
      <i aria-hidden="true" />
      <b>{pausedWords(queue)}</b>
      {queue.resumesAt ? ` · ${t('pausedUntil', {time: clockTimeOf(queue.resumesAt)})}` : ''}
    </p>
  );
}

function pausedWords(queue: QueueEvent): string {
  return queue.notice ? t('pausedBecause', {reason: reasonWords(queue.notice)}) : t('queue.paused');
}

function Now({token}: {token: StaffTokenView | null}) {
  const queue = line.value?.queue;
  if (!token) {
    const paused = queue?.state === 'paused';
    return (
      <section class="slip now nobody" aria-live="polite">
        <div>
          <h2>{paused ? pausedWords(queue) : t('nobodyWithYou')}</h2>
          <p class="muted">
            {paused && queue.resumesAt
              ? t('pausedUntil', {time: clockTimeOf(queue.resumesAt)})
              : queue && queue.state !== 'open'
                ? t(`queue.${queue.state}`)
                : waitingWords(queue?.waiting ?? 0)}
          </p>
        </div>
      </section>
    );
  }
  const called = token.state === 'called';
  const since = minutesSince((called ? token.calledAt : token.startedAt) ?? token.issuedAt, serverNowMs(nowMs.value));
  const age = ageOf(token.yearOfBirth);
  return (
    <section class={called ? 'slip now called' : 'slip now'} aria-live="polite">
      <div>
        <span class="muted">
          {called
            ? since > 0
              ? t('calledAgo', {n: since})
              : t('calledNow')
            : since > 0
              ? t('withYou', {n: since})
              : t('withYouNow')}
          {called && token.hereAt ? ` · ${t('saysComing')}` : ''}
        </span>
        <p class="num">{token.number}</p>
      </div>
      <div class="now-who">
        <h2>
          {token.name ?? t('noName')}
          {age === null ? '' : `, ${age}`}
        </h2>
        <p class="muted">
          <Lane token={token} />
          {[token.recordNumber, reasonWords(token.reason)].filter(Boolean).map((one) => ` · ${one}`)}
        </p>
      </div>
    </section>
  );
}

function waitingWords(n: number): string {
  return n === 0 ? t('nobodyWaits') : n === 1 ? t('oneWaits') : t('manyWait', {n});
}

function primaryWords(): string {
  const now = primary.value;
  switch (now.do) {
    case 'call-next':
      return t('primaryCall', {number: now.number});
    case 'start':
      return t('primaryStart', {number: now.number});
    case 'complete-next':
      return t('primaryCompleteNext', {number: now.next});
    case 'complete':
      return t('primaryComplete', {number: now.number});
    case 'resume':
      return t('primaryResume');
    case 'nobody':
      return t('primaryNobody');
  }
}

/** The second press of a double click, also one that comes after a quick answer, must not start the next deed. */
const settleMs = 700;
let settledAtMs = 0;

/** The one big button. A second press while the first is in work, or just after it, does nothing. */
async function goOn() {
  if (busy.value || needsRoom.value || Date.now() < settledAtMs) return;
  try {
    await goOnce();
  } finally {
    settledAtMs = Date.now() + settleMs;
  }
}

async function goOnce() {
  const event = line.value;
  const token = mine.value;
  if (!event) return;
  switch (primary.value.do) {
    case 'call-next':
      return void (await callNext(event.queue, roomId.value));
    case 'start':
      return void (token && (await doDeed('start', token)));
    case 'complete-next':
      if (token && (await flushNote())) await callNext(event.queue, roomId.value, token);
      return;
    case 'complete':
      return void (await complete());
    case 'resume':
      return void (await changeQueue(event.queue, 'resume'));
    case 'nobody':
      return;
  }
}

async function complete() {
  const token = mine.value;
  if (token && (await flushNote())) await doDeed('complete', token);
}

function Primary() {
  return (
    <button
      type="button"
      class="btn main go"
      disabled={busy.value || primary.value.do === 'nobody'}
      aria-busy={busy.value}
      onClick={() => void goOn()}
    >
      {busy.value ? t('working') : primaryWords()}
    </button>
  );
}

function Beside({token}: {token: StaffTokenView | null}) {
  const off = busy.value || !token;
  const called = token?.state === 'called';
  return (
    <div class="beside">
      <button type="button" class="btn" disabled={off} onClick={() => token && void doDeed('hold', token)}>
        {t('sendForTests')} <kbd>H</kbd>
      </button>
      <button type="button" class="btn" disabled={off} onClick={() => move()}>
        {t('deed.transfer')} <kbd>T</kbd>
      </button>
      <button type="button" class="btn" disabled={off || !called} onClick={() => token && void doDeed('again', token)}>
        {t('deed.again')} <kbd>A</kbd>
      </button>
      <button
        type="button"
        class="btn"
        disabled={off || !called}
        onClick={() => token && void doDeed('no-show', token)}
      >
        {t('deed.no-show')} <kbd>X</kbd>
      </button>
      <button
        type="button"
        class="btn"
        disabled={off || primary.value.do === 'complete'}
        onClick={() => void complete()}
      >
        {t('completeOnly')} <kbd>D</kbd>
      </button>
    </div>
  );
}

function pauseOrResume() {
  const queue = line.value?.queue;
  if (!queue) return;
  if (queue.state === 'paused') void changeQueue(queue, 'resume');
  else askPause(queue);
}

function move() {
  const token = mine.value;
  if (token) void askTransfer(token, (queueId) => void transfer(token, queueId));
}

async function transfer(token: StaffTokenView, queueId: string) {
  if (await flushNote()) await doDeed('transfer', token, {queueId});
}

const noteMost = 2_000;

function Note({token}: {token: StaffTokenView | null}) {
  return (
    <div class="note-field">
      <label class="unseen" for="note">
        {t('note')}
      </label>
      <textarea
        id="note"
        maxLength={noteMost}
        placeholder={t('notePlaceholder')}
        disabled={!token}
        value={noteText.value}
        onInput={(event) => typeNote(event.currentTarget.value)}
        onBlur={() => void flushNote()}
      />
      <p class={noteState.value === 'failed' ? 'note-state missing' : 'note-state muted'} role="status">
        {noteWords()}
      </p>
    </div>
  );
}

function noteWords(): string {
  switch (noteState.value) {
    case 'empty':
      return '';
    case 'typing':
      return t('noteUnsaved');
    case 'saving':
      return t('noteSaving');
    case 'failed':
      return t('noteFailed', {why: noteFault.value});
    case 'saved':
      return noteSavedAtMs.value === null
        ? ''
        : t('noteSaved', {time: clockTimeOf(new Date(serverNowMs(noteSavedAtMs.value)).toISOString())});
  }
}

function Aside() {
  const waiting = nextPeople.value;
  const figures = figuresOf(line.value?.tokens ?? []);
  return (
    <aside class="next" aria-labelledby="next-title">
      <h2 id="next-title">{t('nextPeople')}</h2>
      {waiting.length === 0 ? <p class="muted">{t('nobodyWaits')}</p> : null}
      <ol>
        {waiting.slice(0, nextMost).map((token) => (
          <li key={token.id}>
            <b>{token.number}</b>
            <Lane token={token} />
          </li>
        ))}
      </ol>
      {waiting.length > nextMost ? <p class="muted">{t('andMore', {n: waiting.length - nextMost})}</p> : null}
      <div class="figures">
        <div>
          <span class="muted">{t('seenToday')}</span>
          <strong>{figures.seen}</strong>
        </div>
        <div>
          <span class="muted">{t('median')}</span>
          <strong>
            {figures.medianServiceMinutes === null ? t('notYet') : t('minutes', {n: figures.medianServiceMinutes})}
          </strong>
        </div>
      </div>
    </aside>
  );
}

/** Letters act; while a field has the focus they are letters. */
function pressed(event: KeyboardEvent) {
  if (question.value !== null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target instanceof HTMLElement ? event.target : null;
  if (at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) {
    if (event.key === 'Escape') at.blur();
    return;
  }
  if (event.repeat) return;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? event.key.toUpperCase();
  const token = mine.value;
  if (event.key === ' ' || event.key === 'Enter') {
    // A button that has the focus takes these itself.
    if (at && /^(BUTTON|A|SUMMARY)$/.test(at.tagName)) return;
    event.preventDefault();
    void goOn();
    return;
  }
  const called = token?.state === 'called';
  const deeds: Record<string, () => void> = {
    U: () => void undo(token),
    P: pauseOrResume,
    ...(token ? {H: () => void doDeed('hold', token), T: move, D: () => void complete()} : {}),
    ...(token && called ? {A: () => void doDeed('again', token), X: () => void doDeed('no-show', token)} : {}),
  };
  const deed = deeds[letter];
  if (!deed) return;
  event.preventDefault();
  deed();
}
