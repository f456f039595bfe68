import type {QueueState, StaffTokenView} from '../../../server/queue/schema.ts';

export type Primary =
  | {do: 'call-next'; number: string}
  | {do: 'start'; number: string}
  | {do: 'complete-next'; number: string; next: string}
  | {do: 'complete'; number: string}
  | {do: 'resume'}
  | {do: 'nobody'};

/**
 * What the one big button means: Call next → Start → Complete and call next. A pause calls nobody: then whoever is
 * here is completed, and the button resumes. A closed queue still calls those who are in it.
 */
export function primaryOf(
  mine: Pick<StaffTokenView, 'state' | 'number'> | null,
  next: Pick<StaffTokenView, 'number'> | null,
  state: QueueState,
): Primary {
  if (mine?.state === 'called') return {do: 'start', number: mine.number};
  if (mine) {
    return next && state !== 'paused'
      ? {do: 'complete-next', number: mine.number, next: next.number}
      : {do: 'complete', number: mine.number};
  }
  if (state === 'paused') return {do: 'resume'};
  return next ? {do: 'call-next', number: next.number} : {do: 'nobody'};
}

/** The token that this room has: being served first, then called. In a queue of one room everybody called is here. */
export function mineOf(
  tokens: readonly StaffTokenView[],
  servicePointId: string | null,
  oneRoom: boolean,
): StaffTokenView | null {
  const here = tokens.filter(
    (token) =>
      (token.state === 'called' || token.state === 'serving') &&
      (oneRoom || servicePointId === null || token.servicePoint?.id === servicePointId),
  );
  return here.find((token) => token.state === 'serving') ?? here[0] ?? null;
}

/** Who waits, in call order as it came: whoever stepped aside stands at the end of it. */
export function nextOf(tokens: readonly StaffTokenView[]): StaffTokenView[] {
  return tokens.filter((token) => token.state === 'waiting');
}

/** Who may come back any moment: at tests, or missed their call; those who ask to be put back stand first. */
export function awayOf(tokens: readonly StaffTokenView[]): StaffTokenView[] {
  const away = tokens.filter((token) => token.state === 'held' || token.state === 'no-show');
  return [...away.filter((token) => asksBack(token)), ...away.filter((token) => !asksBack(token))];
}

const asksBack = (token: StaffTokenView) => token.state === 'no-show' && token.hereAt !== null;
