import fs from 'node:fs';
import path from 'node:path';
import type {Language} from '../words/say.ts';
import {distFolder} from './assets.ts';

export const installableScreens = ['desk', 'doctor', 'admin', 'board', 'kiosk'] as const;
export type InstallableScreen = (typeof installableScreens)[number];

/** What a browser needs to put a screen on the desktop like a program; each screen is one of its own. */
export function webManifest(props: {screen: InstallableScreen; title: string; site: string; language: Language}) {
  const {screen, title, site, language} = props;
  const alone = screen === 'board' || screen === 'kiosk';
  return {
    id: `/${screen}`,
    name: `${title} · ${site}`,
    short_name: title,
    lang: language,
    start_url: `/${screen}`,
    scope: '/',
    display: alone ? 'fullscreen' : 'standalone',
    // The tokens --leaf and --paper of kiosk-ui/look.css: a manifest knows no variables.
    theme_color: '#0b5f58',
    background_color: '#f6f3ec',
    icons: [
      {src: '/assets/icon-1.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any'},
      {src: '/assets/icon-192.png', type: 'image/png', sizes: '192x192', purpose: 'any'},
      {src: '/assets/icon-512.png', type: 'image/png', sizes: '512x512', purpose: 'any'},
      {src: '/assets/icon-m512.png', type: 'image/png', sizes: '512x512', purpose: 'maskable'},
    ],
  };
}

/** Takes the place of a worker that this build does not have: it removes itself and whatever was kept. */
const leaving = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.registration.unregister())
));
`;

/** The service worker that the build made (scripts/build.ts), else the one that leaves. */
export function workerScript(dist = distFolder): string {
  const file = path.join(dist, 'worker.js');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : leaving;
}
