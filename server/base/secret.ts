import {hash, randomBytes} from 'node:crypto';

/** A capability: 132 bits in 22 characters that survive a URL, a QR code and being read aloud by a program. */
export function newSecret(): string {
  return randomBytes(17).toString('base64url').slice(0, 22);
}

/** What we keep of a secret that we only have to recognise. */
export function hashed(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
