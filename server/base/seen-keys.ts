import type {Db} from './database.ts';
import {sql} from './database.ts';

/** 8 million bits: one megabyte, and under 1 in 100 strangers taken for known at half a million keys. */
const bits = 2 ** 23;
const probes = 4;
/** Characters of a key's hash that choose one bit. */
const probeChars = 5;
/** After so many more the filter is read anew, without those whose day is over. */
const mostSeen = 1_000_000;

/**
 * Which idempotency keys may have been used within the last day (a Bloom filter; Bloom 1970). Nearly every key is new, and then
 * the database need not be asked: that question would read a random page each time. Known for sure are only the
 * strangers; whoever may be known is looked up.
 */
export function openSeenKeys(db: Db, mostAdded = mostSeen) {
  let filter: Uint32Array | null = null;
  let added = 0;

  /** Read at the first question, not at the start: a box that comes up after a power cut has better things to do. */
  function read(): Uint32Array {
    const fresh = new Uint32Array(bits / 32);
    // However many there are: a day of flood has more than `mostAdded`, and a fuller filter only asks more often.
    for (const id of sql(db, 'select id from answers').pluck().iterate() as Iterable<string>) mark(fresh, id);
    filter = fresh;
    added = 0;
    return fresh;
  }

  return {
    add(id: string): void {
      if (filter === null) return;
      if (++added > mostAdded) filter = null;
      else mark(filter, id);
    },
    mayHave(id: string): boolean {
      const known = filter ?? read();
      for (let probe = 0; probe < probes; probe++) {
        const bit = bitOf(id, probe);
        if ((known[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    },
  };
}

function mark(filter: Uint32Array, id: string): void {
  for (let probe = 0; probe < probes; probe++) {
    const bit = bitOf(id, probe);
    filter[bit >>> 5]! |= 1 << (bit & 31);
  }
}

/** The id is a hash already: each probe takes its own characters of it. */
function bitOf(id: string, probe: number): number {
  let value = 0;
  for (let at = probe * probeChars, end = at + probeChars; at < end; at++)
    value = Math.imul(value, 67) + id.charCodeAt(at);
  return (value >>> 0) % bits;
}
