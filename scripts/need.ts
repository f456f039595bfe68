// What some tests need and not every machine has. Ask while the tests are registered, not inside one, so that what did
// not run is never counted as passed:
//   const inBrowser = need('browser', 'the morning in two languages') ? test : test.skip;
import {execFileSync} from 'node:child_process';
import {accessSync, constants, existsSync, readdirSync, realpathSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';

export type Need = 'browser' | 'postgres' | 'root' | 'strace' | 'loop';

const MISSING: Record<Need, string> = {
  browser: 'no Chromium here (install chromium or name one in CHROMIUM)',
  postgres: 'no PostgreSQL server here (install postgresql)',
  root: 'needs root',
  strace: 'no strace here (install strace), or it may not follow processes',
  loop: 'needs root, loop devices, mkfs.xfs and mkfs.ext4 (install xfsprogs and e2fsprogs)',
};
/** The headless build first: the same engine without the browser's own windows, which opens a page in a third of the time. */
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Is it there? If not: names what is skipped and answers false, or throws where BAARI_REQUIRE insists on it. */
export function need(thing: Need, what: string): boolean {
  if (isThere(thing)) return true;
  if (required().includes(thing)) throw new Error(`${what}: ${MISSING[thing]}, and BAARI_REQUIRE names ${thing}`);
  console.log(`\nSKIPPED: ${what} — ${MISSING[thing]}`);
  return false;
}

/** The browser that tests and pictures drive, or undefined. */
export function chromiumPath(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return isExecutable(named) ? named : undefined;
  return BROWSERS.map(onPath).find((path) => path !== undefined);
}

/** The folder with postgres, initdb and pg_ctl, or undefined. The newest version where there are several. */
export function postgresBinFolder(): string | undefined {
  return [onPathFolder(), configuredFolder(), ...debianFolders()].find(
    (folder) => folder && isExecutable(join(folder, 'postgres')) && isExecutable(join(folder, 'initdb')),
  );
}

function isThere(thing: Need): boolean {
  if (thing === 'browser') return chromiumPath() !== undefined;
  if (thing === 'postgres') return postgresBinFolder() !== undefined;
  if (thing === 'strace') return straceFollows();
  if (thing === 'loop') return isRoot() && existsSync('/dev/loop-control') && ['mkfs.xfs', 'mkfs.ext4'].every(onPath);
  return isRoot();
}

const isRoot = () => process.getuid?.() === 0;

// Some containers have strace and forbid it to look at processes.
function straceFollows(): boolean {
  const strace = onPath('strace');
  if (!strace) return false;
  try {
    execFileSync(strace, ['-f', '-o', '/dev/null', '/bin/true'], {stdio: 'ignore', timeout: 10_000});
    return true;
  } catch {
    return false;
  }
}

const required = () => (process.env.BAARI_REQUIRE ?? '').split(',').map((name) => name.trim());

// A link on the PATH points into the folder that also holds initdb.
function onPathFolder(): string | undefined {
  const found = onPath('postgres');
  return found && dirname(realpathSync(found));
}

function configuredFolder(): string | undefined {
  const config = onPath('pg_config');
  if (!config) return undefined;
  try {
    return execFileSync(config, ['--bindir'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return undefined; // Debian's pg_config fails without the developer files
  }
}

function debianFolders(): string[] {
  const top = '/usr/lib/postgresql';
  if (!existsSync(top)) return [];
  const versions = readdirSync(top).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(top, version, 'bin'));
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
