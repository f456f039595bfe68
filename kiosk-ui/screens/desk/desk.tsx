import {useEffect} from 'preact/hooks';
import type {DeskEvent} from '../../../server/queue/schema.ts';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {serverNowMs} from '../../parts/staff-time.ts';
import {ToastBox, TroubleBox} from '../../parts/staff-toast.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {session, signOut} from '../sign-in/session.ts';
import {busy, changeQueue, reasonWords, trouble, undo} from './act.ts';
import {printedKey} from './deeds.ts';
import {Find, focusSearch} from './find.tsx';
import {clearForm, cycleLane, given, takeNew, who} from './form.ts';
import {meaningOf} from './keys.ts';
import {LineTable, personWords} from './line-table.tsx';
import {box, followLines, lines, live, nowMs} from './lines.ts';
import {Questions, question} from './questions.tsx';
import {glanceParts, QueueDeeds} from './queue-deeds.tsx';
import {
  begin,
  callNextHere,
  chooseCounter,
  chooseQueue,
  chooseToken,
  counterOf,
  mayCall,
  moveSelection,
  offeredDeeds,
  selected,
  selectedToken,
  shownTokens,
} from './state.ts';
import {canUndo, hush, toast} from './toast.ts';

export function Desk() {
  useEffect(followLines, []);
  useEffect(() => forget, []);
  useEffect(() => {
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  const event = selected.value;
  const user = session.value.state === 'in' ? session.value.user : null;
  return (
    <div class="desk-page" lang={language.value}>
      <Bar
        title={`${t('desk')} · ${user?.name ?? ''}`}
        live={live.value}
        nowMs={nowMs.value}
        onSignOut={() => void signOut()}
      >
        <button
          type="button"
          class="btn quiet small"
          onClick={() => {
            question.value = {kind: 'keys'};
          }}
        >
          <kbd class="before">?</kbd> {t('keys')}
        </button>
      </Bar>
      <Banners box={box.value ?? (session.value.state === 'in' ? session.value.box : null)} live={live.value} />
      <Find />
      <main class="lines" aria-label={t('queues')}>
        <Tabs />
        <TroubleBox
          trouble={trouble.value}
          onHide={() => {
            trouble.value = null;
          }}
        />
        {event ? (
          <>
            <LineHead event={event} />
            <LineTable event={event} />
            <Said />
            <Deeds />
          </>
        ) : (
          <p class="empty muted">{live.value.fresh ? t('noQueues') : t('loading')}</p>
        )}
      </main>
      <Questions />
    </div>
  );
}

/** Whoever signs in next must not find the last person's words. */
function forget() {
  clearForm();
  given.value = null;
  trouble.value = null;
  question.value = null;
  hush();
}

function Said() {
  return (
    <ToastBox
      text={toast.value?.text ?? null}
      canUndo={canUndo(toast.value, serverNowMs(nowMs.value))}
      busy={busy.value}
      onUndo={() => void undo()}
      onHide={hush}
    />
  );
}

/** One press, anywhere on the screen; a question on top keeps its keys to itself. */
function pressed(event: KeyboardEvent) {
  if (question.value !== null || event.defaultPrevented) return;
  const at = event.target instanceof HTMLElement ? event.target : null;
  const typing =
    at !== null &&
    /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) &&
    !/^(radio|checkbox)$/.test(at.getAttribute('type') ?? '');
  const token = selectedToken.value;
  const meaning = meaningOf(
    {
      key: event.key,
      code: event.code,
      altKey: event.altKey,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      repeat: event.repeat,
      typing,
    },
    offeredDeeds(token),
  );
  if (meaning === null) return;
  // Arrows belong to radio buttons while one has the focus.
  if (meaning.do === 'move' && at?.tagName === 'INPUT') return;
  event.preventDefault();
  switch (meaning.do) {
    case 'search':
      return focusSearch();
    case 'new':
      return takeNew();
    case 'lane':
      return cycleLane();
    case 'help':
      question.value = {kind: 'keys'};
      return;
    case 'call-next':
      if (selected.value && mayCall(selected.value.queue.id)) callNextHere(selected.value);
      return;
    case 'queue': {
      const queueId = [...lines.value.keys()][meaning.place];
      if (queueId) chooseQueue(queueId);
      return;
    }
    case 'move':
      return focusRow(() => moveSelection(meaning.by));
    case 'first':
      return focusRow(() => chooseToken(shownTokens.value[0]?.id ?? null));
    case 'last':
      return focusRow(() => chooseToken(shownTokens.value.at(-1)?.id ?? null));
    case 'leave':
      return leave(at);
    case 'deed':
      return begin(meaning.deed, token);
  }
}

function focusRow(move: () => void) {
  if (!document.activeElement?.closest('table')) (document.activeElement as HTMLElement | null)?.blur();
  move();
}

/** Escape goes one step back: out of a chosen person, out of the field, out of the row. */
function leave(at: HTMLElement | null) {
  trouble.value = null;
  if (who.value !== null) {
    who.value = null;
    return focusSearch();
  }
  if (at && at !== document.body) at.blur();
  else chooseToken(null);
}

function Tabs() {
  return (
    <div class="tabs" role="tablist" aria-label={t('queues')}>
      {[...lines.value.values()].map((event, place) => (
        <Tab key={event.queue.id} event={event} place={place} />
      ))}
    </div>
  );
}

function Tab({event, place}: {event: DeskEvent; place: number}) {
  const {queue} = event;
  const on = selected.value?.queue.id === queue.id;
  return (
    <button
      type="button"
      role="tab"
      aria-selected={on}
      class={on ? 'tab on' : 'tab'}
      title={queue.doctor?.name}
      onClick={() => chooseQueue(queue.id)}
    >
      <span class="muted tab-name">
        {queue.name}
        {queue.doctor && !queue.name.includes(queue.doctor.name) ? ` · ${queue.doctor.name.split(' ').at(-1)}` : ''}
      </span>
      <strong>
        {queue.waiting}
        {place < 9 ? <kbd>{place + 1}</kbd> : null}
      </strong>
      <span class="muted glance">
        {glanceParts(queue).map((part, at, {length}) => (
          <span key={part}>{at === length - 1 ? part : `${part} ·`} </span>
        ))}
      </span>
    </button>
  );
}

function askFlood({queue}: DeskEvent) {
  question.value = {kind: 'flood', queue};
}

/** The line's own name and what can be done to it. */
function LineHead({event}: {event: DeskEvent}) {
  const {queue} = event;
  const serves = mayCall(queue.id);
  return (
    <div class="line-head">
      <h2>{queue.name}</h2>
      {queue.notice ? <span class="muted">{reasonWords(queue.notice)}</span> : null}
      <span class="grow" />
      {serves && queue.servicePoints.length > 1 ? (
        <label class="inline">
          {t('callTo')}
          <select
            value={counterOf(event) ?? ''}
            onChange={(change) => chooseCounter(queue.id, change.currentTarget.value)}
          >
            <option value="" disabled>
              –
            </option>
            {queue.servicePoints.map((point) => (
              <option key={point.id} value={point.id}>
                {point.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {serves ? <QueueDeeds queue={queue} /> : null}
      <button type="button" class="btn quiet small" disabled={busy.value} onClick={() => askFlood(event)}>
        {t('flood')}
      </button>
      {queue.state === 'closed' ? (
        <button type="button" class="btn small" disabled={busy.value} onClick={() => void changeQueue(queue, 'open')}>
          {t('openQueue')}
        </button>
      ) : (
        <button
          type="button"
          class="btn quiet small"
          disabled={busy.value}
          onClick={() => void changeQueue(queue, 'close')}
        >
          {t('closeQueue')}
        </button>
      )}
      {serves ? (
        <button
          type="button"
          class="btn main small"
          disabled={busy.value || queue.waiting === 0 || queue.state === 'paused'}
          onClick={() => callNextHere(event)}
        >
          {t('callNext')} <kbd>G</kbd>
        </button>
      ) : null}
    </div>
  );
}

/** What can be done to the selected person; each button says its key. */
function Deeds() {
  const token = selectedToken.value;
  if (!token) return null;
  return (
    <div class="deeds" role="toolbar" aria-label={t('actions')}>
      <span class="deeds-who">
        <b>{token.number}</b> <span class="muted">{personWords(token)}</span>
      </span>
      {offeredDeeds(token).map((deed) => (
        <button
          key={deed}
          type="button"
          class="deed"
          disabled={busy.value}
          title={t(`deed.${deed}`)}
          onClick={() => begin(deed, token)}
        >
          <kbd>{printedKey(deed)}</kbd> {t(`short.${deed}`)}
        </button>
      ))}
    </div>
  );
}
