import {useEffect, useRef, useState} from 'preact/hooks';
import type {Say} from '../../../server/words/say.ts';
import type {SetupListWord} from '../../../server/words/setup-list.ts';
import {post} from '../../api.ts';
import {wordsOf} from '../desk/act.ts';
import {watched} from '../sign-in/session.ts';

/** So long the click can be taken back: nothing is removed before. */
const graceS = 10;
/** The box opens anew, which takes it a moment. */
const removeMs = 30_000;

/**
 * One click removes the demo. Undo instead of a typed word: the demo's data is made up, so that a slip of the hand is all
 * there is to guard against, and a word to be typed in two scripts is a hurdle for whoever has only a phone. Leaving the page keeps the demo.
 */
export function DemoCard({l}: {l: Say<SetupListWord>}) {
  const [left, setLeft] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const counting = left !== null && left > 0;
  useEffect(() => {
    if (counting) keep.current?.focus();
  }, [counting]);
  useEffect(() => {
    if (left === null) return;
    if (left === 0) {
      void remove();
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);

  async function remove() {
    try {
      const body = {confirm: 'remove the demo'};
      const {setup} = await watched(() => post<{setup: string | null}>('/api/demo/remove', body, {withinMs: removeMs}));
      location.replace(setup ?? '/admin');
    } catch (error) {
      setLeft(null);
      setFault(wordsOf(error).title);
    }
  }

  return (
    <section class="demo-card" aria-labelledby="demo-card-title">
      <div class="grow">
        <h3 id="demo-card-title">{l('demoTitle')}</h3>
        <p>{l('demoMore')}</p>
        <div role="alert">{fault ? <p class="missing">{fault}</p> : null}</div>
      </div>
      <div role="status" aria-live="polite">
        {counting ? <span class="unseen">{l('demoGoing', {n: graceS})}</span> : null}
      </div>
      {left === null ? (
        <button
          type="button"
          class="btn danger"
          onClick={() => {
            setFault(null);
            setLeft(graceS);
          }}
        >
          {l('demoRemove')}
        </button>
      ) : left > 0 ? (
        <div class="demo-going">
          <p aria-hidden="true">{l('demoGoing', {n: left})}</p>
          <button ref={keep} type="button" class="btn main" onClick={() => setLeft(null)}>
            {l('demoStop')}
          </button>
        </div>
      ) : (
        <p role="status">{l('demoRemoving')}</p>
      )}
    </section>
  );
}
