/**
 * The badge that the server puts on every screen of a demo hospital (server/pages/shell-view.ts). It is right when the page
 * comes; from then on whoever hears from the box says whether it still is a demo.
 */
let known: boolean | null = null;

/** `elsewhere`: the screen says it in a line of its own, and the badge would only lie over its buttons. */
export function showDemo(demo: boolean, elsewhere = false): void {
  known = demo;
  const badge = document.getElementById('demo-badge');
  if (badge) badge.hidden = !demo || elsewhere;
}

export const isDemo = (): boolean => known ?? document.getElementById('demo-badge')?.hidden === false;
