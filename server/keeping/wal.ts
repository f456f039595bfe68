import fs from 'node:fs';

export interface WalState {
  /** Frames that count. */
  frames: number;
  /** A transaction that had been confirmed can no longer be read, and everything after it neither. */
  broken: boolean;
  /** The last transaction is not whole: usual after a power cut in the middle of a write that nobody was told of. */
  tornEnd: boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;

/**
 * Reads the write-ahead file as SQLite does (https://www.sqlite.org/fileformat2.html#walformat) and also behind the place
 * where SQLite stops. Each commit is confirmed by the disk before the next one's frames are written; so a frame that does
 * not fit, with a whole commit and the frames of another one behind it, was confirmed once and is damaged now. The very
 * last transaction can be judged by nothing: torn by a power cut and damaged afterwards look the same.
 */
export function readWal(file: string): WalState {
  const none = {frames: 0, broken: false, tornEnd: false};
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return none;
  }
  try {
    return walk(fd) ?? none;
  } finally {
    fs.closeSync(fd);
  }
}

function walk(fd: number): WalState | null {
  const head = Buffer.alloc(headerBytes);
  if (fs.readSync(fd, head, 0, headerBytes, 0) < headerBytes) return null;
  const magic = head.readUInt32BE(0);
  const pageBytes = head.readUInt32BE(8);
  const sane =
    magic >>> 1 === 0x377f0682 >>> 1 && pageBytes >= 512 && pageBytes <= 65536 && (pageBytes & (pageBytes - 1)) === 0;
  // A header that says nothing: the frames' own marks still say whether there was something to lose.
  const size = sane ? pageBytes : 4096;
  const big = (magic & 1) === 1;
  let sums: [number, number] = [0, 0];
  let whole = sane;
  if (sane) {
    sums = added(sums, head.subarray(0, 24), big);
    whole = sums[0] === head.readUInt32BE(24) && sums[1] === head.readUInt32BE(28);
  }
  const frame = Buffer.alloc(frameHeaderBytes + size);
  let salts: Buffer | null = whole ? Buffer.from(head.subarray(16, 24)) : null;
  let frames = 0;
  let brokenAt = whole ? -1 : 0;
  let commitsAfter = 0;
  let framesAfterCommit = 0;
  for (let index = 0; ; index++) {
    if (fs.readSync(fd, frame, 0, frame.length, headerBytes + index * frame.length) < frame.length) break;
    const its = frame.subarray(8, 16);
    salts ??= Buffer.from(its);
    const exact = its.equals(salts);
    const mine = exact || nearly(its, salts);
    if (brokenAt < 0) {
      const next = added(added(sums, frame.subarray(0, 8), big), frame.subarray(frameHeaderBytes), big);
      if (exact && next[0] === frame.readUInt32BE(16) && next[1] === frame.readUInt32BE(20)) {
        sums = next;
        frames++;
        continue;
      }
      brokenAt = index;
      // What an earlier round of the same file left behind has other marks: the ordinary end.
      if (!mine && !marksFollow(fd, salts, index + 1, frame.length)) return {frames, broken: false, tornEnd: false};
    }
    if (!mine) continue;
    if (commitsAfter > 0) framesAfterCommit++;
    if (frame.readUInt32BE(4) !== 0) commitsAfter++;
  }
  if (brokenAt < 0) return {frames, broken: false, tornEnd: false};
  return {frames, broken: framesAfterCommit > 0, tornEnd: framesAfterCommit === 0};
}

/** The marks of an earlier round differ in about half of their bits; ours, damaged, in one or two. */
function nearly(a: Buffer, b: Buffer): boolean {
  let bits = 0;
  for (let at = 0; at < 8; at++) for (let rest = a[at]! ^ b[at]!; rest > 0; rest &= rest - 1) bits++;
  return bits <= 2;
}

function marksFollow(fd: number, salts: Buffer, from: number, frameBytes: number): boolean {
  const its = Buffer.alloc(8);
  for (let index = from; ; index++) {
    if (fs.readSync(fd, its, 0, 8, headerBytes + index * frameBytes + 8) < 8) return false;
    if (its.equals(salts)) return true;
  }
}

function added([s0, s1]: [number, number], bytes: Buffer, big: boolean): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += 8) {
    s0 = (s0 + view.getUint32(at, !big) + s1) >>> 0;
    s1 = (s1 + view.getUint32(at + 4, !big) + s0) >>> 0;
  }
  return [s0, s1];
}
