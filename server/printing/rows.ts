import {all, type Db, one} from '../base/database.ts';
import type {Sealed} from '../base/row-sum.ts';
import type {PaperLanguage} from '../words/paper-languages.ts';
import type {Codepage, PaperMm} from './slip-rules.ts';

export interface Printer {
  id: number;
  name: string;
  address: string;
  port: number;
  paperMm: PaperMm;
  language: PaperLanguage | null;
  codepage: Codepage | null;
  version: number;
}

export const printersSealed: Sealed = {
  table: 'printers',
  key: ['id'],
  parts: ['id', 'name', 'address', 'port', 'paperMm', 'language', 'codepage', 'version'],
};

export function printerById(db: Db, id: number): Printer | undefined {
  return one<Printer>(db, 'select * from printers where id = ?', id);
}

export function allPrinters(db: Db): Printer[] {
  return all<Printer>(db, 'select * from printers order by id limit 200');
}

/** Whether a slip of this token was already sent to a printer for this request. */
export function wasSent(db: Db, tokenId: number, claim: string): boolean {
  const found = one(
    db,
    "select 1 from journal where tokenId = ? and kind = 'slip.sent' and data ->> '$.claim' = ?",
    tokenId,
    claim,
  );
  return found !== undefined;
}
