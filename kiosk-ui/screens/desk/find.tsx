import {useEffect, useRef} from 'preact/hooks';
import {nameOf, t} from '../../parts/staff-words.tsx';
import {busy} from './act.ts';
import {Chosen} from './chosen.tsx';
import {chooseLane, fault, give, given, issueLanes, lane, suggesting, takeActive, who} from './form.ts';
import {Given} from './given.tsx';
import {Key} from './key.tsx';
import {lines} from './lines.ts';
import {PrintChoice} from './print-choice.tsx';
import {SearchField} from './search-field.tsx';
import {printing} from './slip.ts';
import {chooseQueue, selected} from './state.ts';
import {focusTimes, timesOpen} from './times/open.ts';
import {say} from './words.ts';

/** The left side: find or register a person, choose queue and lane, give the number. */
export function Find() {
  const button = useRef<HTMLButtonElement>(null);
  const now = who.value;
  const kind = now?.kind ?? null;

  // Whoever is found needs only Enter; somebody new is typed on; afterwards the next person is searched.
  useEffect(() => {
    if (kind === 'found') {
      if (timesOpen.value) focusTimes();
      else button.current?.focus();
    }
    // The typed text is one of the two fields already; the other is typed next.
    if (now?.kind === 'new') document.getElementById(now.name === '' ? 'new-name' : 'new-phone')?.focus();
  }, [kind]);

  function submit(event: Event) {
    event.preventDefault();
    if (suggesting.value) takeActive();
    // While appointments are shown a person is booked for a time, and no number is given by habit.
    else if (timesOpen.value) focusTimes();
    else void give();
  }

  const queue = selected.value?.queue;
  return (
    <aside class="find" aria-labelledby="find-title">
      <form class="find-form" onSubmit={submit} autocomplete="off" noValidate>
        <div class="find-fields">
          <h2 id="find-title">{t('newToken')}</h2>
          {now === null ? <SearchField /> : <Chosen who={now} />}
          <label class="field">
            {t('queue')} <Key k="1" to={String(Math.max(1, Math.min(9, lines.value.size)))} />
            <select value={queue?.id ?? ''} onChange={(event) => chooseQueue(event.currentTarget.value)}>
              {[...lines.value.values()].map((event) => (
                <option key={event.queue.id} value={event.queue.id}>
                  {nameOf(event.queue.name)}
                  {event.queue.doctor && !event.queue.name.includes(event.queue.doctor.name)
                    ? ` · ${event.queue.doctor.name}`
                    : ''}
                </option>
              ))}
            </select>
          </label>
          {fault.value?.field === 'queue' ? <p class="missing">{fault.value.words}</p> : null}
          {queue && (queue.state === 'closed' || queue.full) ? (
            <p class="holds">{say(queue.full ? 'queueFull' : 'queueClosed')}</p>
          ) : null}
          <Lanes />
          <span class="grow" />
          {given.value ? <Given token={given.value} /> : null}
        </div>
        <div class="find-end">
          <PrintChoice />
          <button ref={button} id="give" type="submit" class="btn main wide" aria-disabled={busy.value || !queue}>
            {timesOpen.value
              ? say('chooseTime')
              : busy.value
                ? t('giving')
                : printing.value
                  ? t('giveAndPrint')
                  : t('giveOnly')}{' '}
            <kbd>↵</kbd>
          </button>
        </div>
      </form>
    </aside>
  );
}

function Lanes() {
  return (
    <fieldset class="lanes">
      <legend class="field">
        {t('lane')} <Key k="L" />
      </legend>
      {issueLanes.map((one) => (
        <label key={one} class={one === lane.value ? 'pick on' : 'pick'}>
          <input
            type="radio"
            name="lane"
            class="unseen"
            checked={one === lane.value}
            onChange={() => chooseLane(one)}
          />
          <span class={`lane ${one}`}>
            <i aria-hidden="true" />
            {t(`lane.${one}`)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
