// time-limit: 300
// The installer below a folder of its own, with a stand-in for systemctl: what can be seen without root.
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {importsOf} from './imports.ts';
import {boxCommands, isForTheBox} from './packed-files.ts';

const installer = path.join(import.meta.dirname, 'install.sh');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-install-'));
const stop = () => {
  const pidFile = path.join(scratch, 'pid');
  if (fs.existsSync(pidFile)) spawnSync('kill', ['-9', fs.readFileSync(pidFile, 'utf8').trim()]);
};
process.once('exit', () => {
  stop();
  fs.rmSync(scratch, {recursive: true, force: true});
});

/** Starts and stops what `current` points to, as systemd would. */
const systemctl = path.join(scratch, 'systemctl');
fs.writeFileSync(
  systemctl,
  `#!/bin/sh
root=${scratch}/box
echo "$@" >> ${scratch}/services
case "$*" in
  *stop*|*restart*|disable*) [ -f ${scratch}/pid ] && kill -9 "$(cat ${scratch}/pid)" 2>/dev/null; rm -f ${scratch}/pid ;;
esac
case "$*" in
  start*|restart*)
    port=$(sed -n 's/^PORT=//p' $root/etc/baari/baari.env)
    cd $root/opt/baari/current
    DATA_DIR=$root/var/lib/baari PORT=$port ./node/bin/node server/main.mjs > ${scratch}/log 2>&1 &
    echo $! > ${scratch}/pid ;;
esac
`,
  {mode: 0o755},
);

/** An archive as `npm run pack` makes it, but of a program of ten lines. */
function pack(version: string, how: {migrates?: boolean; ready?: boolean; rehearses?: boolean} = {}): string {
  const name = `baari-${version}-linux-${process.arch}`;
  const folder = path.join(scratch, name);
  const put = (file: string, text: string, mode = 0o644) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
    fs.writeFileSync(path.join(folder, file), text, {mode});
  };
  put('RELEASE', `version=${version}\nmachine=${process.arch}\n`);
  put('node/bin/node', `#!/bin/sh\nexec ${process.execPath} "$@"\n`, 0o755);
  put(
    'server/main.mjs',
    `import http from 'node:http';
import {DatabaseSync} from 'node:sqlite';
const db = new DatabaseSync(process.env.DATA_DIR + '/baari.db');
db.exec('create table if not exists __drizzle_migrations (created_at integer); create table if not exists starts (version text)');
${how.migrates ? "db.exec('insert into __drizzle_migrations values (1); drop table if exists numbers');" : "db.exec('create table if not exists numbers (number integer)');"}
db.prepare('insert into starts values (?)').run('${version}');
http.createServer((_, answer) => answer.writeHead(${how.ready === false ? 503 : 200}).end('${version}')).listen(process.env.PORT, '127.0.0.1');
`,
  );
  put('scripts/rehearse.ts', `process.exit(${how.rehearses === false ? 1 : 0});\n`);
  fs.cpSync(path.join(import.meta.dirname, 'install'), path.join(folder, 'scripts/install'), {recursive: true});
  fs.copyFileSync(installer, path.join(folder, 'install.sh'));
  const files = fs
    .readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const sums = files.map((file) => `${sha256(path.join(folder, file))}  ${file}\n`);
  fs.writeFileSync(path.join(folder, 'CHECKSUMS'), sums.join(''));
  const archive = `${folder}.tar.gz`;
  execFileSync('tar', ['-czf', archive, '-C', scratch, name]);
  fs.writeFileSync(`${archive}.sha256`, `${sha256(archive)}  ${path.basename(archive)}\n`);
  return archive;
}

const sha256 = (file: string) => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

const box = path.join(scratch, 'box');
fs.mkdirSync(box);
const inBox = (file: string) => path.join(box, file);
const version = () => path.basename(fs.readlinkSync(inBox('opt/baari/current')));

function install(...args: string[]) {
  const {status, stdout, stderr} = spawnSync('bash', [installer, '--root', box, ...args], {
    encoding: 'utf8',
    env: {PATH: process.env.PATH, TMPDIR: scratch, BAARI_SYSTEMCTL: systemctl, BAARI_READY_S: '4'},
  });
  return {status, said: stdout + stderr};
}

/** Every file below the folder, with what it holds. */
function everything(folder: string): string[] {
  return fs
    .readdirSync(folder, {recursive: true, withFileTypes: true})
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function answers(): Promise<string> {
  const port = /^PORT=(\d+)/m.exec(fs.readFileSync(inBox('etc/baari/baari.env'), 'utf8'))![1];
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

async function freePort(): Promise<string> {
  const {createServer} = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const {port} = server.address() as {port: number};
  await new Promise((done) => server.close(done));
  return String(port);
}

const first = pack('0.1.0');

test('a dry run says every step and does none', () => {
  const {status, said} = install('--dry-run', '--port', '8099', first);
  assert.is(status, 0, said);
  assert.match(said, /^\+ .*baari\.service/m);
  assert.equal(everything(box), []);
});

test('it installs below its root: program, unit, limits, settings; twice is the same', async () => {
  const port = await freePort();
  const {status, said} = install('--port', port, first);
  assert.is(status, 0, said);
  assert.is(version(), '0.1.0');
  assert.is(await answers(), '0.1.0');
  for (const file of [
    'etc/systemd/system/baari.service',
    'etc/systemd/journald@baari.conf',
    'etc/sysctl.d/60-baari.conf',
    'usr/local/bin/baari',
  ])
    assert.ok(fs.existsSync(inBox(file)), file);
  assert.is(fs.statSync(inBox('var/lib/baari')).mode & 0o777, 0o700);
  const before = everything(box);
  fs.appendFileSync(inBox('etc/baari/baari.env'), 'LOG_LEVEL=warn\n');
  assert.is(install(first).status, 0);
  assert.equal(everything(box), before);
  assert.match(fs.readFileSync(inBox('etc/baari/baari.env'), 'utf8'), /LOG_LEVEL=warn/, 'settings stay');
});

test('a damaged archive changes nothing', () => {
  const before = everything(box);
  const torn = path.join(scratch, 'torn.tar.gz');
  const bytes = fs.readFileSync(pack('0.1.1'));
  fs.writeFileSync(torn, bytes.subarray(0, bytes.length - 200));
  assert.is(install('--upgrade', torn).status, 1);
  fs.writeFileSync(`${torn}.sha256`, `${'0'.repeat(64)}  torn.tar.gz\n`);
  const {status, said} = install('--upgrade', torn);
  assert.is(status, 1);
  assert.match(said, /damaged/);
  assert.equal(everything(box), before);
});

test('a file that the list does not name is refused', () => {
  const folder = path.join(scratch, `baari-0.1.1-linux-${process.arch}`);
  fs.writeFileSync(path.join(folder, 'server/more.ts'), '');
  const archive = path.join(scratch, 'more.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', scratch, path.basename(folder)]);
  assert.match(install('--upgrade', archive).said, /files where its list names/);
  fs.writeFileSync(path.join(folder, 'server/main.mjs'), '// another one');
  execFileSync('tar', ['-czf', archive, '-C', scratch, path.basename(folder)]);
  assert.match(install('--upgrade', archive).said, /not as they were packed/);
  assert.is(version(), '0.1.0');
});

test('a version that fails at its rehearsal never stops the one that serves', async () => {
  fs.rmSync(path.join(scratch, 'services'), {force: true});
  const {status, said} = install('--upgrade', pack('0.2.0', {rehearses: false}));
  assert.is(status, 1);
  assert.match(said, /the old version goes on/);
  assert.not(fs.existsSync(path.join(scratch, 'services')), 'no service was touched');
  assert.is(await answers(), '0.1.0');
});

test('a version that does not get ready goes back: program, unit and, where it changed its form, the data', async () => {
  const {status, said} = install('--upgrade', pack('0.3.0', {migrates: true, ready: false}));
  assert.is(status, 1);
  assert.match(said, /0\.1\.0 serves again/, said);
  assert.is(version(), '0.1.0');
  assert.is(await answers(), '0.1.0');
  const {DatabaseSync} = await import('node:sqlite');
  const db = new DatabaseSync(inBox('var/lib/baari/baari.db'), {readOnly: true});
  const tables = db.prepare("select name from sqlite_master where name = 'numbers'").all();
  const starts = db
    .prepare('select version from starts')
    .all()
    .map((row) => row.version);
  db.close();
  assert.is(tables.length, 1, 'the old form is back');
  assert.not(starts.includes('0.3.0'));
  const kept = fs.readdirSync(inBox('var/lib/baari/before-upgrade'));
  assert.ok(fs.existsSync(inBox(`var/lib/baari/before-upgrade/${kept[0]}/failed/baari.db`)), 'nothing is deleted');
});

test('a good version takes over, and its own installer brings it; the former one stays beside it', async () => {
  const {status, said} = install('--upgrade', pack('0.4.0', {migrates: true}));
  assert.is(status, 0, said);
  assert.is(await answers(), '0.4.0');
  assert.equal(fs.readdirSync(inBox('opt/baari/versions')).sort(), ['0.1.0', '0.3.0', '0.4.0']);
});

test('uninstalling takes the program and leaves the data', () => {
  assert.is(install('--uninstall').status, 0);
  for (const gone of ['opt/baari', 'etc/systemd/system/baari.service', 'usr/local/bin/baari'])
    assert.not(fs.existsSync(inBox(gone)), gone);
  for (const kept of ['var/lib/baari/baari.db', 'etc/baari/baari.env']) assert.ok(fs.existsSync(inBox(kept)), kept);
  assert.match(install('--upgrade', first).said, /no Baari/);
});

test('what an installed box can be told is in the archive, with all that it imports', () => {
  const root = path.join(import.meta.dirname, '..');
  const left: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!isForTheBox(file)) return void left.push(file);
    for (const {specifier, typeOnly} of importsOf(fs.readFileSync(path.join(root, file), 'utf8')))
      if (specifier.startsWith('.') && !typeOnly) visit(path.join(path.dirname(file), specifier));
  };
  for (const command of boxCommands) visit(`scripts/${command}.ts`);
  visit('server/serve.ts');
  assert.equal(left, []);
});

test('the scripts and the unit are sound', () => {
  const unit = fs.readFileSync(path.join(import.meta.dirname, 'install/baari.service'), 'utf8');
  const has = (command: string) => spawnSync(command, ['--version']).status === 0;
  if (has('shellcheck')) {
    const scripts = [installer, path.join(import.meta.dirname, 'install/baari')];
    const {status, stdout} = spawnSync('shellcheck', scripts, {encoding: 'utf8'});
    assert.is(status, 0, stdout);
  } else console.log('SKIPPED: no shellcheck to read the installer with');
  if (has('systemd-analyze')) {
    const file = path.join(scratch, 'baari.service');
    const here = unit.replaceAll('/opt/baari/current/node/bin/node', '/bin/true').replaceAll('/opt/baari/current', '/');
    fs.writeFileSync(file, here);
    const verified = spawnSync('systemd-analyze', ['verify', file], {encoding: 'utf8'});
    assert.is(verified.status, 0, verified.stderr);
    const exposed = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', file], {
      encoding: 'utf8',
    });
    assert.is(exposed.status, 0, exposed.stdout.split('\n').slice(-3).join());
  } else console.log('SKIPPED: no systemd-analyze to read the unit with');
});

test.run();
