import {signal} from '@preact/signals';
import {useEffect, useRef} from 'preact/hooks';
import {Banners, Bar} from '../../parts/staff-bar.tsx';
import {language, t} from '../../parts/staff-words.tsx';
import {box, followLines, live, nowMs} from '../desk/lines.ts';
import {session, signOut} from '../sign-in/session.ts';
import {Day, Displays, Posters} from './box-pages.tsx';
import {Journal} from './journal.tsx';
import {SetUp} from './set-up.tsx';
import {Settings} from './settings.tsx';
import {Table} from './table.tsx';
import {Status, Today} from './today.tsx';
import {a} from './words.ts';

const sections = [
  'today',
  'setup',
  'departments',
  'service-points',
  'doctors',
  'queues',
  'users',
  'boards',
  'displays',
  'posters',
  'settings',
  'day',
  'journal',
  'status',
] as const;
type Section = (typeof sections)[number];

const section = signal<Section>('today');

function readHash() {
  section.value = sections.find((one) => one === location.hash.slice(1)) ?? 'today';
}

export function Admin() {
  const user = session.value.state === 'in' ? session.value.user : null;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(followLines, []);
  useEffect(() => {
    readHash();
    addEventListener('hashchange', readHash);
    return () => removeEventListener('hashchange', readHash);
  }, []);
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
      <Banners box={box.value ?? (session.value.state === 'in' ? session.value.box : null)} live={live.value} />
      {user?.role === 'admin' ? (
        <>
          <nav class="sections" aria-label={a('sections')}>
            <ul>
              {sections.map((one) => (
                <li key={one}>
                  <a href={`#${one}`} aria-current={section.value === one ? 'page' : undefined}>
                    {a(one)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <main ref={main} class="admin-main" tabIndex={-1}>
            <Page />
          </main>
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

function Page() {
  const now = section.value;
  switch (now) {
    case 'today':
      return <Today />;
    case 'setup':
      return <SetUp />;
    case 'displays':
      return <Displays />;
    case 'posters':
      return <Posters />;
    case 'settings':
      return <Settings />;
    case 'day':
      return <Day />;
    case 'journal':
      return <Journal />;
    case 'status':
      return <Status />;
    default:
      return <Table name={now} />;
  }
}
