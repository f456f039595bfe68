import {signal} from '@preact/signals';
import {question} from './questions.tsx';
import {chooseToken, selectedToken, shownTokens} from './state.ts';

/** True while keys go into a field: then letters and digits act with Alt only, and every hint says so. */
export const typing = signal(false);

/** Where the focus was last: there it returns to when what held it is gone. */
let last: 'find' | 'line' | null = null;

const takesText = (at: Element | null) =>
  at !== null &&
  /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName) &&
  !/^(radio|checkbox)$/.test((at as HTMLInputElement).type);

/** Into the line: the chosen person, else the first, else the line's name. */
export function focusLine() {
  if (selectedToken.value === null) chooseToken(shownTokens.value[0]?.id ?? null);
  // The row may only be drawn after this turn; by then another may be the chosen one.
  setTimeout(focusChosen);
}

const focusChosen = () => (rowOf() ?? document.getElementById('line-name'))?.focus({preventScroll: true});

function rowOf(): HTMLElement | null {
  const id = selectedToken.value?.id;
  const any = '.line tr[tabindex="0"]';
  return document.querySelector(id === undefined ? any : `.line tr[data-token="${id}"]`);
}

export function focusSearchField() {
  setTimeout(() => document.getElementById('search')?.focus());
}

/**
 * A deed moves rows, and takes away the button that did it; the focus must not fall off the page with them. Watches until the
 * returned function is called.
 */
export function keepFocus(root: HTMLElement): () => void {
  function note(event: FocusEvent) {
    const at = event.target instanceof Element ? event.target : null;
    typing.value = takesText(at) && at?.closest('dialog') === null;
    if (at?.closest('.find')) last = 'find';
    else if (at?.closest('.lines')) last = 'line';
  }
  function clicked(event: MouseEvent) {
    const at = event.target instanceof Element ? event.target : null;
    // A click on the bare page takes the focus away on purpose.
    if (!at?.closest('button, input, select, textarea, label, a, [tabindex]')) {
      last = null;
      typing.value = false;
    }
  }
  function mend() {
    const at = document.activeElement;
    if (last === null || question.value !== null || (at !== document.body && at !== null && at.id !== 'slip-frame'))
      return;
    typing.value = false;
    if (last === 'find') (document.getElementById('search') ?? document.getElementById('give'))?.focus();
    else focusChosen();
  }
  typing.value = takesText(document.activeElement);
  const watching = new MutationObserver(() => setTimeout(mend));
  watching.observe(root, {childList: true, subtree: true});
  document.addEventListener('focusin', note);
  document.addEventListener('mousedown', clicked);
  return () => {
    watching.disconnect();
    document.removeEventListener('focusin', note);
    document.removeEventListener('mousedown', clicked);
    last = null;
    typing.value = false;
  };
}
