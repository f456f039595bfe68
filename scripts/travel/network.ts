// The Wi-Fi of a hospital: messages wait, get lost on the way there or back, arrive twice or in another order; a client that
// hears nothing asks again with the same key, and gives up after a while.
import type {Dice} from '../dice.ts';
import type {Hospital, Reply, Who} from './hospital.ts';
import type {Asked} from './judge.ts';
import type {VirtualTime} from './virtual-time.ts';

export interface Request {
  who: Who | null;
  device: string | null;
  method: string;
  where: string;
  key: string | null;
  body?: Record<string, unknown>;
}

export interface Network {
  /** Sends, and sends again; `heard` gets the first answer that arrives, or null when the client gave up. */
  send(request: Request, dice: Dice, heard?: (reply: Reply | null) => void): void;
  /** From now on nothing is lost and nothing waits long. */
  calm(on: boolean): void;
}

const patienceMs = 4000;
const mostTries = 5;

interface Fate {
  thereMs: number;
  backMs: number;
  lostThere: boolean;
  lostBack: boolean;
  twice: number | null;
}

export function openNetwork(
  hospital: Hospital,
  time: VirtualTime,
  served: (asked: Asked, reply: Reply) => void,
  diskIsFull: () => boolean,
): Network {
  let calm = false;

  /** Drawn when the client begins, so that leaving out another step changes nothing here. */
  function fate(dice: Dice): Fate {
    const delay = () => (dice.next() < 0.7 ? 1 : 1 + Math.floor(dice.exponential(700)));
    return {
      thereMs: delay(),
      backMs: delay(),
      lostThere: dice.next() < 0.08,
      lostBack: dice.next() < 0.08,
      twice: dice.next() < 0.08 ? delay() : null,
    };
  }

  function send(request: Request, dice: Dice, heard: (reply: Reply | null) => void = () => {}): void {
    const fates = Array.from({length: mostTries}, () => fate(dice));
    let over = false;
    const end = (reply: Reply | null) => {
      if (over) return;
      over = true;
      heard(reply);
    };
    const attempt = (number: number) => {
      if (over) return;
      const one = fates[number];
      if (!one) return end(null);
      const arrive = (again: boolean) =>
        deliver(request, again, (reply) => {
          if (!one.lostBack || calm) time.after(calm ? 1 : one.backMs, () => end(reply));
        });
      if (!one.lostThere || calm) time.after(calm ? 1 : one.thereMs, () => arrive(number > 0));
      if (one.twice !== null && request.key !== null && !calm) time.after(one.thereMs + one.twice, () => arrive(true));
      // Without a key asking again would be asking for another one.
      time.after(patienceMs, () =>
        request.key === null && request.method !== 'GET' ? end(null) : attempt(number + 1),
      );
    };
    attempt(0);
  }

  function deliver(request: Request, again: boolean, back: (reply: Reply) => void): void {
    if (!hospital.up) return;
    const {life} = hospital;
    const {who, device, method, where, key, body} = request;
    const mayFail = diskIsFull();
    void hospital.ask(method, where, {who, device, ...(key ? {key} : {}), ...(body ? {body} : {})}).then((reply) => {
      // What a dying process still says, nobody hears.
      if (hospital.life !== life || !hospital.up) return;
      served({who, device, method, where, key, body, again, mayFail: mayFail || diskIsFull()}, reply);
      if (reply.status < 500) back(reply);
    });
  }

  return {
    send,
    calm(on) {
      calm = on;
    },
  };
}
