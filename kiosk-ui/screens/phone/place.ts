import type {MyTokenView, QueueEvent, Wait} from '../../../server/queue/schema.ts';

/** The server lists the first 500 waiting numbers only. */
const orderMost = 500;

/**
 * The token at its place in the queue's order. Only a waiting token has one; a number that is not in the list keeps the
 * place that its own event told (it stands beyond the list, stepped aside, or its own event is still on its way).
 */
export function placed(token: MyTokenView, queue: Pick<QueueEvent, 'order'>): MyTokenView {
  if (token.state !== 'waiting') return token;
  const index = queue.order.slice(0, orderMost).indexOf(token.number);
  if (index < 0 || index === token.ahead) return token;
  return {...token, position: index + 1, ahead: index, wait: shifted(token.wait, token.ahead, index)};
}

/** Until the server's own estimate is asked for again: the known range in proportion to the people ahead. */
function shifted(wait: Wait | null, from: number | null, to: number): Wait | null {
  if (wait === null || from === null) return wait;
  const share = (to + 1) / (from + 1);
  const scaled = (minutes: number) => Math.round(minutes * share);
  return {
    likelyMinutes: scaled(wait.likelyMinutes),
    lowMinutes: scaled(wait.lowMinutes),
    highMinutes: scaled(wait.highMinutes),
  };
}

/**
 * How long to wait before asking for the token's own estimate and its reasons, in ms: soon when it moved back or is
 * almost there, else within a minute, spread so that a whole waiting room does not ask at once.
 */
export function askAgainInMs(before: number | null, after: number | null, random: number): number {
  const soon = after !== null && (after <= 3 || (before !== null && after > before));
  return soon ? 300 + random * 2_700 : 15_000 + random * 45_000;
}
