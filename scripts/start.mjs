// npm start: installs what is missing, builds the screens if they are stale, serves. Plain JavaScript, because the Node
// that begins here may be too old for the rest.
import {existsSync} from 'node:fs';
import {launch} from './launch/launch.mjs';

const builtBefore = () => existsSync(new URL('../kiosk-ui/dist/.stamp', import.meta.url));

process.exitCode = await launch([
  {
    file: 'scripts/build.ts',
    stdout: process.stderr.fd,
    failure(code) {
      if (!builtBefore()) return code;
      console.error('The screens could not be built (see above); serving the ones built before.');
      return undefined;
    },
  },
  {file: 'server/main.ts', args: process.argv.slice(2)},
]);
