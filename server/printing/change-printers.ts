import type * as z from 'zod';
import {insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {seal} from '../base/row-sum.ts';
import {isLanAddress, printerPorts} from './lan-address.ts';
import {type Printer, printerById, printersSealed} from './rows.ts';
import type {printerBody, printerPatch} from './schema.ts';

/** One box has so many at most: a bound for lists and for what waits in memory. */
export const mostPrinters = 50;

export function addPrinter(tx: Tx, body: z.output<typeof printerBody>): Printer {
  insistReachable(body);
  if (one<{count: number}>(tx.db, 'select count(*) as count from printers')!.count >= mostPrinters)
    refuse('input.invalid', {errors: [{path: '', message: `at most ${mostPrinters} printers`}]});
  const {name, address, port = 9100, paperMm = 80, language = null, codepage = null} = body;
  insistFreeName(tx, name, 0);
  const id = insert(
    tx.db,
    'insert into printers (name, address, port, paperMm, language, codepage) values (?, ?, ?, ?, ?, ?)',
    ...[name, address, port, paperMm, language, codepage],
  );
  seal(tx.db, printersSealed, id);
  tx.note({kind: 'printer.added', subject: `printer:${id}`, data: {fields: Object.keys(body)}});
  return printerById(tx.db, id)!;
}

export function changePrinter(tx: Tx, id: number, {version, ...patch}: z.output<typeof printerPatch>): Printer {
  const before = printerById(tx.db, id) ?? refuse('printer.missing');
  if (before.version !== version) refuse('version.stale', {version: before.version});
  // A field that was not sent is not there at all: JSON knows no undefined.
  const after: Printer = {...before, ...(patch as Partial<Printer>)};
  insistReachable(after);
  insistFreeName(tx, after.name, id);
  run(
    tx.db,
    'update printers set name = ?, address = ?, port = ?, paperMm = ?, language = ?, codepage = ?, version = ? where id = ?',
    ...[after.name, after.address, after.port, after.paperMm, after.language, after.codepage, version + 1, id],
  );
  seal(tx.db, printersSealed, id);
  tx.note({kind: 'printer.changed', subject: `printer:${id}`, data: {fields: Object.keys(patch)}});
  return printerById(tx.db, id)!;
}

export function removePrinter(tx: Tx, id: number): void {
  if (!printerById(tx.db, id)) refuse('printer.missing');
  run(tx.db, 'delete from printers where id = ?', id);
  tx.note({kind: 'printer.removed', subject: `printer:${id}`, data: {fields: []}});
}

function insistFreeName(tx: Tx, name: string, ownId: number): void {
  if (one(tx.db, 'select 1 from printers where name = ? and id <> ?', name, ownId)) refuse('name.taken');
}

function insistReachable({address, port}: {address: string; port?: number | undefined}): void {
  const errors: {path: string; message: string}[] = [];
  if (!isLanAddress(address))
    errors.push({path: 'address', message: 'must be an address of this network, such as 192.168.1.50'});
  if (port !== undefined && !printerPorts.some((known) => known === port))
    errors.push({path: 'port', message: `must be one of ${printerPorts.join(', ')}`});
  if (errors.length > 0) refuse('input.invalid', {errors});
}
