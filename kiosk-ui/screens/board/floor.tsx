import type {BoardView, QueueView} from '../../../server/queue/schema.ts';
import type {Language} from '../../../server/words/say.ts';
import {CallCard} from './call-card.tsx';
import type {CallsSeen} from './calls-seen.ts';
import {Picture} from './picture.tsx';
import {inTurn, ShortName, waitOf} from './queue-list.tsx';
import {languageOf, namesOf, Said} from './said.tsx';

/** More queues than this take turns. */
const cellsMost = 12;
const fewCells = 6;
const insideMost = 2;
/** Letters of a name above a cell, of many or few. */
const lettersInMany = 24;
const lettersInFew = 30;

/** A whole floor: every queue with the numbers that are in. A call covers it, because only one thing can be read from afar. */
export function Floor({view, seen, page}: {view: BoardView; seen: CallsSeen; page: number}) {
  const {loud, waiting} = seen;
  if (loud !== null) return <CallCard call={loud} view={view} loud wide />;
  const pages = Math.max(1, Math.ceil(view.queues.length / cellsMost));
  const all = pages + (view.picture === null ? 0 : 1);
  const shown = page % all;
  const language = inTurn(view.languages, Math.floor(page / all));
  if (shown >= pages) return <Picture view={view} kind="whole" />;
  const called = new Set([...waiting.map((call) => call.number)]);
  const many = view.queues.length > fewCells;
  return (
    <main class={many ? 'floor many' : 'floor few'}>
      <h1 class="hidden">{view.name === '' ? view.site : view.name}</h1>
      {view.queues.slice(shown * cellsMost, (shown + 1) * cellsMost).map((queue) => (
        <Cell key={queue.id} queue={queue} view={view} called={called} many={many} language={language} />
      ))}
      {pages > 1 && (
        <p class="pages" aria-hidden="true">
          {Array.from({length: pages}, (_, index) => (
            <i key={String(index)} class={index === shown ? 'on' : ''} />
          ))}
        </p>
      )}
    </main>
  );
}

interface CellParts {
  queue: QueueView;
  view: BoardView;
  called: ReadonlySet<string>;
  many: boolean;
  /** Of the wait. */
  language: Language;
}

function Cell({queue, view, called, many, language}: CellParts) {
  const inside = queue.nowServing.slice(0, insideMost);
  const [only] = inside.length === 1 ? inside : [];
  return (
    <section class={`cell${inside.length > 1 ? ' two' : ''}`}>
      <h2>
        <ShortName typed={queue.name} languages={view.languages} lettersMost={many ? lettersInMany : lettersInFew} />
      </h2>
      {inside.length === 0 && (
        <p class="none">
          <Said word="nobodyIn" languages={view.languages.slice(0, 1)} />
        </p>
      )}
      {inside.map((one) => (
        <p key={one.number} class={called.has(one.number) ? 'in now' : 'in'}>
          <b class={`n${one.number.length}`}>{one.number}</b>
          {only === undefined && <Place name={one.servicePoint.name} view={view} />}
        </p>
      ))}
      <p class="wait" lang={language}>
        {only !== undefined && <Place name={only.servicePoint.name} view={view} />}
        <span>{waitOf(queue, view.timeZone, language, !many)}</span>
      </p>
    </section>
  );
}

function Place({name, view}: {name: string; view: BoardView}) {
  const place = namesOf(name, view.languages)[0] ?? '';
  return (
    <span class="place" lang={languageOf(place)}>
      {place}
    </span>
  );
}
