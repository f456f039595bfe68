import {signal} from '@preact/signals';
import {trouble} from './act.ts';
import {printerId, printInNetwork} from './network-printer.ts';
import {remember, remembered} from './remember.ts';
import {say} from './words.ts';

/** A printer that jams must not hold the page: the frame is taken away after this. */
const frameMs = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Set once the page's policy turned the frame away: then slips open in a small window. */
let framesForbidden = false;

/** The rolls that slips are drawn for. */
export const papersMm = [80, 58] as const;
export type PaperMm = (typeof papersMm)[number];

/** What this desk's printer holds, and whether each new number is printed by itself: kept in this browser. */
export const paperMm = signal<PaperMm>(remembered('desk.paper') === '58' ? 58 : 80);
export const printing = signal(remembered('desk.print') !== 'no');

export function choosePaper(mm: PaperMm) {
  paperMm.value = mm;
  remember('desk.paper', String(mm));
}

export function setPrinting(on: boolean) {
  printing.value = on;
  remember('desk.print', on ? 'yes' : 'no');
}

/** Prints a token's slip. The one place that chooses how: a printer in the network, or the browser's own printing. */
export function printSlip(tokenId: string) {
  if (printerId.value !== null) void printInNetwork(tokenId, printerId.value);
  else printInBrowser(tokenId);
}

const addressOf = (tokenId: string) => `/slip/${encodeURIComponent(tokenId)}?width=${paperMm.value}`;

/** From a frame that nobody sees; the slip's page prints itself. Without a dialog where the browser was started so (docs/roles/desk.md). */
function printInBrowser(tokenId: string) {
  clearTimeout(timer);
  document.getElementById('slip-frame')?.remove();
  if (framesForbidden) return openWindow(tokenId);
  const forbidden = (event: SecurityPolicyViolationEvent) => {
    if (!event.effectiveDirective.startsWith('frame')) return;
    framesForbidden = true;
    frame.remove();
    openWindow(tokenId);
  };
  document.addEventListener('securitypolicyviolation', forbidden, {once: true});
  const frame = document.createElement('iframe');
  frame.id = 'slip-frame';
  frame.className = 'unseen';
  frame.title = say('slipFrame');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.src = addressOf(tokenId);
  document.body.append(frame);
  timer = setTimeout(() => {
    document.removeEventListener('securitypolicyviolation', forbidden);
    frame.remove();
  }, frameMs);
}

/** One window for all slips; the next slip takes the place of the one before. */
function openWindow(tokenId: string) {
  const opened = window.open(addressOf(tokenId), 'baari-slip', 'popup,width=420,height=640');
  if (opened === null) trouble.value = {title: say('popupBlocked'), detail: ''};
}
