import {undo} from '../desk/act.ts';
import {question} from '../desk/questions.tsx';
import {whoIsBack} from './away.tsx';
import {askMore, complete, goOn, pauseOrResume, sendForTests, toCalled, transfer} from './deeds.ts';
import {showKeys} from './key-list.tsx';
import {setLate, stepLate} from './late.ts';
import {openPerson} from './person.tsx';
import {mine, nextMost, nextPeople} from './state.ts';

const letters: Record<string, () => void> = {
  A: () => toCalled('again'),
  D: () => void complete(),
  H: () => void sendForTests(),
  M: askMore,
  N: () => document.getElementById('note')?.focus(),
  P: pauseOrResume,
  R: whoIsBack,
  T: transfer,
  U: () => void undo(mine.value),
  X: () => toCalled('no-show'),
};

const signs: Record<string, () => void> = {
  '+': () => stepLate('later'),
  // The same key without Shift.
  '=': () => stepLate('later'),
  '-': () => stepLate('less'),
  '0': () => setLate(0),
  '?': showKeys,
};

/** Letters act; while a field has the focus they are letters. */
export function pressed(event: KeyboardEvent) {
  if (question.value !== null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target instanceof HTMLElement ? event.target : null;
  const go = event.key === ' ' || event.key === 'Enter';
  // A key that is held down must not call, start and complete one after the other.
  if (event.repeat) return go && at?.tagName === 'BUTTON' ? event.preventDefault() : undefined;
  if (event.key === 'F1') return run(event, showKeys);
  if (at && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) {
    if (event.key === 'Escape') document.getElementById('go')?.focus();
    return;
  }
  if (go) {
    // A button that has the focus takes these itself.
    if (at && /^(BUTTON|A|SUMMARY)$/.test(at.tagName)) return;
    return run(event, () => void goOn());
  }
  const place = Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0);
  if (place > 0 && place <= nextMost && !event.shiftKey) {
    const token = nextPeople.value[place - 1];
    return token ? run(event, () => openPerson(token)) : undefined;
  }
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? event.key.toUpperCase();
  const deed = signs[event.key] ?? letters[letter];
  if (deed) run(event, deed);
}

function run(event: KeyboardEvent, deed: () => void) {
  event.preventDefault();
  deed();
}
