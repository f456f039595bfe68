// node scripts/run.mjs FILE [args]: runs one of the project's programs, on a fresh clone and on an older Node too.
import {launch} from './launch/launch.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('Say which file to run: node scripts/run.mjs scripts/check.ts');
  process.exitCode = 1;
} else {
  process.exitCode = await launch([{file, args}]);
}
