/**
 * npm run pack [-- --machine x64|arm64] [--out DIR]: one archive with which a box is installed and upgraded without internet:
 * the program, its packages, Node itself, the built screens, and a list of checksums. Needs the internet (or npm's cache)
 * for the packages of another machine. The last line printed is the archive's path.
 */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ensureScreens} from './build.ts';
import {isForTheBox} from './packed-files.ts';

const root = path.join(import.meta.dirname, '..');
const {values} = parseArgs({
  options: {
    machine: {type: 'string', default: process.arch === 'arm64' ? 'arm64' : 'x64'},
    out: {type: 'string', default: path.join(root, 'packed')},
  },
});
const {machine} = values;
if (machine !== 'x64' && machine !== 'arm64') {
  console.error('baari: --machine must be x64 or arm64');
  process.exit(1);
}
const {version: base} = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {version: string};
const version = `${base}-${commit()}`;
const name = `baari-${version}-linux-${machine}`;
const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-pack-'));
try {
  const folder = path.join(stage, name);
  fs.mkdirSync(folder);
  await ensureScreens();
  copySources(folder);
  installPackages(folder);
  fs.writeFileSync(path.join(folder, 'RELEASE'), `version=${version}\nmachine=${machine}\n`);
  writeChecksums(folder);
  console.log(archive(folder));
} finally {
  fs.rmSync(stage, {recursive: true, force: true});
}

/** What the source is: the commit, and the day where something is not committed yet. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, {cwd: root, encoding: 'utf8'}).trim();
  try {
    const dirty =
      git('status', '--porcelain') !== '' ? `-${new Date().toISOString().slice(0, 16).replace(/\D/g, '')}` : '';
    return git('rev-parse', '--short=8', 'HEAD') + dirty;
  } catch {
    return new Date().toISOString().slice(0, 16).replace(/\D/g, '');
  }
}

function copySources(folder: string): void {
  const tops = ['package.json', 'package-lock.json', 'LICENSE', 'README.md', 'server', 'sync', 'scripts', 'docs'];
  for (const top of tops) {
    const from = path.join(root, top);
    if (fs.existsSync(from))
      fs.cpSync(from, path.join(folder, top), {
        recursive: true,
        filter: (file) => isForTheBox(path.relative(root, file)),
      });
  }
  fs.cpSync(path.join(root, 'kiosk-ui/dist'), path.join(folder, 'kiosk-ui/dist'), {recursive: true});
  fs.copyFileSync(path.join(root, 'scripts/install.sh'), path.join(folder, 'install.sh'));
  fs.chmodSync(path.join(folder, 'install.sh'), 0o755);
}

function installPackages(folder: string): void {
  const npm = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const target = ['--os=linux', `--cpu=${machine}`, '--libc=glibc', '--loglevel=error'];
  execFileSync('npm', [...npm, ...target], {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
  const packages = path.join(folder, 'node_modules');
  fs.mkdirSync(path.join(folder, 'node/bin'), {recursive: true});
  fs.renameSync(path.join(packages, `node-linux-${machine}/bin/node`), path.join(folder, 'node/bin/node'));
  for (const left of ['.bin', '.package-lock.json', `node-linux-${machine}`])
    fs.rmSync(path.join(packages, left), {recursive: true, force: true});
}

/** As `sha256sum --check` reads it; the last file that is written. */
function writeChecksums(folder: string): void {
  const files = fs
    .readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const lines = files.map((file) => `${sha256(path.join(folder, file))}  ${file}`);
  fs.writeFileSync(path.join(folder, 'CHECKSUMS'), `${lines.join('\n')}\n`);
}

function archive(folder: string): string {
  fs.mkdirSync(values.out, {recursive: true});
  const file = path.join(path.resolve(values.out), `${name}.tar.gz`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  execFileSync('tar', [...owner, '-czf', `${file}.new`, '-C', stage, path.basename(folder)]);
  fs.renameSync(`${file}.new`, file);
  fs.writeFileSync(`${file}.sha256`, `${sha256(file)}  ${path.basename(file)}\n`);
  return file;
}

function sha256(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}
