import {createCipheriv, createDecipheriv, randomBytes, scryptSync} from 'node:crypto';
import fs from 'node:fs';

// A copy that leaves the box, readable only with its passphrase. The key comes from scrypt (RFC 7914); the content is cut
// into chunks, each sealed with AES-256-GCM under a nonce of prefix, counter and "this is the last one" (the STREAM
// construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so that no chunk can be changed, moved, left out or added.

const magic = Buffer.from('BAARI-LOCKED-1\n');
const saltBytes = 16;
const prefixBytes = 7;
const tagBytes = 16;
const chunkBytes = 256 * 1024;
/** Of scrypt: 64 MB and about a third of a second on a Pi for each guess. The head carries it as a power of two. */
const usualCost = 16;
const mostCost = 20;
const headBytes = magic.length + 1 + saltBytes + prefixBytes;

export const leastPassphrase = 12;

/** The passphrase does not open this file, or the file is not whole. Which of the two, nobody can tell. */
export class WrongPassphrase extends Error {}

export function isLocked(file: string): boolean {
  const fd = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(magic.length);
    return fs.readSync(fd, head, 0, head.length, 0) === head.length && head.equals(magic);
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes `to` as a locked copy of `from`. Reads and writes a chunk at a time; the disk has confirmed it on return. */
export function lockFile(from: string, to: string, passphrase: string, cost = usualCost): void {
  const head = Buffer.concat([magic, Buffer.of(cost), randomBytes(saltBytes), randomBytes(prefixBytes)]);
  const key = keyOf(head, passphrase);
  withFiles(from, to, (source, target, size) => {
    fs.writeSync(target, head);
    const chunk = Buffer.alloc(chunkBytes);
    for (let at = 0, counter = 0; ; counter++) {
      const read = readWhole(source, chunk, at);
      at += read;
      const last = at >= size;
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(head, counter, last)).setAAD(head);
      fs.writeSync(
        target,
        Buffer.concat([cipher.update(chunk.subarray(0, read)), cipher.final(), cipher.getAuthTag()]),
      );
      if (last) return;
    }
  });
}

/** Writes `to` as what was locked into `from`. Throws WrongPassphrase; then `to` is not there. */
export function unlockFile(from: string, to: string, passphrase: string): void {
  try {
    withFiles(from, to, (source, target, size) => {
      const head = Buffer.alloc(headBytes);
      if (readWhole(source, head, 0) !== headBytes || !head.subarray(0, magic.length).equals(magic))
        throw new WrongPassphrase('this is not a locked copy');
      const key = keyOf(head, passphrase);
      const chunk = Buffer.alloc(chunkBytes + tagBytes);
      for (let at = headBytes, counter = 0; ; counter++) {
        const read = readWhole(source, chunk, at);
        at += read;
        const last = at >= size;
        if (read < tagBytes) throw new WrongPassphrase('the file ends in the middle');
        fs.writeSync(target, opened(key, head, {counter, last, sealed: chunk.subarray(0, read)}));
        if (last) return;
      }
    });
  } catch (error) {
    fs.rmSync(to, {force: true});
    throw error;
  }
}

interface Sealed {
  counter: number;
  last: boolean;
  sealed: Buffer;
}

function opened(key: Buffer, head: Buffer, {counter, last, sealed}: Sealed): Buffer {
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(head, counter, last), {authTagLength: tagBytes});
  decipher.setAAD(head).setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
  } catch {
    throw new WrongPassphrase('the passphrase is not the one of this file, or the file is damaged');
  }
}

function keyOf(head: Buffer, passphrase: string): Buffer {
  const cost = head[magic.length]!;
  if (cost < 1 || cost > mostCost) throw new WrongPassphrase('this file can’t be opened here');
  const salt = head.subarray(magic.length + 1, magic.length + 1 + saltBytes);
  const N = 2 ** cost;
  return scryptSync(passphrase.normalize('NFC'), salt, 32, {N, r: 8, p: 1, maxmem: N * 8 * 128 + 32 * 1024 * 1024});
}

function nonceOf(head: Buffer, counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  head.copy(nonce, 0, headBytes - prefixBytes);
  nonce.writeUInt32BE(counter, prefixBytes);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function withFiles(from: string, to: string, work: (source: number, target: number, size: number) => void): void {
  const source = fs.openSync(from, 'r');
  try {
    const target = fs.openSync(to, 'w', 0o600);
    try {
      work(source, target, fs.fstatSync(source).size);
      fs.fsyncSync(target);
    } finally {
      fs.closeSync(target);
    }
  } finally {
    fs.closeSync(source);
  }
}

function readWhole(fd: number, into: Buffer, at: number): number {
  let read = 0;
  while (read < into.length) {
    const got = fs.readSync(fd, into, read, into.length - read, at + read);
    if (got === 0) return read;
    read += got;
  }
  return read;
}
