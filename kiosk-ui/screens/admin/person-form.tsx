import {useState} from 'preact/hooks';
import type {UserView} from '../../../server/staff/schema.ts';
import {usernameFor} from '../setup/passwords.ts';
import {lists, namesIn} from './data.ts';
import type {UserValues} from './person-rules.ts';
import {PickMany} from './pick-many.tsx';
import {useSaving} from './saving.ts';
import {p} from './screens-words.ts';
import {focused} from './undo.ts';

const roles = ['desk', 'doctor', 'admin'] as const;

export function PersonForm(props: {
  first: UserView | null;
  start: UserValues;
  save: (values: UserValues) => Promise<void>;
  drop: (user: UserView) => Promise<void>;
  explain: (error: unknown) => Promise<string>;
}) {
  const {first} = props;
  const [values, setValues] = useState(props.start);
  const [typedName, setTypedName] = useState(first !== null);
  const {fault, busy, run} = useSaving(props.explain);
  const [removing, setRemoving] = useState(false);
  const set = (part: Partial<UserValues>) => setValues((before) => ({...before, ...part}));
  const taken = () => new Set((lists.value.users ?? []).map((user) => String(user.username)));

  return (
    <form
      class="edit"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => props.save(values));
      }}
    >
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      <div class="edit-fields">
        <label class="field">
          {p('personName')}
          <input
            name="name"
            value={values.name}
            required
            maxLength={100}
            onInput={(event) => {
              const name = event.currentTarget.value;
              set(typedName ? {name} : {name, username: name.trim() ? usernameFor(name, values.role, taken()) : ''});
            }}
          />
        </label>
        <label class="field">
          {p('username')}
          <input
            name="username"
            value={values.username}
            required
            maxLength={40}
            dir="ltr"
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => {
              setTypedName(true);
              set({username: event.currentTarget.value});
            }}
          />
          <span class="hint">{p('usernameWhy')}</span>
        </label>
        <label class="field">
          {p('role')}
          <select
            name="role"
            value={values.role}
            onChange={(event) => set({role: event.currentTarget.value as UserValues['role']})}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {p(`role.${role}`)}
              </option>
            ))}
          </select>
          <span class="hint">{p(`roleWhy.${values.role}`)}</span>
        </label>
        {values.role === 'doctor' ? (
          <label class="field">
            {p('doctor')}
            <select
              value={values.doctorId ?? ''}
              onChange={(event) => set({doctorId: event.currentTarget.value || null})}
            >
              <option value="">{p('noDoctor')}</option>
              {namesIn('doctors').map(({id, name}) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
            <span class="hint">{p('doctorWhy')}</span>
          </label>
        ) : (
          <span />
        )}
        {values.role === 'admin' ? null : (
          <>
            <PickMany
              legend={p('callsFrom')}
              all={namesIn('queues')}
              chosen={values.queueIds}
              set={(queueIds) => set({queueIds})}
            />
            <PickMany
              legend={p('sitsAt')}
              hint={p('sitsAtWhy')}
              all={namesIn('service-points')}
              chosen={values.servicePointIds}
              set={(servicePointIds) => set({servicePointIds})}
            />
          </>
        )}
        {first === null ? <p class="hint wide-field">{p('startPassword')}</p> : null}
      </div>
      <div class="edit-end">
        {first === null ? null : removing ? (
          <span class="sure" role="alert">
            <span>{p('removeSure', {name: first.name})}</span>
            <button
              ref={focused}
              type="button"
              class="btn danger"
              disabled={busy}
              onClick={() => void run(() => props.drop(first))}
            >
              {p('yesRemove')}
            </button>
          </span>
        ) : (
          <button type="button" class="btn quiet" disabled={busy} onClick={() => setRemoving(true)}>
            {p('remove')}
          </button>
        )}
        <span class="grow" />
        <button type="submit" class="btn main" disabled={busy}>
          {p('save')}
        </button>
      </div>
    </form>
  );
}
