import {useEffect, useRef, useState} from 'preact/hooks';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {serverNowMs} from '../../parts/staff-time.ts';
import {ToastBox} from '../../parts/staff-toast.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {ConfirmClock} from '../desk/confirm-clock.tsx';
import {box, followLines, live, nowMs} from '../desk/lines.ts';
import {canUndo, hush, toast} from '../desk/toast.ts';
import {session, signOut} from '../sign-in/session.ts';
import './admin.css';
import './set-up.css';
import {Later} from './later.tsx';
import {Sections, section} from './sections.tsx';
import type {ListName} from './tables.ts';
import {Today} from './today.tsx';
import {a} from './words.ts';

export function Admin() {
  const user = session.value.state === 'in' ? session.value.user : null;
  const shown = box.value ?? (session.value.state === 'in' ? session.value.box : null);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(followLines, []);
  useEffect(() => {
    // A new section is read from its start; the first one leaves the focus where the browser put it.
    if (!first.current) main.current?.focus();
    first.current = false;
    main.current?.scrollTo(0, 0);
  }, [section.value]);
  return (
    <div class="admin-page" lang={language.value}>
      <Bar
        title={`${t('admin')} · ${user?.name ?? ''}`}
        live={live.value}
        nowMs={nowMs.value}
        onSignOut={() => void signOut()}
      />
      <Banners box={shown} live={live.value} clockDeed={<ConfirmClock box={shown} />} />
      {user?.role === 'admin' ? (
        <>
          <Sections />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and some pages hold nothing else to tab to */}
          <main ref={main} class="admin-main" tabIndex={0}>
            <Page />
          </main>
          <Undo />
        </>
      ) : (
        <main class="alone wide">
          <div class="slip">
            <p>{a('notAllowed')}</p>
            <p class="row">
              <a class="btn" href="/desk">
                {a('toDesk')}
              </a>
              <a class="btn" href="/doctor">
                {a('toDoctor')}
              </a>
            </p>
          </div>
        </main>
      )}
    </div>
  );
}

/** What was done last, with its way back: by its button, or by U where nothing is being typed. */
function Undo() {
  const [busy, setBusy] = useState(false);
  const told = toast.value;
  const takeBack = told?.undoes && 'takeBack' in told.undoes ? told.undoes.takeBack : null;
  async function undo() {
    if (busy || !takeBack || !canUndo(told, serverNowMs())) return;
    setBusy(true);
    await takeBack();
    setBusy(false);
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, select, textarea, dialog');
      if (event.key.toLowerCase() !== 'u' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      void undo();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <div class="admin-toast">
      <ToastBox
        text={told?.text ?? null}
        canUndo={takeBack !== null}
        busy={busy}
        onUndo={() => void undo()}
        onHide={hush}
      />
    </div>
  );
}

/** All but the first page come when they are asked for. */
const pages = {
  setup: () => import('./set-up.tsx').then((page) => page.SetUp),
  hours: () => import('./hours.tsx').then((page) => page.Hours),
  bookings: () => import('./booking-figures.tsx').then((page) => page.FiguresOfBookings),
  boards: () => import('./boards.tsx').then((page) => page.Boards),
  displays: () => import('./displays.tsx').then((page) => page.Displays),
  users: () => import('./people.tsx').then((page) => page.People),
  posters: () => import('./box-pages.tsx').then((page) => page.Posters),
  settings: () => import('./settings.tsx').then((page) => page.Settings),
  day: () => import('./box-pages.tsx').then((page) => page.Day),
  journal: () => import('./journal.tsx').then((page) => page.Journal),
  status: () => import('./status.tsx').then((page) => page.Status),
};
const table = () => import('./table.tsx').then((page) => page.Table);

function Page() {
  const now = section.value;
  if (now === 'today') return <Today />;
  if (now in pages) return <Later key={now} load={pages[now as keyof typeof pages]} given={{}} />;
  return <Later key="table" load={table} given={{name: now as ListName}} />;
}
