import type {LineToken} from './rows.ts';

/**
 * Everybody still in play in a line, by id, with what a join asks about all of them counted as they come and go: a join in a
 * line of five hundred looks at nobody else.
 */
export class LineTokens extends Map<number, LineToken> {
  waiting = 0;
  held = 0;
  /** Called or serving. */
  readonly inRooms = new Map<number, LineToken & {state: 'called' | 'serving'}>();
  /** Waiting ones whose place is not simply behind everybody who came before them. */
  apart = 0;
  /** No one in this line, also of those who left, arrived later than this. */
  lastArrivedSeq = 0;

  static of(tokens: Iterable<LineToken>): LineTokens {
    const all = new LineTokens();
    for (const token of tokens) all.set(token.id, token);
    return all;
  }

  override set(id: number, token: LineToken): this {
    const known = this.get(id);
    if (known) this.count(known, -1);
    this.count(token, 1);
    return super.set(id, token);
  }

  override delete(id: number): boolean {
    const known = this.get(id);
    if (known) this.count(known, -1);
    return super.delete(id);
  }

  private count(token: LineToken, by: 1 | -1): void {
    if (token.state === 'waiting') {
      this.waiting += by;
      if (standsApart(token)) this.apart += by;
    } else if (token.state === 'held') this.held += by;
    else if (token.state === 'called' || token.state === 'serving') {
      if (by === 1) this.inRooms.set(token.id, token as LineToken & {state: typeof token.state});
      else this.inRooms.delete(token.id);
    }
    if (token.arrivedSeq > this.lastArrivedSeq) this.lastArrivedSeq = token.arrivedSeq;
  }
}

function standsApart({lane, dueAtCall, asideUntil}: LineToken): boolean {
  return (lane !== 'walk-in' && lane !== 'emergency') || dueAtCall !== null || asideUntil !== null;
}
