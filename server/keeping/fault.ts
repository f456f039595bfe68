import type {FaultCode} from '../words/keeping.ts';

/** Where a fault lies, as far as it is known. */
export interface Where {
  queueId?: number | undefined;
  day?: string | undefined;
  serial?: number | undefined;
  /** A table, column or other technical name, for whoever helps. */
  table?: string | undefined;
  row?: number | string | undefined;
  /** A sequence number of the journal. */
  entry?: number | undefined;
  /** What exactly does not fit. */
  detail?: string | undefined;
}

/** The first fault ends the check. */
export class Damage extends Error {
  readonly code: FaultCode;
  readonly where: Where;
  constructor(code: FaultCode, where: Where = {}) {
    super(`${code} ${JSON.stringify(where)}`);
    this.code = code;
    this.where = where;
  }
}

export function damage(code: FaultCode, where: Where = {}): never {
  throw new Damage(code, where);
}
