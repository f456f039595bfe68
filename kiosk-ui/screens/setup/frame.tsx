import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {LanguageSwitch, language} from '../../parts/staff-words.tsx';
import {s} from './words.ts';

export const steps = ['language', 'hospital', 'founder', 'sheet', 'people', 'open'] as const;
export type Step = (typeof steps)[number];

/** One step on its slip. The heading takes the focus where the step has no field to begin with, so that it is read. */
export function Frame(props: {
  step: Step | null;
  title: string;
  intro?: string;
  wide?: boolean;
  reads?: boolean;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (props.reads) heading.current?.focus();
    window.scrollTo(0, 0);
  }, [props.step, props.title]);
  useEffect(() => {
    document.title = `${props.title} · Baari`;
  }, [props.title]);
  const at = props.step === null ? -1 : steps.indexOf(props.step);
  return (
    <main class={props.wide ? 'founding wide' : 'founding'} lang={language.value}>
      <div class="slip">
        <div class="setup-head">
          <b class="brand">
            <span lang="hi">बारी</span> Baari
          </b>
          {at === -1 ? null : (
            <p class="steps">
              <span class="steps-bar" aria-hidden="true">
                {steps.map((step, index) => (
                  <i key={step} class={index < at ? 'past' : index === at ? 'here' : ''} />
                ))}
              </span>
              {s('stepOf', {n: at + 1, all: steps.length})}
            </p>
          )}
          <span class="grow" />
          <LanguageSwitch />
        </div>
        <hr />
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.intro ? <p class="muted">{props.intro}</p> : null}
        {props.children}
      </div>
    </main>
  );
}

export function Trouble({text}: {text: string | null}) {
  return <div role="alert">{text === null ? null : <p class="note urgent">{text}</p>}</div>;
}

/** Back and on: where the hand finds them in every step. */
export function Ways(props: {back?: (() => void) | undefined; children: ComponentChildren}) {
  return (
    <div class="ways">
      {props.back ? (
        <button type="button" class="btn quiet" onClick={props.back}>
          {s('back')}
        </button>
      ) : null}
      <span class="grow" />
      {props.children}
    </div>
  );
}
