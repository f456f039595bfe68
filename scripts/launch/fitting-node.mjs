// Which Node runs the TypeScript. Looked at before anything native is imported: on an older Node the database's
// binary does not refuse, it crashes.
import {existsSync} from 'node:fs';
import {join} from 'node:path';

export const NODE_WANTED = '22.18';

/** Does this version run TypeScript by itself? 22.18 does, 23.0 – 23.5 want a flag, from 23.6 on all do. */
export function versionFits(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major === 22) return minor >= 18;
  if (major === 23) return minor >= 6;
  return major > 23;
}

/** The optional dependency that brings a Node for this machine, as the lockfile names it. */
export const PACKAGED = `node_modules/node-${process.platform}-${process.arch}`;

export const packagedNode = (root) => join(root, PACKAGED, 'bin', 'node');

/** The path of a Node that fits: our own, else the packaged one; undefined where there is neither. */
export function fittingNode(root) {
  if (versionFits(process.versions.node) && existsSync(process.execPath)) return process.execPath;
  const packaged = packagedNode(root);
  return existsSync(packaged) ? packaged : undefined;
}

export const noNodeFits = () =>
  `Baari needs Node ${NODE_WANTED} or newer. This is ${process.versions.node}, and there is no packaged one for ` +
  `${process.platform} ${process.arch}: install Node 24 from https://nodejs.org and run the command again.`;
