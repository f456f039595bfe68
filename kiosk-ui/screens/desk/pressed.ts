import {trouble, undo} from './act.ts';
import type {Deed} from './deeds.ts';
import {focusLine, focusSearchField} from './focus.ts';
import {anotherOfFamily, cycleLane, focusSearch, takeNew, who} from './form.ts';
import {showKeys} from './key-list.tsx';
import {meaningOf} from './keys.ts';
import {lines} from './lines.ts';
import {askPatient} from './person.ts';
import {question} from './questions.tsx';
import {
  begin,
  callNextHere,
  chooseQueue,
  chooseToken,
  mayCall,
  moveSelection,
  offeredDeeds,
  selected,
  selectedToken,
  shownTokens,
} from './state.ts';
import {toggleTimes} from './times/open.ts';

/** One press, anywhere on the desk; a question on top keeps its keys to itself. */
export function pressed(event: KeyboardEvent) {
  if (question.value !== null || event.defaultPrevented) return;
  const at = event.target instanceof HTMLElement ? event.target : null;
  const typing =
    at !== null &&
    /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) &&
    !/^(radio|checkbox)$/.test(at.getAttribute('type') ?? '');
  const {key, code, altKey, ctrlKey, metaKey, repeat} = event;
  const meaning = meaningOf({key, code, altKey, ctrlKey, metaKey, repeat, typing}, offered(at));
  if (meaning === null) return;
  // Arrows belong to radio buttons while one has the focus.
  if (meaning.do === 'move' && at?.tagName === 'INPUT') return;
  event.preventDefault();
  switch (meaning.do) {
    case 'search':
      return focusSearch();
    case 'new':
      return takeNew();
    case 'family':
      return anotherOfFamily();
    case 'lane':
      return cycleLane();
    case 'help':
      return showKeys();
    case 'times':
      return toggleTimes();
    case 'call-next':
      if (selected.value && mayCall(selected.value.queue.id)) callNextHere(selected.value);
      return;
    case 'queue': {
      const queueId = [...lines.value.keys()][meaning.place];
      if (queueId) chooseQueue(queueId);
      return;
    }
    case 'move':
      return intoLine(() => moveSelection(meaning.by));
    case 'first':
      return intoLine(() => chooseToken(shownTokens.value[0]?.id ?? null));
    case 'last':
      return intoLine(() => chooseToken(shownTokens.value[shownTokens.value.length - 1]?.id ?? null));
    case 'leave':
      return leave(at);
    case 'deed':
      return deed(meaning.deed);
  }
}

/** While somebody found waits for their number, letters act on them and never on the row that happens to be chosen. */
function offered(at: HTMLElement | null): readonly Deed[] {
  return found(at) ? ['person'] : offeredDeeds(selectedToken.value);
}

const found = (at: HTMLElement | null = document.activeElement as HTMLElement | null) =>
  who.value?.kind === 'found' && at?.closest('.find') ? who.value.patient : null;

function deed(deed: Deed) {
  if (deed === 'undo') return void undo(selectedToken.value);
  const patient = found();
  if (!patient) return begin(deed, selectedToken.value);
  askPatient(patient, (after) => {
    who.value = {kind: 'found', patient: after};
  });
}

function intoLine(move: () => void) {
  move();
  focusLine();
}

/** Escape goes one step back: out of a chosen person, then between the search and the line. */
function leave(at: HTMLElement | null) {
  trouble.value = null;
  if (who.value !== null) {
    who.value = null;
    return focusSearchField();
  }
  if (at?.closest('.find')) focusLine();
  else focusSearchField();
}
