import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import {CallCard} from './call-card.tsx';
import type {CallsSeen} from './calls-seen.ts';
import {Picture} from './picture.tsx';
import {QueueList, queuePages, rowsMost} from './queue-list.tsx';
import {languageOf, namesOf, Said} from './said.tsx';

/** Longer numbers take the whole width while they are loud: each can be read from ten metres. */
const narrowLetters = 5;
const callsMost = 3;

/** The usual board: the call, those before it, and every queue with its wait. */
export function Hall({view, seen, page}: {view: BoardView; seen: CallsSeen; page: number}) {
  const {loud, current} = seen;
  if (loud !== null && loud.number.length > narrowLetters) return <CallCard call={loud} view={view} loud wide />;
  const pages = queuePages(view);
  const all = pages + (view.picture === null ? 0 : 1);
  const shown = page % all;
  return (
    <>
      {current === null ? (
        <Idle view={view} />
      ) : (
        <CallCard call={current} view={view} loud={loud !== null} wide={false} />
      )}
      <aside>
        <CallList view={view} seen={seen} most={view.queues.length < rowsMost ? callsMost : callsMost - 1} />
        {shown < pages ? (
          <QueueList view={view} page={shown} pages={pages} turn={Math.floor(page / all)} />
        ) : (
          <Picture view={view} kind="beside" />
        )}
      </aside>
    </>
  );
}

/** Before the first call of the day. */
export function Idle({view}: {view: BoardView}) {
  return (
    <main class="called idle">
      <Picture view={view} kind="whole" />
      <h1>
        <Said word="waitForCall" languages={view.languages} />
      </h1>
    </main>
  );
}

/** Those called just now who wait for their turn to fill the screen, then those before. */
export function CallList({view, seen, most}: {view: BoardView; seen: CallsSeen; most: number}) {
  const waiting = seen.waiting.slice(0, most);
  const before = seen.before.slice(0, most - waiting.length);
  return (
    <section class="before">
      {waiting.length > 0 && (
        <h2>
          <Said word="alsoCalled" languages={view.languages} />
        </h2>
      )}
      {waiting.map((call) => (
        <CallRow key={call.id} call={call} view={view} now />
      ))}
      {before.length > 0 && (
        <h2>
          <Said word="calledBefore" languages={view.languages} />
        </h2>
      )}
      {before.map((call) => (
        <CallRow key={call.id} call={call} view={view} now={false} />
      ))}
    </section>
  );
}

function CallRow({call, view, now}: {call: BoardCall; view: BoardView; now: boolean}) {
  const place = namesOf(call.servicePoint.name, view.languages)[0] ?? '';
  return (
    <div class={now ? 'call now' : 'call'}>
      <b>{call.number}</b>
      <span class={place.length > 12 ? 'long' : ''} lang={languageOf(place)}>
        {place}
      </span>
    </div>
  );
}
