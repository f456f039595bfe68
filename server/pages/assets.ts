import fs from 'node:fs';
import path from 'node:path';
import type {Assets} from './frame-view.ts';

interface Chunk {
  file: string;
  name?: string;
  isEntry?: boolean;
  css?: string[];
  imports?: string[];
}

export const distFolder = path.join(import.meta.dirname, '../../kiosk-ui/dist');

/** Finds a screen's built files by its entry's name; nothing where the screens have not been built. */
export function openAssets(dist = distFolder): (screen: string) => Assets {
  const file = path.join(dist, '.vite/manifest.json');
  const manifest = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Chunk>) : {};
  const known = new Map<string, Assets>();
  return (screen) => {
    let assets = known.get(screen);
    if (!assets) {
      assets = assetsOf(manifest, screen);
      known.set(screen, assets);
    }
    return assets;
  };
}

function assetsOf(manifest: Record<string, Chunk>, screen: string): Assets {
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry && chunk.name === screen);
  if (!entry) return {css: [], js: []};
  const css = new Set<string>();
  const seen = new Set<Chunk>();
  const visit = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    for (const name of chunk.imports ?? []) visit(manifest[name]);
    for (const sheet of chunk.css ?? []) css.add(`/${sheet}`);
  };
  visit(entry);
  return {css: [...css], js: [`/${entry.file}`]};
}
