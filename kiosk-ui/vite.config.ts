import {existsSync, readFileSync, writeFileSync} from 'node:fs';
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
};
const phoneEntry = {phone: here('screens/phone/phone.ts')};

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
 * The views in server/pages run on the server and on the phone. For the phone two of their imports are replaced: the
 * catalogue of all languages by one that holds the page's own, and hono's tag by a smaller one.
 */
const forPhones: Plugin = {
  name: 'for-phones',
  enforce: 'pre',
  resolveId(source) {
    if (source.endsWith('/words/phone.ts')) return here('screens/phone/words-here.ts');
    if (source === 'hono/html') return here('screens/phone/html-here.ts');
    return undefined;
  },
};

/** Phones get a build of their own, so that one file holds all they need and other screens keep the real modules. */
const phonesApart: Plugin = {
  name: 'phones-apart',
  apply: 'build',
  async closeBundle() {
    const apart = '.vite/manifest-phone.json';
    await build({
      ...common,
      configFile: false,
      publicDir: false,
      plugins: [forPhones],
      build: {...common.build, emptyOutDir: false, manifest: apart, rollupOptions: {input: phoneEntry}},
    });
    const read = (path: string) => JSON.parse(readFileSync(here(`dist/${path}`), 'utf8'));
    const whole = {...read('.vite/manifest.json'), ...read(apart)};
    writeFileSync(here('dist/.vite/manifest.json'), JSON.stringify(whole, null, 2));
  },
};

const existing = Object.entries(entries)
  .map(([name, path]) => [name, here(path)] as const)
  .filter(([, path]) => existsSync(path));

export default defineConfig({
  ...common,
  publicDir: here('public'),
  plugins: [preact({devToolsEnabled: false}), phonesApart],
  build: {
    ...common.build,
    emptyOutDir: true,
    manifest: true,
    rollupOptions: {input: Object.fromEntries(existing)},
  },
});
