import {useEffect, useRef} from 'preact/hooks';
import {reasonsOf} from '../../../server/words/reasons.ts';
import {phoneWords} from '../../parts/staff-time.ts';
import {codeWords, t, waitWords} from '../../parts/staff-words.tsx';
import {busy} from './act.ts';
import {
  active,
  clearForm,
  give,
  given,
  hits,
  issueLanes,
  lane,
  missing,
  moveActive,
  needsReason,
  otherReason,
  ownReason,
  type Patient,
  printing,
  reason,
  setPrinting,
  suggesting,
  take,
  takeActive,
  takeNew,
  text,
  typed,
  type Who,
  who,
} from './form.ts';
import {lines} from './lines.ts';
import {printSlip} from './slip.ts';
import {chooseQueue, moveSelection, selected} from './state.ts';

/** The left side: find or register a person, choose queue and lane, give the number. */
export function Find() {
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const now = who.value;
  const kind = now?.kind ?? null;

  // Whoever is found needs only Enter; somebody new is typed on; afterwards the next person is searched.
  useEffect(() => {
    if (kind === 'found') button.current?.focus();
    // The typed text is one of the two fields already; the other is typed next.
    if (now?.kind === 'new') document.getElementById(now.name === '' ? 'new-name' : 'new-phone')?.focus();
  }, [kind]);

  async function submit(event: Event) {
    event.preventDefault();
    if (suggesting.value) return takeActive();
    if (await give()) field.current?.focus();
    else if (missing.value) document.getElementById('why')?.focus();
  }

  const queue = selected.value?.queue;
  return (
    <aside class="find" aria-labelledby="find-title">
      <form class="find-form" onSubmit={submit} autocomplete="off">
        <div class="find-fields">
          <h2 id="find-title">{t('newToken')}</h2>
          {now === null ? <SearchField field={field} /> : <Chosen who={now} />}
          <label class="field">
            {t('queue')} <kbd>1</kbd>–<kbd>{Math.max(1, Math.min(9, lines.value.size))}</kbd>
            <select value={queue?.id ?? ''} onChange={(event) => chooseQueue(event.currentTarget.value)}>
              {[...lines.value.values()].map((event) => (
                <option key={event.queue.id} value={event.queue.id}>
                  {event.queue.name}
                  {event.queue.doctor && !event.queue.name.includes(event.queue.doctor.name)
                    ? ` · ${event.queue.doctor.name}`
                    : ''}
                </option>
              ))}
            </select>
          </label>
          <Lanes />
          <span class="grow" />
          {given.value ? <Given /> : null}
        </div>
        <div class="find-end">
          <label class="check">
            <input
              type="checkbox"
              checked={printing.value}
              onChange={(event) => setPrinting(event.currentTarget.checked)}
            />
            {t('printSlip')}
          </label>
          <button ref={button} type="submit" class="btn main wide" disabled={busy.value || !queue}>
            {busy.value ? t('giving') : printing.value ? t('giveAndPrint') : t('giveOnly')} <kbd>↵</kbd>
          </button>
        </div>
      </form>
    </aside>
  );
}

function SearchField({field}: {field: {current: HTMLInputElement | null}}) {
  useEffect(() => field.current?.focus(), []);
  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      // Over an empty field the arrows lead into the line.
      if (suggesting.value) return moveActive(event.key === 'ArrowDown' ? 1 : -1);
      field.current?.blur();
      moveSelection(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === '/') {
      // The key that leads here, pressed out of habit.
      event.preventDefault();
    } else if (event.key === 'Enter' && text.value.trim() === '') {
      // An empty field and a habit of pressing Enter must not give a number to nobody.
      event.preventDefault();
    }
  }
  const open = suggesting.value;
  return (
    <div>
      <label class="field" for="search">
        {t('findLabel')} <kbd>/</kbd>
      </label>
      <div class="field">
        <input
          id="search"
          ref={field}
          type="text"
          role="combobox"
          inputMode="search"
          aria-expanded={open}
          aria-controls="hits"
          aria-autocomplete="list"
          aria-activedescendant={open ? `hit-${active.value}` : undefined}
          aria-describedby="find-help"
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          value={text.value}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={press}
        />
      </div>
      <span id="find-help" class="unseen">
        {t('findHelp')}
      </span>
      {open ? (
        <div id="hits" class="hits" role="listbox" aria-label={t('found', {n: hits.value.length})}>
          {hits.value.map((patient, place) => (
            <Hit
              key={patient.id}
              place={place}
              name={patient.name ?? t('noName')}
              more={moreOf(patient)}
              hint="↵"
              onTake={() => take(patient)}
            />
          ))}
          <Hit place={hits.value.length} name={t('newPerson')} more={newWith()} hint="N" onTake={takeNew} />
        </div>
      ) : (
        <button id="hits" type="button" class="hit new" onClick={takeNew}>
          <b>{t('newPerson')}</b>
          <kbd>Alt N</kbd>
        </button>
      )}
    </div>
  );
}

function newWith(): string {
  return /^[+\d\s()-]{4,}$/.test(text.value.trim()) ? t('withThisPhone') : t('withThisName');
}

function Hit(props: {place: number; name: string; more: string; hint: string; onTake: () => void}) {
  const on = props.place === active.value;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above carries the keys of the whole list
    <div
      id={`hit-${props.place}`}
      class={on ? 'hit on' : 'hit'}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onTake}
    >
      <span>
        <b>{props.name}</b>
        <br />
        <span class="muted">{props.more}</span>
      </span>
      <kbd>{on ? '↵' : props.hint === 'N' ? 'Alt N' : ''}</kbd>
    </div>
  );
}

export function moreOf(patient: Patient): string {
  return [
    patient.phone ? phoneWords(patient.phone) : null,
    patient.yearOfBirth ? t('born', {year: patient.yearOfBirth}) : null,
    patient.recordNumber,
  ]
    .filter(Boolean)
    .join(' · ');
}

function Chosen({who: now}: {who: Who}) {
  return (
    <div class="chosen">
      <div class="row">
        <b class="grow">{now.kind === 'new' ? t('newPerson') : (now.patient.name ?? t('noName'))}</b>
        <button
          type="button"
          class="btn quiet small"
          onClick={() => {
            who.value = null;
          }}
        >
          {t('change')} <kbd>Esc</kbd>
        </button>
      </div>
      {now.kind === 'found' ? <p class="muted">{moreOf(now.patient)}</p> : <NewPerson now={now} />}
    </div>
  );
}

function NewPerson({now}: {now: Extract<Who, {kind: 'new'}>}) {
  const set = (part: Partial<typeof now>) => {
    who.value = {...now, ...part};
  };
  return (
    <>
      <label class="field">
        {t('name')}
        <input
          id="new-name"
          maxLength={100}
          value={now.name}
          onInput={(event) => set({name: event.currentTarget.value})}
        />
      </label>
      <label class="field">
        {t('phone')}
        <input
          id="new-phone"
          inputMode="tel"
          maxLength={20}
          value={now.phone}
          onInput={(event) => set({phone: event.currentTarget.value})}
        />
      </label>
      <div class="two">
        <label class="field">
          {t('yearOfBirth')}
          <input
            inputMode="numeric"
            maxLength={4}
            pattern="(19|20)[0-9][0-9]"
            value={now.year}
            onInput={(event) => set({year: event.currentTarget.value})}
          />
        </label>
        <label class="field">
          {t('sex')}
          <select value={now.sex} onChange={(event) => set({sex: event.currentTarget.value})}>
            <option value="">{t('sex.none')}</option>
            <option value="female">{t('sex.female')}</option>
            <option value="male">{t('sex.male')}</option>
            <option value="other">{t('sex.other')}</option>
          </select>
        </label>
      </div>
    </>
  );
}

function Lanes() {
  return (
    <div>
      <fieldset class="lanes">
        <legend class="field">
          {t('lane')} <kbd>L</kbd>
        </legend>
        {issueLanes.map((one) => (
          <label key={one} class={one === lane.value ? 'pick on' : 'pick'}>
            <input
              type="radio"
              name="lane"
              class="unseen"
              checked={one === lane.value}
              onChange={() => {
                lane.value = one;
                reason.value = '';
              }}
            />
            <span class={`lane ${one}`}>
              <i aria-hidden="true" />
              {t(`lane.${one}`)}
            </span>
          </label>
        ))}
      </fieldset>
      {needsReason.value ? <Why /> : null}
    </div>
  );
}

function Why() {
  const kind = lane.value === 'emergency' ? 'emergency' : 'priority';
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.scrollIntoView({block: 'nearest'}), [kind, reason.value]);
  return (
    <div ref={field}>
      <label class="field">
        {t('reason')}
        <select
          id="why"
          value={reason.value}
          aria-invalid={missing.value !== null}
          aria-describedby="why-missing"
          onChange={(event) => {
            reason.value = event.currentTarget.value;
            missing.value = null;
          }}
        >
          <option value="">{t('chooseReason')}</option>
          {[...reasonsOf[kind], otherReason].map((code) => (
            <option key={code} value={code}>
              {codeWords('reason', code)}
            </option>
          ))}
        </select>
      </label>
      {reason.value === otherReason ? (
        <label class="field">
          {t('ownWords')}
          <input
            value={ownReason.value}
            maxLength={200}
            onInput={(event) => {
              ownReason.value = event.currentTarget.value;
            }}
          />
        </label>
      ) : null}
      <p id="why-missing" class="missing" role="alert">
        {missing.value}
      </p>
    </div>
  );
}

/** The big confirmation: what is read aloud to the person at the desk. */
function Given() {
  const token = given.value;
  if (!token) return null;
  return (
    <div class="given slip" role="status">
      <span class="muted">
        {t('given')} · {token.queue.name}
      </span>
      <p class="num">{token.number}</p>
      <div class="row">
        <span class="grow">
          {token.ahead === null ? '' : token.ahead === 0 ? t('nobodyAhead') : t('aheadOf', {n: token.ahead})}
          {token.wait ? ` · ${waitWords(token.wait)}` : ''}
        </span>
        <button type="button" class="btn quiet small" onClick={() => printSlip(token.id)}>
          {t('printAgain')}
        </button>
      </div>
    </div>
  );
}

export function focusSearch() {
  if (who.value !== null) clearForm();
  // The field may only be drawn after this turn.
  setTimeout(() => document.getElementById('search')?.focus());
}
