/** Only https and localhost have service workers; on plain http:// the screens work the same without. */
export function startWorker(): void {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return;
  import('./install.ts')
    .then(({install}) => install())
    .catch(() => {
      // Not now: the next visit tries again.
    });
}
