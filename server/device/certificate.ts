import {X509Certificate} from 'node:crypto';
import fs from 'node:fs';
import {createSecureContext} from 'node:tls';
import type {Clock} from '../base/clock.ts';
import type {Log} from '../base/log.ts';
import {type CertificateState, certificateState, missingNames, renewalDue} from './certificate-rules.ts';

/** How often the files are looked at, and how often the end and the names are. */
const lookEveryMs = 3000;
const mindEveryMs = 60_000;

export interface Pair {
  cert: Buffer;
  key: Buffer;
}

/** `endsAt`: milliseconds since 1970. */
export interface CertificateView {
  state: CertificateState;
  endsAt: number | null;
}

export interface Certificate {
  /** What the listener serves with now. */
  pair(): Pair;
  view(): CertificateView;
  /** Reads the files again where they changed. The timer does so every three seconds. */
  look(): void;
  /** Minds the end and the names; renews the box's own. The timer does so every minute. */
  mind(): Promise<void>;
  stop(): void;
}

export interface CertificateParts {
  files: {cert: string; key: string};
  clock: Clock;
  log: Log;
  /** A new pair is to be served. */
  renewed(pair: Pair): void;
  /** The view is another one now: staff screens say so. */
  changed(): void;
  /** Only for the box's own authority: names it is reached by, whether its clock may date a certificate, and how to issue one. */
  own?: {names(): string[]; clockIsSound(): boolean; issue(): Promise<{left: string[]}>};
}

/** Watches the certificate that staff's listener serves with. Throws where the first pair can't be used. */
export function openCertificate({files, clock, log, renewed, changed, own}: CertificateParts): Certificate {
  let stamp = stampOf(files);
  let pair = readPair(files);
  let read = readEnd(pair);
  /** Files change one after the other: only what stays unusable for a whole look is said. */
  let suspect: string | null = null;
  let broken = false;
  /** Names that the authority may not vouch for: asking again would not help. */
  let left: readonly string[] = [];
  let state = certificateState(read.endsAt, clock.now(), broken);
  tell();
  const looks = setInterval(look, lookEveryMs);
  const minds = setInterval(() => void mind(), mindEveryMs);
  for (const timer of [looks, minds]) timer.unref();

  function look(): void {
    const seen = stampOf(files);
    if (seen === stamp) {
      suspect = null;
      broken = false;
      become();
      return;
    }
    try {
      const next = readPair(files);
      read = readEnd(next);
      pair = next;
    } catch (error) {
      if (suspect === seen && !broken) {
        broken = true;
        log.error({fault: faultOf(error)}, 'the new certificate can’t be used; the former one serves on');
        become();
      }
      suspect = seen;
      return;
    }
    stamp = seen;
    suspect = null;
    broken = false;
    log.info({endsAt: new Date(read.endsAt).toISOString()}, 'a new certificate is served');
    renewed(pair);
    become(true);
  }

  async function mind(): Promise<void> {
    become();
    if (!own) return;
    const missing = missingNames(own.names(), new Set([...read.names, ...left]));
    if (!renewalDue(clock.now(), read.endsAt, missing, own.clockIsSound())) return;
    try {
      left = (await own.issue()).left;
      look();
    } catch (error) {
      log.error({fault: faultOf(error)}, 'the certificate could not be renewed');
    }
  }

  function become(anyway = false): void {
    const next = certificateState(read.endsAt, clock.now(), broken);
    if (next === state && !anyway) return;
    state = next;
    tell();
    changed();
  }

  function tell(): void {
    if (state === 'ending' || state === 'ended')
      log.warn({state, endsAt: new Date(read.endsAt).toISOString()}, 'the certificate of the staff’s listener ends');
  }

  return {
    pair: () => pair,
    view: () => ({state, endsAt: read.endsAt}),
    look,
    mind,
    stop() {
      clearInterval(looks);
      clearInterval(minds);
    },
  };
}

/** Throws where the two are not a pair that TLS can use. */
export function readPair({cert, key}: {cert: string; key: string}): Pair {
  const pair = {cert: fs.readFileSync(cert), key: fs.readFileSync(key)};
  createSecureContext(pair);
  return pair;
}

/** When the first of a chain ends, and which names its own certificate carries. */
function readEnd({cert}: Pair): {endsAt: number; names: ReadonlySet<string>} {
  const chain = cert.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const parsed = chain.map((one) => new X509Certificate(one));
  const names = (parsed[0]!.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return {endsAt: Math.min(...parsed.map((one) => one.validToDate.getTime())), names: new Set(names)};
}

function stampOf({cert, key}: {cert: string; key: string}): string {
  return [cert, key]
    .map((file) => {
      const found = fs.statSync(file, {throwIfNoEntry: false});
      return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : 'gone';
    })
    .join(' ');
}

function faultOf(error: unknown): string {
  return error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof Error
      ? error.name
      : 'unknown';
}
