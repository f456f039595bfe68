import type {BoardCall, BoardView} from '../../../server/queue/schema.ts';
import {languageOf, Name, namesOf, Said} from './said.tsx';

/** A call as large as it goes: the number, an arrow and the room. Only a loud one is marigold. */
export function CallCard({call, view, loud, wide}: {call: BoardCall; view: BoardView; loud: boolean; wide: boolean}) {
  const queue = view.queues.find((each) => each.id === call.queue.id);
  const place = namesOf(call.servicePoint.name, view.languages);
  const {directions} = call.servicePoint;
  const again = call.again && loud;
  // Beside the two lines of "called again" a name in two languages takes two lines as well, never one and a half.
  const stacked = again && namesOf(call.queue.name, view.languages).length > 1;
  return (
    <main class={`called ${loud ? 'loud' : 'calm'}${wide ? ' wide' : ''}`} key={call.id}>
      <p class={stacked ? 'd stacked' : 'd'}>
        <span class="of">
          <Name typed={call.queue.name} languages={view.languages} />
          {queue?.doctor ? ` · ${queue.doctor.name}` : ''}
        </span>
        {again && (
          <span class="again">
            <Said word="again" languages={view.languages} />
          </span>
        )}
      </p>
      <h1 class={`num n${Math.min(Math.max(call.number.length, 5), 9)}`}>{call.number}</h1>
      <div class={`to${(place[0] ?? '').length > 11 ? ' long' : ''}`}>
        <Arrow />
        <span>
          {place.map((each, index) =>
            index === 0 ? (
              <span key={each} lang={languageOf(each)}>
                {each}
              </span>
            ) : (
              <small key={each} class="other" lang={languageOf(each)}>
                {each}
              </small>
            ),
          )}
          {directions !== null && directions !== '' && (
            <small class="directions">
              <Name typed={directions} languages={wide ? view.languages : view.languages.slice(0, 1)} />
            </small>
          )}
        </span>
      </div>
    </main>
  );
}

export const Arrow = () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="3.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d="M4 12h15M13 5l7 7-7 7" />
  </svg>
);
