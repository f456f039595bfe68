import {useEffect, useRef} from 'preact/hooks';
import {phoneWords} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {focusLine, typing} from './focus.ts';
import {
  active,
  moveActive,
  type Patient,
  type Suggestion,
  suggesting,
  suggestions,
  take,
  takeNew,
  text,
  typed,
} from './form.ts';
import {Key} from './key.tsx';
import {standingWords} from './open-token.ts';
import {say} from './words.ts';

/** One field for a phone, a name, a record number, a token's number and the scanner, with what it may mean below. */
export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      // Over an empty field the arrows lead into the line.
      if (suggesting.value) moveActive(event.key === 'ArrowDown' ? 1 : -1);
      else focusLine();
    } else if (event.key === '/' && text.value === '') {
      // The key that leads here, pressed out of habit.
      event.preventDefault();
    } else if (event.key === 'Enter' && text.value.trim() === '') {
      // An empty field and a habit of pressing Enter must not give a number to nobody.
      event.preventDefault();
    }
  }
  const open = suggesting.value;
  const list = suggestions.value;
  return (
    <div>
      <label class="field" for="search">
        {say('findLabel')} {typing.value ? null : <kbd>/</kbd>}
      </label>
      <div class="field">
        <input
          id="search"
          ref={field}
          type="text"
          role="combobox"
          inputMode="search"
          aria-expanded={open}
          aria-controls={open ? 'hits' : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open ? `hit-${active.value}` : undefined}
          aria-describedby="find-help"
          autocomplete="off"
          spellcheck={false}
          maxLength={200}
          value={text.value}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={press}
        />
      </div>
      <span id="find-help" class="unseen">
        {say('findHelp')}
      </span>
      {open ? (
        <div id="hits" class="hits" role="listbox" aria-label={t('found', {n: list.length - 1})}>
          {list.map((one, place) => (
            <Hit key={keyOf(one)} one={one} place={place} />
          ))}
        </div>
      ) : (
        <button type="button" class="hit new" onClick={takeNew}>
          <b>{t('newPerson')}</b>
          <Key k="N" />
        </button>
      )}
    </div>
  );
}

const keyOf = (one: Suggestion) =>
  one.kind === 'new' ? 'new' : one.kind === 'token' ? `token-${one.token.id}` : one.patient.id;

function Hit({one, place}: {one: Suggestion; place: number}) {
  const on = place === active.value;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above carries the keys of the whole list
    <div
      id={`hit-${place}`}
      class={on ? 'hit on' : 'hit'}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => take(one)}
    >
      <HitWords one={one} />
      {on ? <kbd>↵</kbd> : one.kind === 'new' ? <Key k="N" /> : null}
    </div>
  );
}

function HitWords({one}: {one: Suggestion}) {
  if (one.kind === 'token')
    return (
      <span>
        <b>{one.token.number}</b> · {say('openToken')}
        <br />
        <span class="muted">{standingWords(one.token)}</span>
      </span>
    );
  if (one.kind === 'new')
    return (
      <span>
        <b>{t('newPerson')}</b>
        <br />
        <span class="muted">{newWith()}</span>
      </span>
    );
  return (
    <span>
      <b>{one.patient.name ?? t('noName')}</b>
      <br />
      <More of={one.patient} />
      {one.holds ? (
        <span class="holds">{say('alreadyIn', {number: one.holds.number, state: t(`state.${one.holds.state}`)})}</span>
      ) : null}
    </span>
  );
}

function newWith(): string {
  const known = suggestions.value.length > 1;
  if (/^[+\d\s()-]{4,}$/.test(text.value.trim())) return known ? say('newInFamily') : t('withThisPhone');
  return t('withThisName');
}

/** Phone, year and record number; each goes to the next line whole, so that no number breaks at its hyphen. */
export function More({of}: {of: Pick<Patient, 'phone' | 'yearOfBirth' | 'recordNumber'>}) {
  const parts = [
    of.phone ? phoneWords(of.phone) : null,
    of.yearOfBirth ? t('born', {year: of.yearOfBirth}) : null,
    of.recordNumber,
  ].filter(Boolean);
  return (
    <span class="muted glance">
      {parts.map((part, at) => (
        <span key={part}>{at === parts.length - 1 ? part : `${part} ·`} </span>
      ))}
    </span>
  );
}
