import type {Tx} from '../base/door.ts';
import {Refusal, refuse} from '../base/refusal.ts';
import {type LineToken, tokenById} from '../queue/rows.ts';
import {sightOf} from '../queue/sight.ts';
import {insist} from '../staff/permissions.ts';
import {type Ctx, throughDoor} from '../web/conventions.ts';
import type {Printing} from './print-lines.ts';
import {type Printer, printerById, wasSent} from './rows.ts';
import type {PrintAnswer} from './schema.ts';
import {slipOf} from './slip-of.ts';

/** A kiosk prints what it has just given, and nobody else's number: a slip's code opens the token's page. */
const kioskMs = 10 * 60_000;

/**
 * Prints a token's slip, at most once for each Idempotency-Key, also over a restart: that its first byte goes out is noted in the
 * journal before, under the key. A key whose slip was sent and whose answer was lost is told printer.unsure.
 */
export async function printToken(c: Ctx, printing: Printing, tokenId: number, printerId: number): Promise<Response> {
  const once = c.get('once');
  if (once === null) return answered(c, await outcomeOf(() => attempt(c, printing, tokenId, printerId, null)));
  const work = async () => {
    const own = await outcomeOf(() => attempt(c, printing, tokenId, printerId, once.id));
    // Kept before anybody can ask again.
    await answered(c, own).catch(() => undefined);
    return own;
  };
  return answered(c, await printing.together(once.id, work));
}

export type Outcome = {ok: PrintAnswer} | {refusal: Refusal};

async function outcomeOf(work: () => Promise<PrintAnswer>): Promise<Outcome> {
  try {
    return {ok: await work()};
  } catch (error) {
    if (error instanceof Refusal) return {refusal: error};
    throw error;
  }
}

/** What surely printed nothing because nobody was there (502) is not kept: the same key may try again. */
function answered(c: Ctx, outcome: Outcome): Promise<Response> {
  return throughDoor(c, () => {
    if ('refusal' in outcome) throw outcome.refusal;
    return {status: 200, body: outcome.ok};
  });
}

async function attempt(c: Ctx, printing: Printing, tokenId: number, printerId: number, claim: string | null) {
  const {db, demo, door} = c.get('box');
  const token = tokenById(db, tokenId) ?? refuse('token.missing');
  insistMay(c, token);
  const printer = printerById(db, printerId) ?? refuse('printer.missing');
  if (claim !== null && wasSent(db, tokenId, claim)) refuse('printer.unsure');
  const slip = slipOf(sightOf(c), token, printer, demo);
  return printing.print(printer, slip, () =>
    door.write(c.get('actor'), (tx) => {
      noteSent(tx, token, printer, claim);
    }),
  );
}

function insistMay(c: Ctx, token: LineToken): void {
  const actor = c.get('actor');
  insist(actor, 'slip.print', token.queueId);
  if (actor.role !== 'kiosk') return;
  const isFresh = c.get('box').clock.now() - token.issuedAt <= kioskMs;
  if (token.source !== 'kiosk' || !isFresh) refuse('permission.denied');
}

function noteSent(tx: Tx, token: LineToken, printer: Printer, claim: string | null): void {
  tx.note({
    kind: 'slip.sent',
    queueId: token.queueId,
    tokenId: token.id,
    visitId: token.visitId,
    subject: `printer:${printer.id}`,
    data: claim === null ? {} : {claim},
  });
}
