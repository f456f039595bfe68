import {html} from 'hono/html';
import {type Language, languages, sayer} from '../words/say.ts';
import {spareWords} from '../words/spare.ts';
import type {FollowState} from './rules.ts';

export interface SparePage {
  language: Language;
  url: string;
  siteName: string | null;
  state: FollowState;
  /** When the main box made the newest copy, as its people write it; null: there is none. */
  copyAt: string | null;
  copyAgeMs: number | null;
  behind: number | null;
  problem: string | null;
  fault: 'confirm' | 'password' | 'tries' | 'copy' | null;
  faultWhy?: string;
  going: boolean;
}

const signs: Record<FollowState, string> = {new: '–', following: '✓', behind: '!', away: '✕', refused: '✕'};

/** The second box's one page. Plain HTML that refreshes itself; no script. */
export function sparePage(props: SparePage) {
  const {language, url, siteName, state, problem, fault, going} = props;
  const say = sayer(spareWords, language);
  const other = languages.find((one) => one !== language)!;
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="same-origin"><meta http-equiv="refresh" content="${going ? 8 : fault ? 120 : 30}; url=/"><title>${say('title')} · Baari</title><link rel="stylesheet" href="/spare.css"></head><body><main><p><a href="/?lang=${other}" lang="${other}">${other === 'hi' ? 'हिन्दी' : 'English'}</a></p><h1>${say('title')}</h1>${
    going
      ? html`<p class="state" role="status">${say('going')}</p><p><a href="/">${say('toPatients')}</a></p>`
      : html`<p class="state ${state}"><b aria-hidden="true">${signs[state]}</b> ${say(`state.${state}`)}</p><p>${say('follows', {site: siteName ?? '–', url})}</p><p>${lossOf(props)}</p>${
          problem === null ? '' : html`<p>${say('problem', {why: problem})}</p>`
        }${fault === null ? '' : html`<p class="fault" role="alert">${say(`fault.${fault}`, {why: props.faultWhy ?? ''})}</p>`}${props.copyAt === null ? '' : takeOver(language)}`
  }</main></body></html>`;
}

function lossOf({language, copyAt, copyAgeMs, behind}: SparePage): string {
  const say = sayer(spareWords, language);
  if (copyAt === null) return say('noCopy');
  if (copyAgeMs === null) return say('lostUnknown', {time: copyAt});
  if (behind === 0 && copyAgeMs < 30_000) return say('lostNothing');
  const age =
    copyAgeMs < 120_000
      ? say('seconds', {n: Math.round(copyAgeMs / 1000)})
      : say('minutes', {n: Math.round(copyAgeMs / 60_000)});
  return say('lost', {time: copyAt, age});
}

function takeOver(language: Language) {
  const say = sayer(spareWords, language);
  return html`<section><h2>${say('takeOver')}</h2><p>${say('takeOverWhy')}</p><form method="post" action="/promote"><p><label><input type="checkbox" name="unplugged" value="yes"> ${say('unplugged')}</label></p><p><label>${say('username')}<br><input name="username" autocomplete="username" autocapitalize="none" required></label></p><p><label>${say('password')}<br><input name="password" type="password" autocomplete="current-password" required></label></p><p><button>${say('doIt')}</button></p></form></section>`;
}

/** Readable in any browser, in daylight; nothing is told by colour alone. */
export const spareStyle = `body{margin:0;font:1.1rem/1.5 system-ui,sans-serif;color:#16211c;background:#f6f4ee}main{max-width:34rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;margin:.5rem 0}.state{font-size:1.3rem;font-weight:700;padding:.6rem .8rem;border:2px solid #16211c;background:#fff}.following{border-color:#0b5d3b}.away,.refused,.fault{border-color:#a31515}.fault{padding:.6rem .8rem;border:2px solid #a31515;background:#fff}section{margin-top:2rem;padding-top:1rem;border-top:1px solid #8a948e}input:not([type=checkbox]){font:inherit;width:100%;max-width:20rem;min-height:44px;box-sizing:border-box}input[type=checkbox]{width:24px;height:24px;vertical-align:middle}button{font:inherit;font-weight:700;min-height:48px;padding:0 1.2rem;color:#fff;background:#a31515;border:0;border-radius:6px}a,button,input{outline-offset:3px}`;
