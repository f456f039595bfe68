import type {StaffTokenView} from '../../../server/queue/schema.ts';

type Times = Pick<StaffTokenView, 'state' | 'issuedAt' | 'calledAt' | 'startedAt' | 'endedAt'>;

export interface Figures {
  seen: number;
  medianServiceMinutes: number | null;
  medianWaitMinutes: number | null;
  p90WaitMinutes: number | null;
}

/** The value below which the share `q` of the sorted values lies (nearest rank); null without values. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}

const minutes = (fromIso: string, toIso: string) => (Date.parse(toIso) - Date.parse(fromIso)) / 60_000;
const whole = (value: number | null) => (value === null ? null : Math.round(value));

/** Today's figures from a line's tokens: who was completed, how long they were served, how long people waited. */
export function figuresOf(tokens: readonly Times[]): Figures {
  const served: number[] = [];
  const waited: number[] = [];
  let seen = 0;
  for (const token of tokens) {
    if (token.calledAt) waited.push(minutes(token.issuedAt, token.calledAt));
    if (token.state !== 'done') continue;
    seen += 1;
    const from = token.startedAt ?? token.calledAt;
    if (from && token.endedAt) served.push(minutes(from, token.endedAt));
  }
  return {
    seen,
    medianServiceMinutes: whole(quantile(served, 0.5)),
    medianWaitMinutes: whole(quantile(waited, 0.5)),
    p90WaitMinutes: whole(quantile(waited, 0.9)),
  };
}
