/** The delay button goes in steps of five minutes; the box takes no more than this. */
export const lateStepMinutes = 5;
export const lateMostMinutes = 600;

/** The next step up or down from any number of minutes: 7 goes to 10 or to 5. Never below on time. */
export function steppedLate(minutes: number, way: 'later' | 'less'): number {
  const steps = minutes / lateStepMinutes;
  const next = way === 'later' ? Math.floor(steps) + 1 : Math.ceil(steps) - 1;
  return Math.min(lateMostMinutes, Math.max(0, next * lateStepMinutes));
}
