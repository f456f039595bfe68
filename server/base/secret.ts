import {hash, randomFillSync} from 'node:crypto';

/** Bytes of 132 bits rounded up. */
const secretBytes = 17;
const plainLength = 22;
/** Asking the system for randomness costs more than everything else about a secret: so for many at once. */
const pool = Buffer.alloc(secretBytes * 240);
let used = pool.length;

/** A capability: 132 bits in 22 characters that survive a URL, a QR code and being read aloud by a program. */
export function newSecret(): string {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const secret = pool.toString('base64url', used, used + secretBytes).slice(0, plainLength);
  // What was given out is not kept here.
  pool.fill(0, used, used + secretBytes);
  used += secretBytes;
  return secret;
}

/** In the order of ASCII, so that what counts up also sorts up. */
const digits = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const placeDigits = 6;

/**
 * The same behind six characters that count up with `place` (the journal's sequence): secrets that are made one after the
 * other lie beside each other in an index, and a hundred joins touch one page of it instead of a hundred.
 */
export function newPlacedSecret(place: number): string {
  let prefix = '';
  for (let rest = place, at = 0; at < placeDigits; at++, rest = Math.floor(rest / 64))
    prefix = digits[rest % 64] + prefix;
  return prefix + newSecret();
}

/** What we keep of a placed secret: its place, and the hash of all of it. Secrets were once without a place, and still hold. */
export function hashedInPlace(secret: string): string {
  return (secret.length > plainLength ? secret.slice(0, placeDigits) : '') + hashed(secret);
}

/** What we keep of a secret that we only have to recognise. */
export function hashed(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
