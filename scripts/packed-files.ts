/** Commands that an installed box has as `baari COMMAND`, and what its installer runs. */
export const boxCommands = [
  'backup',
  'restore',
  'verify',
  'drill',
  'certificate',
  'spare',
  'rehearse',
  'demo',
] as const;

/** Whether a file or folder (a path from the project's root) goes into the archive. Tests, measurements and pictures stay at home. */
export function isForTheBox(file: string): boolean {
  return !/\.test\.tsx?$|^scripts\/(bench|faults|fuzz|soak|travel|pictures|score|clips)(\/|$)|^docs\/pictures(\/|$)|^server\/test(\/|$)/.test(
    file,
  );
}
