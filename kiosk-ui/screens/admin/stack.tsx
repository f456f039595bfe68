import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

/**
 * A table that is a list of cards on a phone, so that nothing has to be pushed sideways: each cell then says the head of its
 * column (admin.css shows `data-head`). Where there is room it is the plain table.
 */
export function Stack({children}: {children: ComponentChildren}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const table = place.current?.querySelector('table');
    const heads = [...(table?.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? '');
    for (const row of table?.tBodies[0]?.rows ?? [])
      [...row.cells].forEach((cell, at) => {
        if (cell.tagName === 'TD' && !cell.classList.contains('end')) cell.dataset.head = heads[at] ?? '';
      });
  });
  return (
    <div ref={place} class="scroll stack">
      {children}
    </div>
  );
}
