import {useEffect, useState} from 'preact/hooks';
import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {codeWords, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask} from '../sign-in/session.ts';
import {say} from './words.ts';

interface Step {
  at: string;
  what: string;
  who: string;
}

/** What happened to this person today, the newest first; asked for anew whenever the token moved. */
export function Today({token}: {token: StaffTokenView}) {
  const [steps, setSteps] = useState<{of: string; items: Step[]} | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const moved = [token.id, token.state, token.activeLane, token.announcedAt, token.startedAt, token.hereAt].join();
  useEffect(() => {
    const stop = new AbortController();
    ask<{items: Step[]}>(`/api/tokens/${encodeURIComponent(token.id)}/timeline`, stop.signal)
      .then(({items}) => {
        setSteps({of: token.id, items: [...items].reverse()});
        setFault(null);
      })
      .catch((error) => {
        if (!stop.signal.aborted) setFault(wordsOf(error).title);
      });
    return () => stop.abort();
  }, [moved]);
  const items = steps?.of === token.id ? steps.items : null;
  return (
    <section class="today" aria-labelledby="today-title">
      <h3 id="today-title" class="small-title">
        {say('today')}
      </h3>
      {fault !== null && items === null ? <p class="muted">{fault}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be scrolled by keyboard too */}
      <ol tabIndex={0} aria-labelledby="today-title">
        {items?.map((step, place) => (
          <li key={`${step.at}${step.what}${place}`}>
            <b>{clockTimeOf(step.at)}</b>
            <span>
              {codeWords('fact', step.what)} <span class="muted">· {codeWords('who', step.who)}</span>
            </span>
          </li>
        )) ?? (fault === null ? <li class="muted">{t('loading')}</li> : null)}
      </ol>
    </section>
  );
}
