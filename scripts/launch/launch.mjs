// What `npm start` and the other commands share: install what is missing, then go on with a Node that fits.
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {runChild} from './child.mjs';
import {fittingNode, noNodeFits} from './fitting-node.mjs';
import {ensureInstalled} from './install.mjs';
import {stopWithNpm} from './npm-watch.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Runs the files one after the other, each to its end; the first that fails or is stopped ends all. Resolves to the exit
 * code. `steps`: `[{file, args?, stdout?, failure?}]`; `failure(code)` may answer undefined to go on all the same.
 */
export async function launch(steps) {
  stopWithNpm();
  const failed = await ensureInstalled(root);
  if (failed !== undefined) return failed;
  const node = fittingNode(root);
  if (!node) {
    console.error(noNodeFits());
    return 1;
  }
  for (const {file, args = [], stdout = 'inherit', failure = (code) => code} of steps) {
    // Node 22 still calls type stripping experimental, once per process.
    const ended = await runChild(node, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
      cwd: root,
      stdio: ['inherit', stdout, 'inherit'],
    });
    const code = ended.code === 0 || ended.stoppedBy ? ended.code : failure(ended.code);
    if (ended.stoppedBy || (code ?? 0) !== 0) return code;
  }
  return 0;
}
