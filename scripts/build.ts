// Builds the screens (kiosk-ui) into kiosk-ui/dist when they are stale. A build happens in a folder beside it and is moved
// into place whole, stamp included, so that a half build never counts.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {withLock} from './launch/lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the screens' sources and their result are, below `root`. */
export const SCREENS = 'kiosk-ui';
const DIST = join(SCREENS, 'dist');
const STAMP = '.stamp';
// What the bundle can contain besides its own folder: words, and the floor that screens may import (scripts/floors.ts).
const FROM_SERVER = /^server\/(words\/.*|.*(^|[-/])(rules|schema|view))\.ts$/;
const ALSO = ['package-lock.json', 'scripts/build.ts'];

/** Builds if needed; says so on standard error. Nothing to do where there are no screens yet. */
export async function ensureScreens({force = false} = {}): Promise<'absent' | 'fresh' | 'built'> {
  if (!existsSync(join(root, SCREENS, 'vite.config.ts'))) return 'absent';
  if (!force && isFresh(root)) return 'fresh';
  return withLock(join(root, '.launch', 'lock'), () => (!force && isFresh(root) ? 'fresh' : build()), {
    onWait: () => console.error('Another start is building the screens; waiting for it …'),
  });
}

export const isFresh = (folder: string): boolean => readStamp(folder) === sourcesStamp(folder);

function readStamp(folder: string): string | undefined {
  const file = join(folder, DIST, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A hash over names and contents of everything that the screens are made of. */
export function sourcesStamp(folder: string): string {
  const hash = createHash('sha256');
  for (const file of [...filesBelow(folder, SCREENS), ...filesBelow(folder, 'server'), ...ALSO].sort()) {
    if (!isSource(file) || !existsSync(join(folder, file))) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function isSource(file: string): boolean {
  if (/\.test\.tsx?$/.test(file)) return false;
  return file.startsWith(`${SCREENS}/`) || FROM_SERVER.test(file) || ALSO.includes(file);
}

function filesBelow(folder: string, top: string): string[] {
  if (!existsSync(join(folder, top))) return [];
  return readdirSync(join(folder, top), {withFileTypes: true, recursive: true})
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(`${DIST}/`) && !file.includes('node_modules/'));
}

async function build(): Promise<'built'> {
  const startedAt = Date.now();
  const stamp = sourcesStamp(root); // before: what is saved while Vite works makes the next start build again
  const made = join(root, '.launch', 'screens');
  const old = join(root, '.launch', 'screens-old');
  const clear = () => {
    for (const folder of [made, old]) rmSync(folder, {recursive: true, force: true});
  };
  clear();
  mkdirSync(made, {recursive: true});

  console.error('Building the screens …');
  try {
    const vite = await import('vite');
    await vite.build({
      root: join(root, SCREENS),
      configFile: join(root, SCREENS, 'vite.config.ts'),
      logLevel: 'warn',
      build: {outDir: made, emptyOutDir: true},
    });
    await makeWorker(made);
    for (const folder of [made, join(made, 'assets')]) pack(folder);
    writeFileSync(join(made, STAMP), stamp);
    if (existsSync(join(root, DIST))) renameSync(join(root, DIST), old);
    renameSync(made, join(root, DIST));
  } finally {
    clear();
  }
  console.error(`Screens built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 'built';
}

/**
 * The service worker of the staff screens: their files, and their empty shells as they were last seen. Nothing else is ever kept:
 * answers of the API and patients' pages hold names and keys.
 */
async function makeWorker(folder: string): Promise<void> {
  const {generateSW} = await import('workbox-build');
  await generateSW({
    globDirectory: folder,
    globPatterns: ['assets/*.{js,css,woff2,svg,png}'],
    dontCacheBustURLsMatching: /-[\w-]{8}\.\w+$/,
    swDest: join(folder, 'worker.js'),
    inlineWorkboxRuntime: true,
    sourcemap: false,
    cleanupOutdatedCaches: true,
    runtimeCaching: [
      {
        urlPattern: ({request, url, sameOrigin}) =>
          sameOrigin &&
          request.mode === 'navigate' &&
          /^\/(desk|doctor|admin|kiosk|board(\/[^/]+)?)$/.test(url.pathname),
        handler: 'NetworkFirst',
        options: {cacheName: 'shells', networkTimeoutSeconds: 4, expiration: {maxEntries: 20}},
      },
    ],
  });
}

/** Packed once here, so that the box sends a third of the bytes and spends nothing on it. */
function pack(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => /\.(js|css|svg)$/.test(one)))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), {level: 9}));
}

if (import.meta.main) {
  try {
    await ensureScreens({force: process.argv.includes('--force')});
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
