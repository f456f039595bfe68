import {useEffect, useRef} from 'preact/hooks';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {serverNowMs} from '../../parts/staff-time.ts';
import {ToastBox, TroubleBox} from '../../parts/staff-toast.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {Later} from '../admin/later.tsx';
import {session, signOut} from '../sign-in/session.ts';
import {busy, slow, trouble, undo} from './act.ts';
import {Spoken} from './announce.tsx';
import {listenForScans} from './burst.ts';
import {ConfirmClock} from './confirm-clock.tsx';
import {DeedBar} from './deed-bar.tsx';
import {Find} from './find.tsx';
import {keepFocus, typing} from './focus.ts';
import {clearForm, given} from './form.ts';
import {showKeys} from './key-list.tsx';
import {LineHead} from './line-head.tsx';
import {LineTable} from './line-table.tsx';
import {box, followLines, live, nowMs} from './lines.ts';
import {pressed} from './pressed.ts';
import {Questions, question} from './questions.tsx';
import {QueueTabs} from './queue-tabs.tsx';
import {scanned} from './scanned.ts';
import {selected} from './state.ts';
import {timesOpen, toggleTimes} from './times/open.ts';
import {canUndo, hush, toast} from './toast.ts';
import {Unsent} from './unsent.tsx';
import {say} from './words.ts';

const times = () => import('./times/day.tsx').then(({Day}) => Day);

export function Desk() {
  const page = useRef<HTMLDivElement>(null);
  useEffect(followLines, []);
  useEffect(() => forget, []);
  useEffect(() => (page.current ? keepFocus(page.current) : undefined), []);
  useEffect(() => listenForScans(scanned), []);
  useEffect(() => {
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  const event = selected.value;
  const user = session.value.state === 'in' ? session.value.user : null;
  return (
    <div ref={page} class={live.value.fresh ? 'desk-page' : 'desk-page cut'} lang={language.value}>
      <Bar
        title={`${t('desk')} · ${user?.name ?? ''}`}
        live={live.value}
        nowMs={nowMs.value}
        onSignOut={() => void signOut()}
      >
        <button type="button" class="btn quiet small" aria-pressed={timesOpen.value} onClick={toggleTimes}>
          <kbd class="before">{typing.value ? 'Alt B' : 'B'}</kbd> {say('appointments')}
        </button>
        <button type="button" class="btn quiet small" onClick={showKeys}>
          <kbd class="before">{typing.value ? 'F1' : '?'}</kbd> {t('keys')}
        </button>
      </Bar>
      <Banners
        box={box.value ?? (session.value.state === 'in' ? session.value.box : null)}
        live={live.value}
        clockDeed={<ConfirmClock box={box.value ?? (session.value.state === 'in' ? session.value.box : null)} />}
      />
      <Find />
      <main class="lines" aria-label={t('queues')}>
        {timesOpen.value ? null : <QueueTabs label={t('queues')} />}
        <TroubleBox
          trouble={trouble.value}
          onHide={() => {
            trouble.value = null;
          }}
        />
        <Unsent />
        {timesOpen.value ? (
          <Later load={times} given={{}} />
        ) : event ? (
          <>
            <LineHead event={event} />
            <LineTable event={event} />
          </>
        ) : (
          <p class="empty muted">{live.value.fresh ? t('noQueues') : t('loading')}</p>
        )}
        <Said />
        {event && !timesOpen.value ? <DeedBar /> : null}
        <Spoken />
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
  timesOpen.value = false;
  hush();
}

function Said() {
  return (
    <ToastBox
      text={toast.value?.text ?? null}
      canUndo={canUndo(toast.value, serverNowMs(nowMs.value))}
      busy={busy.value}
      slow={slow.value}
      undoKey={typing.value ? 'Alt U' : 'U'}
      onUndo={() => void undo()}
      onHide={hush}
    />
  );
}
