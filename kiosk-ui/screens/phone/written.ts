/** What the server wrote into the page for its script to go on with; null where it wrote nothing. */
export function written<State>(): State | null {
  const text = document.getElementById('state')?.textContent;
  return text ? (JSON.parse(text) as State) : null;
}

/** Tells the fallback (still-1.js) that this page keeps itself up to date. */
export function liveNow(): void {
  document.documentElement.setAttribute('data-live', '');
}
