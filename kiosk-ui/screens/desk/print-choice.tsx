import {useEffect} from 'preact/hooks';
import {choosePrinter, findPrinters, printerId, printers} from './network-printer.ts';
import {choosePaper, paperMm, papersMm, printing, setPrinting} from './slip.ts';
import {say} from './words.ts';

/** Whether each number is printed, and on which paper: this desk's own choice. */
export function PrintChoice() {
  useEffect(() => void findPrinters(), []);
  const choose = (value: string) => {
    if (value !== '58' && value !== '80') return choosePrinter(value.slice(1));
    choosePrinter(null);
    choosePaper(value === '58' ? 58 : 80);
  };
  return (
    <div class="print-choice">
      <label class="check">
        <input
          type="checkbox"
          checked={printing.value}
          onChange={(event) => setPrinting(event.currentTarget.checked)}
        />
        {say('printSlip')}
      </label>
      <label class="inline">
        <span class="unseen">{say('paper')}</span>
        <select
          value={printerId.value === null ? String(paperMm.value) : `n${printerId.value}`}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {papersMm.map((mm) => (
            <option key={mm} value={String(mm)}>
              {say('paperMm', {n: mm})}
            </option>
          ))}
          {printers.value.map(({id, name}) => (
            <option key={id} value={`n${id}`}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
