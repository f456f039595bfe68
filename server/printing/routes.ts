import {Hono} from 'hono';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import {reachOf} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, rowId, throughDoor} from '../web/conventions.ts';
import {addPrinter, changePrinter, removePrinter} from './change-printers.ts';
import type {Printing} from './print-lines.ts';
import {printToken} from './print-token.ts';
import {allPrinters, type Printer, printerById} from './rows.ts';
import * as shape from './schema.ts';
import {testSlip} from './slip-of.ts';

const printerRefuses = [
  'printer.missing',
  'printer.busy',
  'printer.unreachable',
  'printer.paper-out',
  'printer.not-ready',
  'printer.unsure',
] as const;

/** Slip printers in the network: set up by administrators, used by whoever gives numbers. */
export function printingRoutes(printing: Printing) {
  return new Hono<Env>()
    .get(
      '/api/printers',
      route({allow: 'slip.print', says: 'The slip printers.', answers: {200: shape.printersView}}, (c) =>
        c.json({items: allPrinters(c.get('box').db).map((printer) => viewOf(c, printing, printer))}),
      ),
    )
    .post(
      '/api/printers',
      route(
        {
          allow: 'box.setup',
          says: 'Adds a printer of this network (ESC/POS, port 9100).',
          body: shape.printerBody,
          answers: {201: shape.printerView},
          refuses: ['name.taken'],
        },
        (c, {body}) => throughDoor(c, (tx) => ({status: 201, body: viewOf(c, printing, addPrinter(tx, body))})),
      ),
    )
    .patch(
      '/api/printers/:id',
      route(
        {
          allow: 'box.setup',
          says: 'Changes a printer.',
          body: shape.printerPatch,
          answers: {200: shape.printerView},
          refuses: ['printer.missing', 'name.taken', 'version.stale'],
        },
        (c, {body}) => {
          const id = rowId(c.req.param('id'), 'printer.missing');
          return throughDoor(c, (tx) => ({status: 200, body: viewOf(c, printing, changePrinter(tx, id, body))}));
        },
      ),
    )
    .delete(
      '/api/printers/:id',
      route(
        {allow: 'box.setup', says: 'Removes a printer.', answers: {204: null}, refuses: ['printer.missing']},
        async (c) => {
          const id = rowId(c.req.param('id'), 'printer.missing');
          await c.get('box').door.write(c.get('actor'), (tx) => removePrinter(tx, id));
          return c.body(null, 204);
        },
      ),
    )
    .post(
      '/api/printers/:id/test',
      route(
        {
          allow: 'box.setup',
          says: 'Prints a page that shows what the printer can do. Not kept under a key: every call prints.',
          answers: {200: shape.printAnswer},
          refuses: printerRefuses,
          noKey: true,
        },
        async (c) => {
          const {db, siteAddress} = c.get('box');
          const printer = printerById(db, rowId(c.req.param('id'), 'printer.missing')) ?? refuse('printer.missing');
          const slip = testSlip(sightOf(c), printer, siteAddress());
          return c.json(await printing.print(printer, slip, async () => {}));
        },
      ),
    )
    .post(
      '/api/tokens/:id/print',
      route(
        {
          allow: 'slip.print',
          says: "Prints a token's slip; at most once for each Idempotency-Key.",
          body: shape.printBody,
          answers: {200: shape.printAnswer},
          refuses: ['token.missing', ...printerRefuses],
        },
        (c, {body}) =>
          printToken(c, printing, rowId(c.req.param('id'), 'token.missing'), rowId(body.printerId, 'printer.missing')),
      ),
    );
}

function viewOf(c: Ctx, printing: Printing, {id, name, paperMm, ...rest}: Printer): shape.PrinterView {
  const view = {id: String(id), name, paperMm};
  if (reachOf(c.get('actor'), 'box.setup') !== 'all') return view;
  const {address, port, language, codepage, version} = rest;
  const last = printing.last(id);
  const at = last && isoAt(last.at, settingsOf(c.get('box').db).timeZone);
  return {...view, address, port, language, codepage, version, last: last && at ? {...last, at} : null};
}
