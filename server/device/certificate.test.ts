import {X509Certificate} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {handClock} from '../base/clock.ts';
import {openLog} from '../base/log.ts';
import {inWorld} from '../test/inside.ts';
import {type CertificateParts, openCertificate} from './certificate.ts';
import {certificateState, dayMs, isDnsName, nameIsPermitted, privateRanges, renewalDue} from './certificate-rules.ts';
import {authorityFiles, issueServer, makeAuthority, readAuthority} from './local-authority.ts';
import {encodeConstraints, isPermitted, permittedBy} from './name-constraints.ts';

const now = Date.UTC(2026, 10, 28);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-tls-'));
process.once('exit', () => fs.rmSync(folder, {recursive: true, force: true}));
const reached = {names: ['localhost', 'baari.local', 'queue.hospital.example'], addresses: ['127.0.0.1', '10.0.0.5']};
await makeAuthority(folder, {...reached, now: Date.now()});
const files = authorityFiles(folder);
const pair = {cert: files.server, key: files.serverKey};

/** What a staff PC that trusts the authority says to the box under this name: null where it believes it. */
function believed(name: string, server: tls.SecureContextOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const box = tls.createServer(server).listen(0, '127.0.0.1', () => {
      const {port} = box.address() as {port: number};
      const isName = !/^[\d.]+$/.test(name);
      const socket = tls.connect({
        host: '127.0.0.1',
        port,
        ca: fs.readFileSync(files.authority),
        ...(isName ? {servername: name} : {}),
        checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
      });
      const end = (verdict: string | null) => {
        socket.destroy();
        box.close(() => resolve(verdict));
      };
      socket
        .on('secureConnect', () => end(null))
        .on('error', (error: NodeJS.ErrnoException) => end(`${error.code} ${error.message}`));
    });
    box.on('tlsClientError', () => {});
  });
}

const served = () => ({cert: fs.readFileSync(pair.cert), key: fs.readFileSync(pair.key)});

test('a certificate ends in steps: thirty days before, then ended; a broken new file is said', () => {
  const end = now + 100 * dayMs;
  assert.is(certificateState(end, now, false), 'ok');
  assert.is(certificateState(end, end - 30 * dayMs - 1, false), 'ok');
  assert.is(certificateState(end, end - 30 * dayMs, false), 'ending');
  assert.is(certificateState(end, end, false), 'ended');
  assert.is(certificateState(end, now, true), 'broken');
});

test('the box renews sixty days before the end or for a new name, and never by a clock that can’t be right', () => {
  const end = now + 61 * dayMs;
  assert.not(renewalDue(now, end, [], true));
  assert.ok(renewalDue(now + 2 * dayMs, end, [], true));
  assert.ok(renewalDue(now, end, ['10.0.0.7'], true));
  assert.not(renewalDue(now + 2 * dayMs, end, ['10.0.0.7'], false));
});

test('only names inside buildings and the box’s own are permitted', () => {
  for (const name of ['baari.local', 'local', 'a.b.lan']) assert.ok(nameIsPermitted(name, ['local', 'lan']), name);
  for (const name of ['example.com', 'notlocal', 'x.locals']) assert.not(nameIsPermitted(name, ['local', 'lan']), name);
  for (const name of ['baari', 'a-b.c9.example']) assert.ok(isDnsName(name), name);
  for (const name of ['', 'a b', '-a', 'a..b', '10.0.0.5', 'ü.local', 'x_y']) assert.not(isDnsName(name), name);
});

test('what is permitted is read back as it was written', () => {
  const names = Array.from({length: 30}, (_, one) => `name-${one}.hospital.example`);
  const read = permittedBy(encodeConstraints(names, [...privateRanges, '203.0.113.7/32']));
  assert.equal(read.names, names);
  for (const inside of ['10.255.0.1', '172.31.255.255', '192.168.0.1', '203.0.113.7', '::1', 'fd00::5', 'fe80::1'])
    assert.ok(isPermitted(read.addresses, inside), inside);
  for (const outside of ['11.0.0.1', '172.32.0.1', '203.0.113.8', '8.8.8.8', '2001:db8::1', 'not an address'])
    assert.not(isPermitted(read.addresses, outside), outside);
});

test('a PC that trusts the authority believes the box under its names and addresses, and under no other', async () => {
  await issueServer(folder, {...reached, now: Date.now()});
  for (const name of [...reached.names, ...reached.addresses]) assert.is(await believed(name, served()), null, name);
  assert.match(String(await believed('bank.example', served())), /ERR_TLS_CERT_ALTNAME_INVALID/);
  for (const key of [files.authorityKey, files.serverKey]) assert.is(fs.statSync(key).mode & 0o777, 0o600, key);
});

test('with the authority’s own key nobody can pose as somebody else', async () => {
  const {left, names} = await issueServer(folder, {
    names: ['baari.local', 'bank.example'],
    addresses: ['8.8.8.8'],
    now: Date.now(),
  });
  assert.equal([names, left], [['baari.local'], ['bank.example', '8.8.8.8']]);
  // What a thief would make, past our own check.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
  const pem = (file: string) => fs.readFileSync(file, 'utf8');
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const forged = await x509.X509CertificateGenerator.create({
    subject: 'CN=Bank',
    issuer: new x509.X509Certificate(pem(files.authority)).subject,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey(
      'pkcs8',
      x509.PemConverter.decodeFirst(pem(files.authorityKey)),
      algorithm,
      false,
      ['sign'],
    ),
    extensions: [new x509.SubjectAlternativeNameExtension([{type: 'dns', value: 'bank.example'}])],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  const verdict = await believed('bank.example', {cert: `${forged.toString('pem')}\n${pem(files.authority)}`, key});
  assert.match(String(verdict), /permitted subtree violation/);
});

function watched(more: Partial<CertificateParts> = {}) {
  const clock = handClock(Date.now());
  const said: string[] = [];
  const heard = {renewed: 0, changed: 0};
  const line = (_: unknown, text?: string) => void said.push(text ?? '');
  const certificate = openCertificate({
    files: pair,
    clock,
    log: {...openLog('silent'), info: line, warn: line, error: line} as CertificateParts['log'],
    renewed: () => void heard.renewed++,
    changed: () => void heard.changed++,
    ...more,
  });
  return {certificate, clock, said, heard};
}

test('a changed file is served without a restart; a broken one is said once and leaves the former', async () => {
  await issueServer(folder, {...reached, now: Date.now()});
  const {certificate, heard, said} = watched();
  const first = certificate.pair().cert;
  certificate.look();
  assert.is(heard.renewed, 0);
  await issueServer(folder, {...reached, now: Date.now()});
  certificate.look();
  assert.is(heard.renewed, 1);
  const second = certificate.pair().cert;
  assert.not.equal(second, first);

  fs.writeFileSync(pair.cert, 'no certificate');
  for (let times = 0; times < 4; times++) certificate.look();
  assert.is(certificate.view().state, 'broken');
  assert.equal(certificate.pair().cert, second);
  assert.is(said.filter((text) => /former one serves on/.test(text)).length, 1);

  fs.writeFileSync(pair.cert, second);
  certificate.look();
  assert.is(certificate.view().state, 'ok');
  certificate.stop();
});

test('its end is warned of thirty days before, by the clock', async () => {
  await issueServer(folder, {...reached, now: Date.now()});
  const {certificate, clock, said, heard} = watched();
  const end = new X509Certificate(certificate.pair().cert).validToDate.getTime();
  assert.equal(certificate.view(), {state: 'ok', endsAt: end});
  clock.set(end - 29 * dayMs);
  await certificate.mind();
  assert.is(certificate.view().state, 'ending');
  clock.set(end + 1);
  await certificate.mind();
  assert.is(certificate.view().state, 'ended');
  assert.equal([said.length, heard.changed], [2, 2]);
  certificate.stop();
});

test('the box’s own is renewed before its end and when the box gets another address', async () => {
  await issueServer(folder, {...reached, now: Date.now()});
  let addresses = ['127.0.0.1'];
  const issued: number[] = [];
  const {certificate, clock, heard} = watched({
    own: {
      names: () => ['localhost', 'not permitted', ...addresses],
      clockIsSound: () => true,
      issue() {
        issued.push(clock.now());
        return issueServer(folder, {names: ['localhost', 'not permitted'], addresses, now: clock.now()});
      },
    },
  });
  await certificate.mind();
  await certificate.mind();
  assert.is(issued.length, 1, 'what the authority may not vouch for is asked for once');
  addresses = ['127.0.0.1', '10.0.0.9'];
  await certificate.mind();
  assert.is(issued.length, 2);
  assert.match(new X509Certificate(certificate.pair().cert).subjectAltName!, /10\.0\.0\.9/);
  clock.forward(340 * dayMs);
  await certificate.mind();
  assert.equal([issued.length, heard.renewed, certificate.view().state], [3, 3, 'ok']);
  certificate.stop();
});

test(
  'the page for staff PCs gives the authority’s certificate and its fingerprint',
  inWorld(async (world) => {
    assert.match((await world.ask<string>('GET', '/certificate')).body, /no certificate of its own/);
    assert.is((await world.ask('GET', '/certificate.crt')).status, 404);
    await makeAuthority(world.dataDir, {...reached, now: Date.now()});
    const {fingerprint, der} = readAuthority(world.dataDir)!;
    const page = await world.ask<string>('GET', '/certificate');
    assert.ok(page.body.replaceAll(' ', ':').includes(fingerprint));
    const file = await world.app.request('/certificate.crt', {headers: {host: '10.0.0.5:8080'}});
    assert.is(file.headers.get('content-type'), 'application/x-x509-ca-cert');
    assert.equal(Buffer.from(await file.arrayBuffer()), der);
    const state = await world.ask<{box: {certificate: unknown}}>('GET', '/api/session', {as: 'admin'});
    assert.equal(state.body.box.certificate, {state: 'none', endsAt: null});
  }),
);

test.run();
