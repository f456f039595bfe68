import {X509Certificate} from 'node:crypto';
import fs from 'node:fs';
import {isIP} from 'node:net';
import path from 'node:path';
import {lanAddresses} from './addresses.ts';
import {
  authorityDays,
  dayMs,
  isDnsName,
  nameIsPermitted,
  privateRanges,
  privateSuffixes,
  serverDays,
} from './certificate-rules.ts';
import {encodeConstraints, isPermitted, nameConstraintsId, permittedBy} from './name-constraints.ts';

/** Where the box's own authority lives: in the data folder's keys, readable by their owner only, and in each backup of them. */
export function authorityFiles(dataDir: string) {
  const file = (name: string) => path.join(dataDir, 'keys', name);
  return {
    authority: file('authority.crt'),
    authorityKey: file('authority.key'),
    server: file('server.crt'),
    serverKey: file('server.key'),
  };
}

/** A PC's clock may be a little behind the box's: certificates begin two days before they are made. */
const backdateMs = 2 * dayMs;
const keyAlgorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};

/**
 * Makes the authority that staff PCs are told to trust. It can vouch for names inside buildings and for `names`, and for
 * private addresses and `addresses`, and for nothing else: whoever steals its key can't pose as a bank.
 */
export async function makeAuthority(
  dataDir: string,
  {names, addresses, now}: {names: Iterable<string>; addresses: Iterable<string>; now: number},
): Promise<void> {
  const x509 = await openX509();
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const inside = permittedBy(encodeConstraints([], privateRanges)).addresses;
  const suffixes = new Set(privateSuffixes);
  for (const name of names) if (isDnsName(name) && !nameIsPermitted(name, suffixes)) suffixes.add(name.toLowerCase());
  const ranges = [...privateRanges];
  for (const address of addresses)
    if (!isPermitted(inside, address)) ranges.push(`${address}/${isIP(address) === 4 ? 32 : 128}`);
  const {KeyUsageFlags: use} = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    // A number in the name: after a new one is made, a PC that has both can tell them apart.
    name: `CN=Baari box authority ${newSerial().slice(0, 6)}, O=Baari`,
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(now + authorityDays * dayMs),
    signingAlgorithm: keyAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(use.keyCertSign | use.cRLSign, true),
      new x509.Extension(nameConstraintsId, true, encodeConstraints([...suffixes], ranges)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const files = authorityFiles(dataDir);
  await keep(files.authorityKey, await privatePem(keys.privateKey), 0o600);
  await keep(files.authority, `${certificate.toString('pem')}\n`, 0o644);
}

/**
 * Issues the box's own certificate for those of these names and addresses that the authority may vouch for; answers
 * which they are and which are left. Throws where there is no authority.
 */
export async function issueServer(
  dataDir: string,
  {names, addresses, now}: {names: Iterable<string>; addresses: Iterable<string>; now: number},
): Promise<{names: string[]; left: string[]}> {
  const x509 = await openX509();
  const files = authorityFiles(dataDir);
  const authorityPem = fs.readFileSync(files.authority, 'utf8');
  const authority = new x509.X509Certificate(authorityPem);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(fs.readFileSync(files.authorityKey, 'utf8')),
    keyAlgorithm,
    false,
    ['sign'],
  );
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const constraints = authority.getExtension(nameConstraintsId);
  const permitted = permittedBy(constraints ? new Uint8Array(constraints.value) : encodeConstraints([], []));
  const wanted = [...new Set([...names].map((name) => name.toLowerCase()))].filter(isDnsName);
  const carried = wanted.filter((name) => nameIsPermitted(name, permitted.names));
  const reachable = [...new Set(addresses)].filter((address) => isPermitted(permitted.addresses, address));
  const {KeyUsageFlags: use} = x509;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: 'CN=Baari box, O=Baari',
    issuer: authority.subject,
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(Math.min(now + serverDays * dayMs, authority.notAfter.getTime())),
    signingAlgorithm: keyAlgorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(use.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...carried.map((value) => ({type: 'dns' as const, value})),
        ...reachable.map((value) => ({type: 'ip' as const, value})),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  // The key first: whoever watches the certificate's file finds its key beside it.
  await keep(files.serverKey, await privatePem(keys.privateKey), 0o600);
  await keep(files.server, `${certificate.toString('pem')}\n${authorityPem}`, 0o644);
  const given = new Set([...carried, ...reachable]);
  return {names: [...given], left: [...names, ...addresses].filter((name) => !given.has(name))};
}

/** The authority's certificate as files for staff PCs; null where there is none. */
export function readAuthority(dataDir: string): {pem: string; der: Buffer; fingerprint: string; endsAt: number} | null {
  const {authority, authorityKey} = authorityFiles(dataDir);
  if (!fs.existsSync(authorityKey)) return null;
  try {
    const pem = fs.readFileSync(authority, 'utf8');
    const parsed = new X509Certificate(pem);
    return {pem, der: parsed.raw, fingerprint: parsed.fingerprint256, endsAt: parsed.validToDate.getTime()};
  } catch {
    return null;
  }
}

/** By what this box is reached: its name in the LAN, `named` (host names and addresses), and what it is called now. */
export function namesAndAddresses(named: Iterable<string>): {names: string[]; addresses: string[]} {
  const all = [...new Set(['localhost', 'baari.local', ...named, '127.0.0.1', ...lanAddresses()])];
  return {names: all.filter((one) => isIP(one) === 0), addresses: all.filter((one) => isIP(one) !== 0)};
}

/** Large, with many small parts: only for whoever makes or renews a certificate. */
async function openX509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** Positive and not all zeros at its front (RFC 5280, 4.1.2.2). */
function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Whole or not at all, on the disk, and owned by whoever owns the data folder, also when root makes it. */
async function keep(file: string, text: string, mode: number): Promise<void> {
  const folder = path.dirname(file);
  const made = fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  const owner = fs.statSync(path.dirname(folder));
  const asRoot = process.getuid?.() === 0;
  if (made !== undefined && asRoot) fs.chownSync(folder, owner.uid, owner.gid);
  const unfinished = `${file}.new`;
  fs.rmSync(unfinished, {force: true});
  const target = await fs.promises.open(unfinished, 'wx', mode);
  try {
    await target.writeFile(text);
    if (asRoot) await target.chown(owner.uid, owner.gid);
    await target.sync();
  } finally {
    await target.close();
  }
  fs.renameSync(unfinished, file);
}
