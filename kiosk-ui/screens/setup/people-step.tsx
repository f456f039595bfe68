import {signal} from '@preact/signals';
import {useEffect, useState} from 'preact/hooks';
import type {DoctorView} from '../../../server/places/schema.ts';
import type {Progress, SetupStep, Sheet} from '../../../server/setup/schema.ts';
import type {UserView} from '../../../server/staff/schema.ts';
import {newKey, patch, post, Refusal} from '../../api.ts';
import {ask, watched} from '../sign-in/session.ts';
import {Frame, Trouble, Ways} from './frame.tsx';
import {isUsername, newPassword} from './passwords.ts';
import {type Handout, newDesk, type Person, peopleOf} from './people-model.ts';
import {s} from './words.ts';

/** The passwords that were made on this page; gone with it. */
export const handouts = signal<Handout[]>([]);

/** One password takes the box a moment to hash. */
const tryMs = 15_000;

/** Everybody who signs in, made in one go, with a sheet to hand out. */
export function PeopleStep({progress, go}: {progress: Progress; go: (step: SetupStep) => Promise<void>}) {
  const [people, setPeople] = useState<Person[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [made, setMade] = useState<number | null>(null);

  const load = async () => {
    setTrouble(null);
    try {
      const [sheet, doctors, users] = await Promise.all([
        ask<Sheet>('/api/setup/sheet'),
        ask<{items: DoctorView[]}>('/api/doctors?limit=200'),
        ask<{items: UserView[]}>('/api/users?limit=200'),
      ]);
      setPeople(peopleOf(sheet, doctors.items, users.items, s('deskName')));
    } catch {
      setTrouble(s('cut'));
    }
  };
  useEffect(() => {
    void load();
  }, []);

  const all = people ?? [];
  const chosen = all.filter((person) => person.chosen && person.user === null);
  const change = (key: string, to: Partial<Person>) =>
    setPeople(all.map((person) => (person.key === key ? {...person, ...to} : person)));
  const taken = new Set(all.map(({username}) => username));

  function faultOf(person: Person): string | null {
    if (person.user || !person.chosen) return null;
    if (person.name.trim() === '') return s('fault.name');
    if (!isUsername(person.username)) return s('fault.username');
    const twin = all.find((other) => other !== person && other.username === person.username);
    return twin ? s('fault.usernameTaken') : null;
  }

  async function makeAll() {
    const wrong = chosen.find((person) => faultOf(person) !== null);
    if (wrong) {
      document.getElementById(`username-${wrong.key}`)?.focus();
      return;
    }
    setTrouble(null);
    setMade(0);
    const now = new Map<string, UserView>();
    try {
      for (const [at, person] of chosen.entries()) {
        setMade(at + 1);
        now.set(person.key, await make(person));
      }
    } catch (error) {
      setTrouble(explained(error));
    }
    // Also what was made before one failed.
    setPeople(all.map((person) => ({...person, user: now.get(person.key) ?? person.user})));
    setMade(null);
  }

  async function renew(person: Person) {
    const user = person.user!;
    const password = newPassword();
    setTrouble(null);
    try {
      const changed = await watched(() =>
        patch<UserView>(`/api/users/${encodeURIComponent(user.id)}`, {version: user.version, password}),
      );
      change(person.key, {user: changed});
      hand({name: person.name, username: person.username, role: person.role, password});
    } catch (error) {
      setTrouble(explained(error));
    }
  }

  const leave = () => void go('open').catch(() => setTrouble(s('cut')));
  return (
    <Frame step="people" title={s('peopleTitle')} intro={s('peopleIntro')} reads wide>
      <Trouble text={trouble} />
      {people === null ? (
        trouble ? (
          <button type="button" class="btn" onClick={() => void load()}>
            {s('tryAgain')}
          </button>
        ) : (
          <p role="status">{s('checking')}</p>
        )
      ) : (
        <form
          class="setup-form"
          autocomplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen.length > 0) void makeAll();
            else leave();
          }}
        >
          <ul class="people">
            {all.map((person) => (
              <PersonRow
                key={person.key}
                person={person}
                fault={faultOf(person)}
                change={(to) => change(person.key, to)}
                renew={() => void renew(person)}
              />
            ))}
          </ul>
          <p>
            <button
              type="button"
              class="btn"
              onClick={() => setPeople([...all, newDesk(s('deskName'), poolsOf(all), taken)])}
            >
              + {s('addDesk')}
            </button>
          </p>
          <Handouts address={progress.phoneUrl} />
          <Ways back={() => void go('sheet').catch(() => setTrouble(s('cut')))}>
            {chosen.length > 0 && made === null ? (
              <button type="button" class="btn quiet" onClick={leave}>
                {s('nobodyChosen')}
              </button>
            ) : null}
            <button type="submit" class="btn main" disabled={made !== null}>
              {made !== null
                ? s('making', {n: made, all: chosen.length})
                : chosen.length > 0
                  ? s('makeAll', {n: chosen.length})
                  : s('next')}
            </button>
          </Ways>
        </form>
      )}
    </Frame>
  );
}

const poolsOf = (people: readonly Person[]) => people.find(({role}) => role === 'desk')?.queueIds ?? [];

function explained(error: unknown): string {
  if (!(error instanceof Refusal) || error.status === 0) return s('cut');
  return error.code === 'name.taken' ? s('fault.usernameTaken') : `${error.title} ${error.detail}`;
}

async function make(person: Person): Promise<UserView> {
  const password = newPassword();
  const {name, username, role, doctorId, queueIds} = person;
  const user = await watched(() =>
    post<UserView>(
      '/api/users',
      {name, username, role, password, doctorId, queueIds},
      {key: newKey(), withinMs: tryMs},
    ),
  );
  hand({name, username, role, password});
  return user;
}

function hand(handout: Handout) {
  handouts.value = [...handouts.value.filter(({username}) => username !== handout.username), handout];
}

function PersonRow(props: {
  person: Person;
  fault: string | null;
  change: (to: Partial<Person>) => void;
  renew: () => void;
}) {
  const {person, fault, change, renew} = props;
  if (person.user)
    return (
      <li class="person has">
        <span class="person-mark" aria-hidden="true">
          ✓
        </span>
        <b>{person.name}</b>
        <span class="muted grow">{s('has', {username: person.username})}</span>
        <button type="button" class="btn small" aria-label={s('newPasswordFor', {name: person.name})} onClick={renew}>
          {s('newPassword')}
        </button>
      </li>
    );
  return (
    <li class="person">
      <input
        type="checkbox"
        checked={person.chosen}
        aria-label={s('makeThis', {name: person.name})}
        onChange={(event) => change({chosen: event.currentTarget.checked})}
      />
      <label class="field">
        {s(`role.${person.role}`)}
        <input
          value={person.name}
          maxLength={100}
          disabled={person.role === 'doctor'}
          onInput={(event) => change({name: event.currentTarget.value})}
        />
      </label>
      <label class="field">
        {s('username')}
        <input
          id={`username-${person.key}`}
          value={person.username}
          maxLength={40}
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault !== null}
          onInput={(event) => change({username: event.currentTarget.value.toLowerCase()})}
        />
        {fault ? <span class="cell-fault">{fault}</span> : null}
      </label>
    </li>
  );
}

/** One slip for each person, to cut and hand out; alone on the paper. */
export function Handouts({address}: {address: string}) {
  const all = handouts.value;
  if (all.length === 0) return null;
  const where = {desk: 'desk', doctor: 'doctor'} as const;
  return (
    <section class="handouts" aria-labelledby="handouts-title">
      <div class="handouts-head">
        <h2 id="handouts-title">{s('made')}</h2>
        <button type="button" class="btn main" onClick={() => window.print()}>
          {s('printHandouts')}
        </button>
      </div>
      <ul>
        {all.map((one) => (
          <li key={one.username} class="handout">
            <h3>
              {s('handout')}: {one.name}
            </h3>
            <dl>
              <dt>{s('handoutAt')}</dt>
              <dd dir="ltr">
                {address}
                {where[one.role]}
              </dd>
              <dt>{s('username')}</dt>
              <dd dir="ltr">{one.username}</dd>
              <dt>{s('password')}</dt>
              <dd dir="ltr">{one.password}</dd>
            </dl>
            <p class="muted">{s('handoutKeep')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
