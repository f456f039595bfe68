import {t} from '../../parts/staff-words.tsx';
import {fault, focusSearch, type Who, who} from './form.ts';
import {Key} from './key.tsx';
import {askPatient} from './person.ts';
import {yearFrom} from './person-fields.ts';
import {More} from './search-field.tsx';
import {selected} from './state.ts';
import {tokenOf} from './today.ts';
import {say} from './words.ts';

/** The person the next number is for: somebody found, or the fields of somebody new. */
export function Chosen({who: now}: {who: Who}) {
  return (
    <div class="chosen">
      <div class="row">
        <b class="grow">{now.kind === 'new' ? t('newPerson') : (now.patient.name ?? t('noName'))}</b>
        {now.kind === 'found' ? (
          <button
            type="button"
            class="btn quiet small"
            onClick={() =>
              askPatient(now.patient, (patient) => {
                who.value = {kind: 'found', patient};
              })
            }
          >
            {say('edit')} <Key k="V" />
          </button>
        ) : null}
        <button
          type="button"
          class="btn quiet small"
          onClick={() => {
            who.value = null;
            focusSearch();
          }}
        >
          {t('change')} <kbd>Esc</kbd>
        </button>
      </div>
      {now.kind === 'found' ? <Found now={now} /> : <NewPerson now={now} />}
    </div>
  );
}

/** Whoever already has a number is told apart at once: a second one must be meant. */
function Found({now}: {now: Extract<Who, {kind: 'found'}>}) {
  const queueId = selected.value?.queue.id;
  const holds = tokenOf(now.patient.id, queueId);
  return (
    <>
      <p>
        <More of={now.patient} />
      </p>
      <div role="status">
        {holds ? (
          <p class="holds">
            {holds.queue.id === queueId
              ? say('alreadyHere', {number: holds.number})
              : say('alreadyIn', {number: holds.number, state: t(`state.${holds.state}`)})}
          </p>
        ) : null}
      </div>
    </>
  );
}

function NewPerson({now}: {now: Extract<Who, {kind: 'new'}>}) {
  const set = (part: Partial<typeof now>) => {
    who.value = {...now, ...part};
    fault.value = null;
  };
  const year = yearFrom(now.year);
  const wrong = fault.value;
  return (
    <>
      <label class="field">
        {t('name')}
        <input
          id="new-name"
          maxLength={100}
          value={now.name}
          placeholder={say('nameHint')}
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
          aria-invalid={wrong?.field === 'phone'}
          aria-describedby="person-fault"
          onInput={(event) => set({phone: event.currentTarget.value})}
        />
      </label>
      <div class="two">
        <label class="field">
          {say('ageOrYear')}
          <input
            id="new-year"
            inputMode="numeric"
            maxLength={4}
            value={now.year}
            aria-invalid={wrong?.field === 'year'}
            aria-describedby="person-fault"
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
      {year && now.year.trim().length < 4 ? <p class="muted">{say('bornIn', {year})}</p> : null}
      <p id="person-fault" class="missing" role="alert">
        {wrong && wrong.field !== 'queue' ? wrong.words : null}
      </p>
    </>
  );
}
