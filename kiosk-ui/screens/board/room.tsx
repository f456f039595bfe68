import type {BoardView} from '../../../server/queue/schema.ts';
import type {CallsSeen} from './calls-seen.ts';
import {Picture} from './picture.tsx';
import {inTurn, waitOf} from './queue-list.tsx';
import {languageOf, namesOf, Said} from './said.tsx';

const nextMost = 5;
const nextBesidePicture = 3;

/** Beside one door: who is called or inside, and who comes next. */
export function Room({view, seen, page}: {view: BoardView; seen: CallsSeen; page: number}) {
  const {languages} = view;
  const language = inTurn(languages, page);
  const inside = view.queues.flatMap((queue) => queue.nowServing);
  const called = seen.loud ?? inside.find((one) => one.state === 'called') ?? null;
  const shown = called ?? inside[0] ?? null;
  const point = shown?.servicePoint ?? view.queues[0]?.servicePoints[0];
  const [name = view.name, ...others] = point === undefined ? [view.name] : namesOf(point.name, languages);
  const waiting = seen.waiting.map((call) => call.number);
  const next = view.next.filter((number) => number !== shown?.number && !waiting.includes(number));
  const queue = view.queues[0];
  return (
    <>
      <main class={`called door ${seen.loud === null ? 'calm' : 'loud'}`} key={seen.loud?.id}>
        <p class="where" lang={languageOf(name)}>
          {name}
          {others.map((other) => (
            <small key={other} lang={languageOf(other)}>
              {other}
            </small>
          ))}
        </p>
        {shown === null ? (
          <h1 class="rest">
            <Said word="waitForCall" languages={languages} />
          </h1>
        ) : (
          <>
            <h1 class={`num n${Math.min(Math.max(shown.number.length, 5), 9)}`}>{shown.number}</h1>
            <p class="word">
              <Said word={called === null ? 'inside' : 'pleaseCome'} languages={languages} />
            </p>
          </>
        )}
      </main>
      <aside class="nexts">
        <h2>
          <Said word={next.length === 0 ? 'nobodyNext' : 'next'} languages={languages} />
        </h2>
        <ol>
          {next.slice(0, view.picture === null ? nextMost : nextBesidePicture).map((number) => (
            <li key={number}>{number}</li>
          ))}
        </ol>
        <Picture view={view} kind="beside" />
        {queue !== undefined && (
          <p class="line">
            {queue.doctor !== null && <span>{queue.doctor.name}</span>}
            <span lang={language}>{waitOf(queue, view.timeZone, language)}</span>
          </p>
        )}
      </aside>
    </>
  );
}
