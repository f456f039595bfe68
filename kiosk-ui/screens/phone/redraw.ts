import morphdom from 'morphdom';

// Its types describe the CommonJS build, the bundle takes the ES module: there the default import is the function.
const morph = morphdom as unknown as typeof morphdom.default;

/** Puts a view's new text in place of the old, touching only what changed: focus, open details and typing stay. */
export function redraw(view: {toString(): string}): void {
  const page = document.getElementById('page');
  if (page === null) return;
  morph(page, String(view), {
    onBeforeElUpdated(from, to) {
      if (from instanceof HTMLDetailsElement) (to as HTMLDetailsElement).open = from.open;
      if (from instanceof HTMLInputElement) return false;
      // A button that was pressed stays pressed until its answer is here.
      if (from instanceof HTMLButtonElement && from.disabled) return false;
      return !from.isEqualNode(to);
    },
  });
}

/** Says something to a screen reader, also when it said the same before: a region that does not change stays silent. */
export function sayAloud(kind: 'polite' | 'urgent', text: string): void {
  const region = document.getElementById(kind);
  if (region !== null) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
