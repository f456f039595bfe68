import {Refusal, type RefusalCode, refuse} from '../base/refusal.ts';
import {openDrawing} from './drawing.ts';
import {type Connect, connectLan, deliver} from './printer-wire.ts';
import type {Printer} from './rows.ts';
import type {PrintAnswer} from './schema.ts';
import type {Slip} from './slip-rules.ts';

/** Slips that wait for one printer; it prints one in about two seconds. */
const mostWaiting = 10;
/** Who stands so long behind others is told that it is busy; a slip never comes out after that. */
const waitMs = 15_000;

export interface Printing {
  /** Prints one slip, after those that this printer was given before. `begin` is told right before its first byte goes out. */
  print(printer: Printer, slip: Slip, begin: () => Promise<void>): Promise<PrintAnswer>;
  /** One answer for all who ask for the same thing at once; `claim` names the thing. */
  together<Outcome>(claim: string, work: () => Promise<Outcome>): Promise<Outcome>;
  /** What came of the last slip that this printer was given since the box was started. */
  last(printerId: number): LastSlip | null;
  close(): void;
}

export interface LastSlip {
  at: number;
  /** Why it did not come out, or may not have; null when it did. */
  failed: RefusalCode | null;
  paperLow: boolean;
}

/** One line of slips for each printer, in memory: what is not printed when the box goes down is not printed at all. */
export function openPrinting(now: () => number, connect: Connect = connectLan): Printing {
  const drawing = openDrawing();
  const lines = new Map<number, (() => void)[]>();
  const underWay = new Map<string, Promise<unknown>>();
  const lastOf = new Map<number, LastSlip>();
  const closing = new AbortController();

  /** Resolves when it is this slip's turn. */
  function turn(printerId: number): Promise<void> {
    const line = lines.get(printerId);
    if (!line) {
      lines.set(printerId, []);
      return Promise.resolve();
    }
    if (line.length >= mostWaiting) refuse('printer.busy');
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(late);
        if (closing.signal.aborted) reject(new Refusal('printer.busy'));
        else resolve();
      };
      const late = setTimeout(() => {
        const at = line.indexOf(go);
        if (at >= 0) line.splice(at, 1);
        reject(new Refusal('printer.busy'));
      }, waitMs);
      line.push(go);
    });
  }

  function leave(printerId: number): void {
    const next = lines.get(printerId)?.shift();
    if (next) next();
    else lines.delete(printerId);
  }

  return {
    async print(printer, slip, begin) {
      await turn(printer.id);
      try {
        const bytes = await drawing.bytesOf(slip);
        const {address, port} = printer;
        const done = await deliver({connect, address, port, bytes, begin, signal: closing.signal});
        lastOf.set(printer.id, {at: now(), failed: null, paperLow: done.paperLow});
        return done;
      } catch (error) {
        if (error instanceof Refusal) lastOf.set(printer.id, {at: now(), failed: error.code, paperLow: false});
        throw error;
      } finally {
        leave(printer.id);
      }
    },
    together<Outcome>(claim: string, work: () => Promise<Outcome>): Promise<Outcome> {
      const known = underWay.get(claim) as Promise<Outcome> | undefined;
      if (known) return known;
      const begun = work().finally(() => underWay.delete(claim));
      underWay.set(claim, begun);
      return begun;
    },
    last: (printerId) => lastOf.get(printerId) ?? null,
    close() {
      closing.abort();
      for (const line of lines.values()) for (const go of line.splice(0)) go();
      drawing.close();
    },
  };
}
