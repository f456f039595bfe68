import {typing} from './focus.ts';

/** A key as it works at this moment: while a field takes the letters, with Alt. */
export function Key({k, to}: {k: string; to?: string}) {
  return (
    <>
      <kbd>
        {typing.value ? <span class="alt">Alt </span> : null}
        {k}
      </kbd>
      {to === undefined ? null : (
        <>
          –<kbd>{to}</kbd>
        </>
      )}
    </>
  );
}
