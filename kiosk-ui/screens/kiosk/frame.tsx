import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {type Language, languages} from '../../../server/words/say.ts';
import {cut, hall, heardTime, link} from './hall.ts';
import {asking, leftS, stay} from './idle.ts';
import {begin, goBack} from './visit.ts';
import {wordsIn} from './words.ts';

/** One step: its title takes the focus, so that a screen reader says where one is; a way back stands below. */
export function Step(props: {
  name: string;
  language: Language;
  title: string;
  unseen?: boolean;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const say = wordsIn[props.language];
  useEffect(() => heading.current?.focus({preventScroll: true}), [props.name]);
  return (
    <main class={`kiosk-page ${props.name}`} lang={props.language}>
      <Top language={props.language} />
      <h1 ref={heading} tabIndex={-1} class={props.unseen ? 'hidden' : 'step-title'}>
        {props.title}
      </h1>
      {props.children}
      {props.name === 'given' ? null : (
        <div class="ways">
          <button type="button" class="btn quiet" onClick={goBack}>
            <span class="arrow" aria-hidden="true">
              ←
            </span>{' '}
            {say('back')}
          </button>
        </div>
      )}
      {asking.value ? <StillThere language={props.language} /> : null}
    </main>
  );
}

export function Top({language}: {language: Language | null}) {
  return (
    <header class="top">
      <p class="site">{hall.value?.site ?? ''}</p>
      {cut.value
        ? (language ? [language] : languages).map((each) => (
            <p class="note stale" role="status" lang={each} key={each}>
              {link.value.heardAt === null
                ? wordsIn[each]('offlineNow')
                : wordsIn[each]('offline', {time: heardTime(link.value.heardAt)})}
            </p>
          ))
        : null}
    </header>
  );
}

function StillThere({language}: {language: Language}) {
  const say = wordsIn[language];
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    yes.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({preventScroll: true});
    };
  }, []);
  return (
    <div class="still">
      <div class="still-box" role="alertdialog" aria-modal="true" aria-labelledby="still-title">
        <p id="still-title" class="big">
          {say('stillThere')}
        </p>
        <p aria-hidden="true">{say('backIn', {n: Math.max(0, leftS.value)})}</p>
        <div class="still-ways">
          <button ref={yes} type="button" class="btn main" onClick={stay}>
            {say('stillHere')}
          </button>
          <button type="button" class="btn" onClick={begin}>
            {say('done')}
          </button>
        </div>
      </div>
    </div>
  );
}
