import {signal} from '@preact/signals';
import type {PrintAnswer} from '../../../server/printing/schema.ts';
import {newKey, post} from '../../api.ts';
import {remember, remembered} from '../desk/remember.ts';

/** Whether this kiosk has a slip printer, and its paper. Said once in its address: /kiosk?paper=80, 58 or none. */
export type Paper = 80 | 58 | null;
export type Printed = 'no-printer' | 'printing' | 'failed';
export const printed = signal<Printed>('no-printer');

const loadMs = 8_000;
/** The frame goes when nobody can want it any more. */
const frameMs = 60_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads the printer from the page's address and keeps it for the next starts. */
export function choosePaper(search: string) {
  const said = /[?&]paper=(80|58|none)\b/.exec(search)?.[1];
  if (said) remember('kiosk.paper', said);
  const printer = /[?&]printer=(\d{1,15}|none)\b/.exec(search)?.[1];
  if (printer) remember('kiosk.printer', printer);
}

export function paper(): Paper {
  const kept = remembered('kiosk.paper');
  return kept === '80' ? 80 : kept === '58' ? 58 : null;
}

/**
 * Prints the slip of whoever holds this key. The one place that chooses how: today the browser's own printing (Chromium started
 * with --kiosk-printing asks nothing), in time also a printer in the network.
 */
export function printSlip(key: string, id?: string) {
  const printer = remembered('kiosk.printer');
  if (id !== undefined && printer && printer !== 'none') return void printInNetwork(id, printer);
  const mm = paper();
  if (mm === null) {
    printed.value = 'no-printer';
    return;
  }
  printed.value = 'printing';
  printInBrowser(`/t/${encodeURIComponent(key)}/slip?width=${mm}`);
}

/** The box waits for the printer. A number given here can be printed for ten minutes (`/kiosk?printer=<its id>`). */
async function printInNetwork(tokenId: string, printerId: string) {
  printed.value = 'printing';
  const path = `/api/tokens/${encodeURIComponent(tokenId)}/print`;
  await post<PrintAnswer>(path, {printerId}, {key: newKey(), withinMs: 45_000}).catch(() => {
    printed.value = 'failed';
  });
}

/** From a frame that nobody sees; the slip's page prints itself. A page that does not come is said, not waited for. */
function printInBrowser(address: string) {
  dropSlip();
  const frame = document.createElement('iframe');
  frame.id = 'slip-frame';
  frame.className = 'slip-frame';
  frame.title = '';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.src = address;
  const failed = () => {
    printed.value = 'failed';
    dropSlip();
  };
  timer = setTimeout(failed, loadMs);
  frame.addEventListener('load', () => {
    clearTimeout(timer);
    if (!frame.contentDocument?.getElementById('print')) return failed();
    timer = setTimeout(dropSlip, frameMs);
  });
  document.body.append(frame);
}

export function dropSlip() {
  clearTimeout(timer);
  document.getElementById('slip-frame')?.remove();
}
