import fs from 'node:fs';
import {Readable} from 'node:stream';
import {Hono} from 'hono';
import * as z from 'zod';
import {systemActor} from '../base/actor.ts';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {siteIdentity} from '../settings/identity.ts';
import {settingsOf} from '../settings/rows.ts';
import {route} from '../staff/route.ts';
import type {Ctx, Env} from '../web/conventions.ts';
import {openCopiesForSpare, type Ready} from './copy-for-spare.ts';
import {forgetPairing, makePairing, pairingSecret} from './pairing.ts';
import {openNonces, proofOf, sameText} from './proof.ts';
import * as shape from './schema.ts';
import {declined, noteSpareAddress, promotionOf, spareAddress, standDown, standUp, supersededBy} from './succession.ts';

export interface SpareParts {
  spare: SpareOptions;
}
export interface SpareOptions {
  /** Staff screens are told that this box was replaced, or stands again. */
  changed(): void;
  cycle?(tookMs: number): number;
  /** Registers what has to end with the box. */
  onClose(end: () => void): void;
}

/** The second box: pairing and what administrators see, and what the two boxes say to each other. */
export function spareRoutes({spare}: SpareParts) {
  let copies: ReturnType<typeof openCopiesForSpare> | null = null;
  let nonces: ReturnType<typeof openNonces> | null = null;
  const heard: {at: number | null; copyAt: number | null; copySeq: number | null} = {
    at: null,
    copyAt: null,
    copySeq: null,
  };
  spare.onClose(() => copies?.close());

  return new Hono<Env>()
    .get(
      '/api/spare',
      route({allow: 'box.spare', says: 'How the second box is.', answers: {200: shape.spareState}}, (c) =>
        c.json(stateOf(c)),
      ),
    )
    .post(
      '/api/spare/pairing',
      route(
        {
          allow: 'box.spare',
          says: 'Makes the secret that a second box is paired with; it is shown once. A former one ends.',
          body: z.strictObject({}),
          answers: {201: z.object({secret: z.string()})},
          noKey: true,
        },
        async (c) => {
          const {door, config} = c.get('box');
          await door.write(c.get('actor'), (tx) => tx.note({kind: 'site.spare-paired', subject: 'site:1'}));
          copies?.close();
          copies = null;
          return c.json({secret: makePairing(config.dataDir)}, 201);
        },
      ),
    )
    .delete(
      '/api/spare/pairing',
      route(
        {allow: 'box.spare', says: 'Ends the pairing: the second box gets no more copies.', answers: {204: null}},
        async (c) => {
          const {door, config} = c.get('box');
          await door.write(c.get('actor'), (tx) => tx.note({kind: 'site.spare-unpaired', subject: 'site:1'}));
          forgetPairing(config.dataDir);
          copies?.close();
          copies = null;
          return c.body(null, 204);
        },
      ),
    )
    .post(
      '/api/spare/stand-up',
      route(
        {
          allow: 'box.spare',
          says: 'This box was replaced, and an administrator says that it is the right one after all: it takes writes again.',
          body: z.strictObject({confirm: z.literal('this box is the right one')}),
          answers: {200: shape.spareState},
          noKey: true,
        },
        async (c) => {
          await c.get('box').door.write(c.get('actor'), (tx) => standUp(tx));
          spare.changed();
          return c.json(stateOf(c));
        },
      ),
    )
    .get(
      '/api/spare/nonce',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: a word for one question.',
          answers: {200: z.object({nonce: z.string()})},
        },
        (c) => {
          nonces ??= openNonces(c.get('box').clock.steady);
          return c.json({nonce: nonces.give()});
        },
      ),
    )
    .get(
      '/api/spare/state',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: how far the main one is. Needs the pairing’s proof.',
          answers: {200: shape.mainState},
          refuses: ['spare.refused', 'box.superseded'],
        },
        async (c) => {
          insistSpare(c, '');
          const {db, version, journalHead, door} = c.get('box');
          if (supersededBy(db)) refuse('box.superseded');
          heard.at = c.get('box').clock.now();
          const address = addressOf(c);
          if (address && address !== spareAddress(db))
            await door.write(systemActor, (tx) => noteSpareAddress(tx, address));
          const {siteName} = settingsOf(db);
          return c.json({siteName, version, epoch: siteIdentity(db)?.epoch ?? '', seq: journalHead().seq});
        },
      ),
    )
    .post(
      '/api/spare/copy',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: which copy lies ready; one is begun when its time has come. Needs the pairing’s proof.',
          body: z.strictObject({}),
          answers: {200: shape.copyAnswer},
          refuses: ['spare.refused'],
          noKey: true,
        },
        (c) => {
          insistSpare(c, c.get('bodyText'));
          const ready = copiesOf(c).want();
          return c.json(ready ? readyView(c, ready) : {making: true as const});
        },
      ),
    )
    .get(
      '/api/spare/copy',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: the copy, locked with the pairing’s secret; `Range` goes on where a line broke. Needs its proof.',
          query: z.strictObject({id: z.string().min(1).max(100)}),
          answers: {200: z.unknown()},
          refuses: ['spare.refused', 'route.missing'],
        },
        (c, {query}) => {
          insistSpare(c, '');
          const ready = copiesOf(c).find(query.id) ?? refuse('route.missing');
          const from = Number(/^bytes=(\d{1,15})-$/.exec(c.req.header('range') ?? '')?.[1] ?? 0);
          if (from >= ready.bytes) refuse('input.invalid');
          heard.copyAt = ready.at;
          heard.copySeq = ready.seq;
          const stream = Readable.toWeb(fs.createReadStream(ready.file, {start: from})) as ReadableStream;
          return c.body(stream, from > 0 ? 206 : 200, {
            'content-type': 'application/octet-stream',
            'content-length': String(ready.bytes - from),
            ...(from > 0 ? {'content-range': `bytes ${from}-${ready.bytes - 1}/${ready.bytes}`} : {}),
          });
        },
      ),
    )
    .post(
      '/api/spare/succession',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: the second one took over; this one takes no writes until somebody decides. Needs the pairing’s proof.',
          body: shape.successionBody,
          answers: {200: z.object({stoodDown: z.boolean()})},
          refuses: ['spare.refused'],
          noKey: true,
        },
        async (c, {body}) => {
          insistSpare(c, c.get('bodyText'));
          const {db, door, log} = c.get('box');
          // It replaced an earlier life of this record, or one that goes on elsewhere.
          const isMe = siteIdentity(db)?.epoch === body.replaced && !declined(db, body.epoch);
          if (isMe && supersededBy(db)?.epoch !== body.epoch) {
            await door.write(systemActor, (tx) => standDown(tx, body));
            log.error(
              {epoch: body.epoch},
              'another box has taken over: this one takes no writes until an administrator decides',
            );
            console.error(
              '\n  ANOTHER BOX HAS TAKEN OVER. This one takes no writes. Unplug it, or decide on its admin page.\n',
            );
            spare.changed();
          }
          return c.json({stoodDown: isMe});
        },
      ),
    )
    .get(
      '/api/spare/succession',
      route(
        {
          allow: 'anyone',
          says: 'Between two boxes: whether this one has taken over from another, and from which. Needs the pairing’s proof.',
          answers: {200: z.object({promotion: shape.successionBody.nullable(), proof: z.string()})},
          refuses: ['spare.refused'],
          query: z.strictObject({nonce: z.string().min(16).max(64)}),
        },
        (c, {query}) => {
          insistSpare(c, '');
          const kept = promotionOf(c.get('box').config.dataDir);
          const promotion = kept && {replaced: kept.replaced, epoch: kept.epoch, at: kept.at};
          // The one that asks stands down on this word, so it is proved as well.
          const secret = pairingSecret(c.get('box').config.dataDir)!;
          const proof = proofOf(secret, query.nonce, 'ANSWER', '/api/spare/succession', JSON.stringify(promotion));
          return c.json({promotion, proof});
        },
      ),
    );

  /** Refuses spare.refused unless whoever asks knows the secret. */
  function insistSpare(c: Ctx, body: string): void {
    const {config, buckets, clock} = c.get('box');
    if (config.rateLimit) buckets.take(`spare:${c.get('address')}`, 240);
    const secret = pairingSecret(config.dataDir) ?? refuse('spare.refused');
    const [nonce = '', proof = ''] = (
      /^Spare ([\w-]{8,64}\.[\w-]{20,64})$/.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    ).split('.');
    nonces ??= openNonces(clock.steady);
    const {pathname, search} = new URL(c.req.url);
    const right = proofOf(secret, nonce, c.req.method, pathname + search, body);
    if (!nonces.take(nonce) || !sameText(proof, right)) refuse('spare.refused');
  }

  function copiesOf(c: Ctx) {
    const {config, version, clock, journalHead, log} = c.get('box');
    copies ??= openCopiesForSpare({
      dataDir: config.dataDir,
      version,
      now: clock.now,
      steady: clock.steady,
      seq: () => journalHead().seq,
      secret: () => pairingSecret(config.dataDir) ?? refuse('spare.refused'),
      failed: (why) => log.warn({why}, 'the copy for the second box has to wait'),
      ...(spare.cycle ? {cycle: spare.cycle} : {}),
    });
    return copies;
  }

  function readyView(c: Ctx, {id, bytes, sha256, seq, at, tookMs}: Ready): shape.ReadyCopy {
    return {id, bytes, sha256, seq, at: isoAt(at, settingsOf(c.get('box').db).timeZone), tookMs: Math.round(tookMs)};
  }

  function stateOf(c: Ctx): shape.SpareState {
    const {db, config} = c.get('box');
    const {timeZone} = settingsOf(db);
    const iso = (at: number | null) => (at === null ? null : isoAt(at, timeZone));
    const superseded = supersededBy(db);
    return {
      paired: pairingSecret(config.dataDir) !== null,
      lastHeardAt: iso(heard.at),
      address: spareAddress(db),
      lastCopyAt: iso(heard.copyAt),
      lastCopySeq: heard.copySeq,
      superseded: superseded && {at: superseded.at, epoch: superseded.epoch},
    };
  }
}

/** Where the second box serves its page: it says the port, the line says the address. */
function addressOf(c: Ctx): string | null {
  const port = /^\d{1,5}$/.exec(c.req.header('x-spare-port') ?? '')?.[0];
  const address = c.get('address');
  if (!port || !/^[\d.]+$/.test(address)) return null;
  return `http://${address}:${port}`;
}
