import type {BoardView, QueueView} from '../../../server/queue/schema.ts';
import {boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {type Language, sayer} from '../../../server/words/say.ts';
import {clockTime, waitRange} from '../../../server/words/times.ts';

/** More queues than this take turns, a page every twelve seconds. */
export const rowsMost = 8;

export function QueueList({view, page}: {view: BoardView; page: number}) {
  const pages = Math.max(1, Math.ceil(view.queues.length / rowsMost));
  const from = (page % pages) * rowsMost;
  const language = view.languages[0] ?? 'en';
  return (
    <section class="queues">
      {view.queues.slice(from, from + rowsMost).map((queue) => (
        <div key={queue.id}>
          <span class="name">{inLanguages(queue.name, view.languages)}</span>
          <span class="wait">{waitOf(queue, view.timeZone, language)}</span>
        </div>
      ))}
      {pages > 1 && (
        <p class="pages" aria-hidden="true">
          {Array.from({length: pages}, (_, index) => (
            <i key={String(index)} class={index === page % pages ? 'on' : ''} />
          ))}
        </p>
      )}
    </section>
  );
}

/** Beyond this many letters two languages do not stand beside a wait. */
const lettersMost = 34;

function inLanguages(name: string, languages: readonly Language[]): string {
  const first = localName(name, languages[0] ?? 'en');
  const all = [...new Set(languages.map((language) => localName(name, language)))].join(' · ');
  return all.length <= lettersMost ? all : first;
}

function waitOf(queue: QueueView, zone: string, language: Language) {
  const say = sayer(boardWords, language);
  const opens = queue.opensAt ?? queue.resumesAt;
  if (queue.state === 'closed' || queue.state === 'not-started') {
    const word = queue.state === 'closed' ? say('closed') : say('notStarted');
    return opens === null ? word : say('from', {time: clockTime(opens, zone)});
  }
  const state = queue.state === 'paused' ? say('paused') : '';
  if (queue.waiting === 0) return state === '' ? say('nobody') : state;
  const range = queue.wait === null ? null : waitRange(queue.wait);
  const rest = state !== '' ? state : range === null ? '' : `${range.range} ${say(range.unit)}`;
  return (
    <>
      <b>{queue.waiting}</b>
      {rest === '' ? '' : ` · ${rest}`}
    </>
  );
}
