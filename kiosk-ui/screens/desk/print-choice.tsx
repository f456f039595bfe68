import {choosePaper, paperMm, papersMm, printing, setPrinting} from './slip.ts';
import {say} from './words.ts';

/** Whether each number is printed, and on which paper: this desk's own choice. */
export function PrintChoice() {
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
        <select value={paperMm.value} onChange={(event) => choosePaper(event.currentTarget.value === '58' ? 58 : 80)}>
          {papersMm.map((mm) => (
            <option key={mm} value={mm}>
              {say('paperMm', {n: mm})}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
