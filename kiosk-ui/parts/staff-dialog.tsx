import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {t} from './staff-words.tsx';

/** A question over the screen, or with `reading` something to look at. The browser keeps the focus inside and gives it back afterwards; Escape leaves. */
export function Dialog(props: {
  title: string;
  onLeave: () => void;
  children: ComponentChildren;
  wide?: boolean;
  reading?: boolean;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = box.current;
    shown?.showModal();
    // The browser would start at the way out; the answers are what it is about.
    shown?.querySelector<HTMLElement>('.choice, form input, form select')?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={props.wide ? 'question wide' : 'question'}
      aria-labelledby="question-title"
      onCancel={(event) => {
        event.preventDefault();
        props.onLeave();
      }}
    >
      <div class="question-head">
        <h2 id="question-title">{props.title}</h2>
        <button type="button" class="btn quiet" onClick={props.onLeave}>
          {props.reading ? t('close') : t('leave')} <kbd>Esc</kbd>
        </button>
      </div>
      {props.children}
    </dialog>
  );
}
