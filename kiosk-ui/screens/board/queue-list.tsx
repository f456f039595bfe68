import type {BoardView, QueueView} from '../../../server/queue/schema.ts';
import {boardWords} from '../../../server/words/board.ts';
import {type Language, sayer} from '../../../server/words/say.ts';
import {clockTime, daysAfter, waitRange} from '../../../server/words/times.ts';
import {languageOf, Name, namesOf} from './said.tsx';

/** More queues than this take turns, a page every twelve seconds: fewer, so that each is read from farther away. */
export const rowsMost = 4;

export const queuePages = (view: BoardView) => Math.max(1, Math.ceil(view.queues.length / rowsMost));

/** Waits have no room for two languages beside each other: each of them has its time. */
export const inTurn = (languages: readonly Language[], turn: number): Language =>
  languages[turn % languages.length] ?? 'en';

/** `page` is the one of `pages` whose time it is; `turn` counts how often all of them have been shown. */
export function QueueList(props: {view: BoardView; page: number; pages: number; turn: number}) {
  const {view, page, pages, turn} = props;
  const from = page * rowsMost;
  const language = inTurn(view.languages, turn);
  return (
    <section class="queues">
      {view.queues.slice(from, from + rowsMost).map((queue) => (
        <div key={queue.id}>
          <p class="name">
            <ShortName typed={queue.name} languages={view.languages} lettersMost={aboveWait} />
          </p>
          <p class="wait" lang={language}>
            {waitOf(queue, view.timeZone, language, true)}
          </p>
        </div>
      ))}
      {pages > 1 && (
        <p class="pages" aria-hidden="true">
          {Array.from({length: pages}, (_, index) => (
            <i key={String(index)} class={index === page ? 'on' : ''} />
          ))}
        </p>
      )}
    </section>
  );
}

/** Letters that stand above a wait, and those of a wait in whole words. */
const aboveWait = 36;
const lettersOfWait = 24;

/** A name in each language where all of them fit, else in the first. */
export function ShortName({
  typed,
  languages,
  lettersMost,
}: {
  typed: string;
  languages: readonly Language[];
  lettersMost: number;
}) {
  const names = namesOf(typed, languages);
  if (names.join(' · ').length <= lettersMost) return <Name typed={typed} languages={languages} />;
  return <span lang={languageOf(names[0] ?? '')}>{names[0]}</span>;
}

/** How many wait and how long, or why nobody is called; with `room`, in whole words. */
export function waitOf(queue: QueueView, zone: string, language: Language, room = false) {
  const say = sayer(boardWords, language);
  const opens = queue.opensAt ?? queue.resumesAt;
  if (queue.state === 'closed' || queue.state === 'not-started') {
    const word = queue.state === 'closed' ? say('closed') : say('notStarted');
    // A bare time would be read as today's.
    return opens === null || daysAfter(opens, queue.asOf, zone) > 0
      ? word
      : say('from', {time: clockTime(opens, zone)});
  }
  // A delay that the room has announced says more than a range that knows nothing of it.
  const late = queue.lateMinutes > 0 ? say('late', {n: queue.lateMinutes}) : '';
  const state = queue.state === 'paused' ? say('paused') : late;
  if (queue.waiting === 0) return state === '' ? say('nobody') : state;
  const range = queue.wait === null ? null : waitRange(queue.wait);
  const unit = range === null ? null : room && range.unit === 'hours' ? 'hoursLong' : range.unit;
  const rest = state !== '' ? state : range === null || unit === null ? '' : `${range.range} ${say(unit)}`;
  // A number alone would be a riddle.
  if (rest === '') return say('waitingOnly', {n: queue.waiting});
  const people = say(queue.waiting === 1 ? 'person' : 'people');
  const whole = ` ${people} · ${rest}`;
  return (
    <>
      <b>{queue.waiting}</b>
      {room && String(queue.waiting).length + whole.length <= lettersOfWait ? whole : ` · ${rest}`}
    </>
  );
}
