// `npm ci` when something is missing. What npm wrote into node_modules/.package-lock.json, as its last step, is the
// proof of a whole install; so an install by hand counts too, and one that was cut short does not.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {runChild} from './child.mjs';
import {PACKAGED, packagedNode, versionFits} from './fitting-node.mjs';
import {withLock} from './lock.mjs';

/** Resolves to undefined, or to the exit code to end with. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return undefined;
  const onWait = () => console.error('Another start is installing; waiting for it …');
  return withLock(join(root, '.launch', 'lock'), ({alsoHeldBy}) => install(root, alsoHeldBy), {onWait});
}

async function install(root, alsoHeldBy) {
  if (isInstalled(root)) return undefined; // the other start has just done it
  console.error('Installing what is missing (once, needs the internet) …');
  const startedAt = Date.now();
  const [command, first] = npmCommand();
  // No install scripts: no package of ours needs one, and npm ci would compile better-sqlite3 for nothing, since the
  // lockfile does not hold its `gypfile: false`. A box has no compiler.
  const args = [...first, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const ended = await runChild(command, [...args, '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    onStart: alsoHeldBy,
  });
  if (ended.stoppedBy) return ended.code;
  if (ended.code !== 0 || !isInstalled(root)) {
    console.error('Installing failed (npm ci, see above). Is there a connection to the internet? Then try again.');
    return ended.code || 1;
  }
  console.error(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  return undefined;
}

// Under `npm start` the PATH begins with node_modules/.bin, and so with a Node that npm ci is about to delete: npm is
// run by the Node that runs the outer npm.
function npmCommand() {
  const {npm_execpath: cli, npm_node_execpath: node} = process.env;
  if (cli && node && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli) && existsSync(node)) return [node, [cli]];
  return ['npm', []];
}

export function isInstalled(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  // npm lets an optional package fail in silence; on an older Node this one is not optional.
  if (!versionFits(process.versions.node) && wanted[PACKAGED] && !existsSync(packagedNode(root))) return false;
  return allPresent(wanted, present);
}

/** Pure: optional packages are for other machines, or may fail to install; all others must be there as locked. */
export function allPresent(wanted, present) {
  return Object.entries(wanted).every(
    ([path, {version, optional, devOptional}]) =>
      path === '' || present[path]?.version === version || ((optional || devOptional) && !present[path]),
  );
}

function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
