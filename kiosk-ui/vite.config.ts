import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import preact from '@preact/preset-vite';
import {build, defineConfig, type Plugin, type UserConfig} from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Entry names are what the server looks up in the manifest (by `name`). */
const entries: Record<string, string> = {
  slip: 'screens/phone/slip.ts',
  board: 'screens/board/main.tsx',
  kiosk: 'screens/kiosk/main.tsx',
  desk: 'screens/desk/main.tsx',
  doctor: 'screens/doctor/main.tsx',
  admin: 'screens/admin/main.tsx',
  setup: 'screens/setup/main.tsx',
};
const phoneManifest = '.vite/manifest-phone.json';
/** One for the page with a number, one for those before it, one for appointments: none loads the others' words and views. */
const phoneEntries = {
  phone: here('screens/phone/phone.ts'),
  joining: here('screens/phone/joining.ts'),
  booking: here('screens/phone/booking.ts'),
};

const common = {
  root: here('.'),
  base: '/',
  build: {
    // Cheap phones and smart TVs keep their first browser for years.
    target: 'chrome80',
    cssTarget: 'chrome80',
    outDir: here('dist'),
    // The pages' policy allows no data: scripts or styles, and the polyfill would be one more inline script.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
} satisfies UserConfig;

/**
 * The views in server/pages run on the server and on the phone. For the phone some of their imports are replaced: the
 * catalogue of all languages by one that holds the page's own, names likewise, and hono's tag by a smaller one.
 */
const forPhones: Plugin = {
  name: 'for-phones',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source.endsWith('/words/names.ts') && !importer?.endsWith('/names-hi.ts'))
      return here('screens/phone/names-here.ts');
    if (source.endsWith('/words/phone.ts')) return here('screens/phone/words-here.ts');
    if (source.endsWith('/words/joining.ts')) return here('screens/phone/joining-words-here.ts');
    if (source === 'hono/html') return here('screens/phone/html-here.ts');
    return undefined;
  },
};

/** Phones get a build of their own, so that one file holds all they need and other screens keep the real modules. */
function phonesApart(): Plugin {
  // Whoever builds may have chosen another folder than ours.
  let outDir = '';
  return {
    name: 'phones-apart',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      // Also called after a build that failed: then that fault is the one to tell.
      if (!existsSync(join(outDir, '.vite/manifest.json'))) return;
      await build({
        ...common,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        plugins: [forPhones],
        build: {
          ...common.build,
          outDir,
          emptyOutDir: false,
          manifest: phoneManifest,
          rollupOptions: {input: phoneEntries},
        },
      });
      const read = (path: string) => JSON.parse(readFileSync(join(outDir, path), 'utf8'));
      const whole = {...read('.vite/manifest.json'), ...read(phoneManifest)};
      writeFileSync(join(outDir, '.vite/manifest.json'), JSON.stringify(whole, null, 2));
      rmSync(join(outDir, phoneManifest));
    },
  };
}

const existing = Object.entries(entries)
  .map(([name, path]) => [name, here(path)] as const)
  .filter(([, path]) => existsSync(path));

export default defineConfig({
  ...common,
  publicDir: here('public'),
  plugins: [preact({devToolsEnabled: false}), phonesApart()],
  build: {
    ...common.build,
    emptyOutDir: true,
    manifest: true,
    rollupOptions: {input: Object.fromEntries(existing)},
  },
});
