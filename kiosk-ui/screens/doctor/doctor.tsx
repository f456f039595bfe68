import {useEffect, useRef} from 'preact/hooks';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {serverNowMs} from '../../parts/staff-time.ts';
import {ToastBox, TroubleBox} from '../../parts/staff-toast.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {busy, slow, trouble, undo} from '../desk/act.ts';
import {box, followLines, live, nowMs} from '../desk/lines.ts';
import {Questions, question} from '../desk/questions.tsx';
import {canUndo, hush, toast} from '../desk/toast.ts';
import {session, signOut} from '../sign-in/session.ts';
import {Aside} from './aside.tsx';
import {Beside, Primary} from './buttons.tsx';
import {keepFocus} from './focus.ts';
import {showKeys} from './key-list.tsx';
import {forgetLate} from './late.ts';
import {flushNote, openNote} from './note.ts';
import {NoteField} from './note-field.tsx';
import {Now, PausedSign} from './now.tsx';
import {pressed} from './pressed.ts';
import {line, mine, needsRoom} from './state.ts';
import {Today} from './today.tsx';
import {ChooseRoom, titleWords, Where} from './where.tsx';

export function Doctor() {
  const page = useRef<HTMLDivElement>(null);
  useEffect(followLines, []);
  useEffect(() => forget, []);
  useEffect(() => (page.current ? keepFocus(page.current) : undefined), []);
  useEffect(() => {
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  const queue = line.value?.queue ?? null;
  const tokenId = mine.value?.id ?? null;
  useEffect(() => void openNote(tokenId), [tokenId]);
  return (
    <div ref={page} class={live.value.fresh ? 'doctor-page' : 'doctor-page cut'} lang={language.value}>
      <Bar
        title={titleWords()}
        live={live.value}
        nowMs={nowMs.value}
        short
        onSignOut={() => void flushNote().then(signOut)}
      >
        <Where />
        <button type="button" class="btn quiet small" onClick={showKeys}>
          <kbd class="before">?</kbd> {t('keys')}
        </button>
      </Bar>
      <Banners box={box.value ?? (session.value.state === 'in' ? session.value.box : null)} live={live.value} />
      <main class="consult">
        <TroubleBox
          trouble={trouble.value}
          onHide={() => {
            trouble.value = null;
          }}
        />
        <Consultation />
        <ToastBox
          text={toast.value?.text ?? null}
          canUndo={canUndo(toast.value, serverNowMs(nowMs.value))}
          busy={busy.value}
          slow={slow.value}
          onUndo={() => void undo()}
          onHide={hush}
        />
      </main>
      {queue === null ? null : <Aside queue={queue} />}
      <Questions />
    </div>
  );
}

function Consultation() {
  const queue = line.value?.queue ?? null;
  const token = mine.value;
  if (queue === null) return <p class="muted empty">{live.value.fresh ? t('noLines') : t('loading')}</p>;
  if (needsRoom.value) return <ChooseRoom />;
  return (
    <>
      {token && queue.state === 'paused' ? <PausedSign queue={queue} /> : null}
      <Now token={token} queue={queue} />
      <Primary />
      <Beside token={token} />
      <div class="visit">
        <NoteField token={token} />
        {token ? <Today token={token} /> : null}
      </div>
    </>
  );
}

/** Whoever signs in next must not find the last person's words. */
function forget() {
  void openNote(null);
  forgetLate();
  trouble.value = null;
  question.value = null;
  hush();
}
