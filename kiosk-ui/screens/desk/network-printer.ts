import {signal} from '@preact/signals';
import type {PrintAnswer, PrinterView} from '../../../server/printing/schema.ts';
import {get, newKey, post, Refusal} from '../../api.ts';
import {trouble} from './act.ts';
import {remember, remembered} from './remember.ts';
import {tell} from './toast.ts';
import {say} from './words.ts';

/** The box waits for the printer, and other slips may be before this one. */
const printMs = 45_000;

/** The slip printers that the box reaches by itself; empty where none is set up. */
export const printers = signal<readonly PrinterView[]>([]);
/** The one that this desk prints on; null: whatever the browser prints on. Kept in this browser. */
export const printerId = signal<string | null>(remembered('desk.printer') || null);

export function choosePrinter(id: string | null) {
  printerId.value = id;
  remember('desk.printer', id ?? '');
}

/** Asked when the desk opens; without an answer the browser's own printing stays at hand. */
export async function findPrinters(): Promise<void> {
  const found = await get<{items: PrinterView[]}>('/api/printers').catch(() => null);
  if (found) printers.value = found.items;
}

export async function printInNetwork(tokenId: string, on: string): Promise<void> {
  try {
    const path = `/api/tokens/${encodeURIComponent(tokenId)}/print`;
    const {paperLow} = await post<PrintAnswer>(path, {printerId: on}, {key: newKey(), withinMs: printMs});
    if (paperLow) tell(say('paperLow'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const unknown = error.status === 0;
    trouble.value = unknown ? {title: say('printUnknown'), detail: ''} : {title: error.title, detail: error.detail};
    if (error.code === 'printer.missing') {
      choosePrinter(null);
      void findPrinters();
    }
  }
}
