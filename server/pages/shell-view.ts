import {html, raw} from 'hono/html';
import {paperWords} from '../words/paper.ts';
import {type Language, sayer} from '../words/say.ts';
import {setupListWords} from '../words/setup-list.ts';
import {type Assets, type Html, icon, scripts, sheets} from './frame-view.ts';

export interface ShellPageProps {
  title: string;
  language: Language;
  assets: Assets;
  demo: boolean;
  screen: 'desk' | 'doctor' | 'admin' | 'setup' | 'board' | 'kiosk';
}

/** The empty page that a screen's script fills. Boards keep their own dark, a kiosk is always light. */
export function shellPage({title, language, assets, demo, screen}: ShellPageProps): Html {
  const face = screen === 'board' || screen === 'kiosk' ? `${screen} day` : screen;
  return html`<!doctype html><html lang="${language}" class="${face}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">${icon()}${screen === 'setup' ? '' : html`<link rel="manifest" href="/app.webmanifest?screen=${screen}">`}<meta name="theme-color" content="#0b5f58"><title>${title}</title>${sheets(assets)}</head><body>${demoBadge(demo, language)}<div id="app"></div><noscript><p class="note">${sayer(paperWords, language)('needsScript')}</p></noscript>${scripts(assets)}</body></html>`;
}

/** Said on every screen at once, here: a word in a frame, over whatever the screen shows. kiosk-ui/parts/demo-badge.ts keeps it true. */
function demoBadge(demo: boolean, language: Language): Html {
  const say = sayer(setupListWords, language);
  return html`<aside id="demo-badge" class="demo-badge" aria-label="${say('badgeMore')}"${demo ? '' : raw(' hidden')}>${say('badge')}</aside>`;
}
