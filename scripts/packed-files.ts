/** Commands that an installed box has as `baari COMMAND`, and what its installer runs. */
export const boxCommands = ['backup', 'restore', 'verify', 'drill', 'certificate', 'spare', 'rehearse'] as const;

/** Whether a file or folder (a path from the project's root) goes into the archive. Tests, measurements and pictures stay at home. */
export function isForTheBox(file: string): boolean {
  if (file === 'server/test/running.ts') return true; // the drill starts a server with it
  return !/\.test\.tsx?$|^scripts\/(bench|faults|fuzz|soak|travel|pictures|score|clips)(\/|$)|^docs\/pictures(\/|$)|^server\/test\/./.test(
    file,
  );
}
