/**
 * The badge that the server puts on every screen of a demo hospital (server/pages/shell-view.ts). It is right when the page
 * comes; from then on whoever hears from the box says whether it still is a demo.
 */
export function showDemo(demo: boolean): void {
  const badge = document.getElementById('demo-badge');
  if (badge) badge.hidden = !demo;
}

export const isDemo = (): boolean => document.getElementById('demo-badge')?.hidden === false;
