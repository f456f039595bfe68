import {question} from '../desk/questions.tsx';

/**
 * A deed takes away the button that did it (somebody called leaves the list); the focus must not fall off the page with it: it
 * goes to the big button. Watches until the returned function is called.
 */
export function keepFocus(root: HTMLElement): () => void {
  let inside = false;
  const note = (event: FocusEvent) => {
    inside = event.target instanceof Node && root.contains(event.target);
  };
  /** A touch on the bare page takes the focus away on purpose. */
  const touched = (event: MouseEvent) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!at?.closest('button, input, select, textarea, label, a, [tabindex]')) inside = false;
  };
  const mend = () => {
    const at = document.activeElement;
    if (!inside || question.value !== null || (at !== null && at !== document.body)) return;
    document.getElementById('go')?.focus({preventScroll: true});
  };
  const watching = new MutationObserver(() => setTimeout(mend));
  watching.observe(root, {childList: true, subtree: true});
  document.addEventListener('focusin', note);
  document.addEventListener('mousedown', touched);
  return () => {
    watching.disconnect();
    document.removeEventListener('focusin', note);
    document.removeEventListener('mousedown', touched);
  };
}
