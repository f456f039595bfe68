import {useEffect, useRef, useState} from 'preact/hooks';
import type {SetupStep} from '../../../server/setup/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {Frame, Trouble, Ways} from './frame.tsx';
import {type Fault, type Field, faultsOf, fields, isBlank, type Line} from './sheet-model.ts';
import {
  addLine,
  canUndo,
  firstFault,
  lines,
  loadSheet,
  paste,
  removeLine,
  said,
  save,
  saveState,
  setCell,
  stopSheet,
  trouble,
  undo,
} from './sheet-store.ts';
import {s} from './words.ts';

const cellId = (key: number, field: Field) => `cell-${key}-${field}`;
const focusCell = (key: number, field: Field) => {
  const cell = document.getElementById(cellId(key, field)) as HTMLInputElement | null;
  cell?.focus();
  cell?.select();
};

/** Departments, doctors, rooms and queues as one table that is saved while it is written. */
export function SheetStep({firstRun, go}: {firstRun: boolean; go: (step: SetupStep) => Promise<void>}) {
  const [blocked, setBlocked] = useState<string | null>(null);
  const goOn = useRef<HTMLButtonElement>(null);
  const begun = useRef(false);
  useEffect(() => {
    void loadSheet();
    return stopSheet;
  }, []);
  const shown = lines();
  const loaded = shown.length > 0;
  useEffect(() => {
    if (!loaded || begun.current) return;
    begun.current = true;
    // The names that surely are wrong yet: the doctors'. An empty table begins at its beginning.
    const line = shown.find((one) => one.doctor !== '');
    focusCell((line ?? shown[0]!).key, line ? 'doctor' : 'department');
  }, [loaded]);

  function onKeyDown(event: KeyboardEvent) {
    const cell = event.target as HTMLElement;
    const at = shown.findIndex((line) => cell.id.startsWith(`cell-${line.key}-`));
    const field = fields.find((one) => cell.id.endsWith(`-${one}`));
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      cell.blur();
      void leave();
      return;
    }
    if (at === -1 || field === undefined) return;
    const down = event.key === 'ArrowDown' || (event.key === 'Enter' && !event.shiftKey);
    const up = event.key === 'ArrowUp' || (event.key === 'Enter' && event.shiftKey);
    if (!down && !up) return;
    event.preventDefault();
    // Leaving the box is what keeps its text.
    cell.blur();
    const next = lines()[at + (down ? 1 : -1)];
    if (next) return focusCell(next.key, field);
    // Enter in the last line that holds something begins another; the arrows only move.
    if (event.key === 'Enter' && down && !isBlank(lines()[at]!)) begin(field === 'doctor' ? 'department' : field);
    else if (down) goOn.current?.focus();
    else focusCell(shown[at]!.key, field);
  }

  function onUndoKey(event: KeyboardEvent) {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
    const cell = event.target as HTMLInputElement;
    // What is being typed in one box the browser takes back itself.
    if (cell.tagName === 'INPUT' && cell.value !== cell.dataset.saved) return;
    event.preventDefault();
    undo();
  }

  function begin(field: Field) {
    const line = addLine();
    requestAnimationFrame(() => focusCell(line.key, field === 'prefix' ? 'department' : field));
  }

  async function leave() {
    setBlocked(null);
    await save();
    const fault = firstFault();
    if (fault !== null) {
      setBlocked(s('faultsLeft', {n: fault}));
      const line = lines()[fault - 1]!;
      return focusCell(line.key, faultsOf(lines(), fault - 1)[0]!.field);
    }
    if (lines().every(isBlank)) return setBlocked(s('noLines'));
    if (saveState.value !== 'saved') return setBlocked(s(`save.${saveState.value}`));
    await go('people').catch(() => setBlocked(s('cut')));
  }

  const examples = shown.filter(({doctor}) => /^(Doctor|डॉक्टर) \d+$/.test(doctor)).length;
  return (
    <Frame step={firstRun ? 'sheet' : null} title={s('sheetTitle')} intro={s('sheetIntro')} wide>
      <Trouble text={blocked ?? trouble.value} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys bubble up here from the table's boxes */}
      <div class="sheet-place" onKeyDown={onUndoKey}>
        <div class="sheet-scroll">
          <table class="sheet" onKeyDown={onKeyDown}>
            <thead>
              <tr>
                <td />
                {fields.map((field) => (
                  <th key={field} scope="col">
                    {s(field)}
                    {field === 'doctor' || field === 'rooms' || field === 'prefix' ? (
                      <span class="hint">{s(`hint.${field}`)}</span>
                    ) : null}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {shown.map((line, at) => (
                <SheetRow key={line.key} line={line} at={at} faults={faultsOf(shown, at)} />
              ))}
            </tbody>
          </table>
        </div>
        <div class="sheet-end">
          <button type="button" class="btn" onClick={() => begin('department')}>
            + {s('addLine')}
          </button>
          <button type="button" class="btn" disabled={!canUndo()} onClick={undo}>
            ↶ {s('undo')} <kbd>Ctrl Z</kbd>
          </button>
          <span class="grow" />
          <span class={`save-state ${saveState.value}`} role="status">
            <i aria-hidden="true" />
            {s(`save.${saveState.value}`)}
          </span>
        </div>
        <p class="hidden" aria-live="polite">
          {said.value}
        </p>
        <p class="muted sheet-keys">{s('sheetKeys')}</p>
        {examples > 0 ? <p class="muted">{s('examplesLeft', {n: examples})}</p> : null}
        <Ways>
          {firstRun ? (
            <button ref={goOn} type="button" class="btn main" onClick={() => void leave()}>
              {s('next')} <kbd>Ctrl ↵</kbd>
            </button>
          ) : (
            <a class="btn main" href="/admin#setup">
              {s('backToAdmin')}
            </a>
          )}
        </Ways>
      </div>
    </Frame>
  );
}

function SheetRow({line, at, faults}: {line: Line; at: number; faults: Fault[]}) {
  const inHindi = localName(line.department, 'hi');
  return (
    <tr>
      <th scope="row" aria-label={s('line', {n: at + 1})}>
        {at + 1}
      </th>
      {fields.map((field) => {
        const fault = faults.find((one) => one.field === field);
        return (
          <td key={field} data-label={s(field)} class={`cell-${field}`}>
            <Cell line={line} field={field} at={at} fault={fault} />
            {field === 'department' && inHindi !== line.department ? (
              <span class="hint">{s('patientsRead', {name: inHindi})}</span>
            ) : null}
          </td>
        );
      })}
      <td class="cell-remove">
        <button
          type="button"
          class="btn quiet small"
          aria-label={s('removeLine', {n: at + 1, name: line.department})}
          onClick={() => {
            const next = lines()[at + 1] ?? lines()[at - 1];
            removeLine(line.key);
            if (next) focusCell(next.key, 'department');
          }}
        >
          ×
        </button>
      </td>
    </tr>
  );
}

function Cell({line, field, at, fault}: {line: Line; field: Field; at: number; fault: Fault | undefined}) {
  const [text, setText] = useState(line[field]);
  useEffect(() => setText(line[field]), [line[field]]);
  const wrong = fault ? s(`fault.${fault.code}`, {n: fault.line ?? 0}) : null;
  return (
    <>
      <input
        id={cellId(line.key, field)}
        value={text}
        data-saved={line[field]}
        maxLength={field === 'rooms' ? 400 : field === 'prefix' ? 3 : 100}
        aria-label={s('cell', {what: s(field), n: at + 1})}
        aria-invalid={wrong !== null}
        aria-describedby={wrong ? `${cellId(line.key, field)}-fault` : undefined}
        autocomplete="off"
        spellcheck={false}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          setCell(line.key, field, text);
          setText((now) => (now === text ? (lines().find((one) => one.key === line.key)?.[field] ?? now) : now));
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text/plain') ?? '';
          if (!/[\t\n]/.test(pasted.trim())) return;
          event.preventDefault();
          paste(line.key, field, pasted);
        }}
      />
      {wrong ? (
        <span class="cell-fault" id={`${cellId(line.key, field)}-fault`}>
          {wrong}
        </span>
      ) : null}
    </>
  );
}
