import {useEffect, useState} from 'preact/hooks';
import type {SessionView, UserView} from '../../../server/staff/schema.ts';
import {newKey, patch, post, Refusal, remove} from '../../api.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {newPassword} from '../setup/passwords.ts';
import {ask, session, watched} from '../sign-in/session.ts';
import {lists, loadList, nameOf} from './data.ts';
import {PersonForm} from './person-form.tsx';
import {changesOfUser, type UserValues, valuesOfUser} from './person-rules.ts';
import {p} from './screens-words.ts';
import {SignIns} from './sign-ins.tsx';
import {Stack} from './stack.tsx';
import {tellDone} from './undo.ts';

const at = (id: string) => `/api/users/${encodeURIComponent(id)}`;
const againMs = 15_000;
type Asked = {kind: 'new'} | {kind: 'edit'; user: UserView} | {kind: 'password'; user: UserView; password: string};

/** Who may sign in, what they may do, and where they are signed in. */
export function People() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [sessions, setSessions] = useState<SessionView[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const loadSessions = () =>
    ask<{items: SessionView[]}>('/api/sessions?limit=200')
      .then(({items}) => {
        setSessions(items);
        setFault(null);
      })
      .catch(() => setFault(p('unreachable')));
  const load = () => Promise.all([loadList('users'), loadSessions()]);
  useEffect(() => {
    const all = (['queues', 'doctors', 'service-points'] as const).map((name) => loadList(name));
    Promise.all([load(), ...all]).catch(() => setFault(p('unreachable')));
    const timer = setInterval(loadSessions, againMs);
    return () => clearInterval(timer);
  }, []);
  const users = lists.value.users as unknown as UserView[] | undefined;
  const close = () => setAsked(null);

  async function save(values: UserValues, before: UserView | null) {
    if (before === null) {
      const password = newPassword();
      const user = await watched(() => post<UserView>('/api/users', {...values, password}, {key: newKey()}));
      await load();
      return setAsked({kind: 'password', user, password});
    }
    const changes = changesOfUser(before, values);
    if (changes === null) return close();
    const after = await watched(() => patch<UserView>(at(before.id), {...changes.to, version: before.version}));
    await load();
    close();
    tellDone(p('saved', {name: after.name}), () => back(after, changes.from));
  }

  async function back(user: UserView, values: Partial<UserValues> | {disabled: boolean}) {
    await watched(() => patch(at(user.id), {...values, version: user.version}));
    await load();
    tellDone(p('undone', {name: user.name}));
  }

  async function block(user: UserView, disabled: boolean) {
    await tried(async () => {
      const after = await watched(() => patch<UserView>(at(user.id), {disabled, version: user.version}));
      await load();
      tellDone(p(disabled ? 'blockedNow' : 'unblockedNow', {name: user.name}), () =>
        back(after, {disabled: !disabled}),
      );
    });
  }

  async function renewPassword(user: UserView) {
    await tried(async () => {
      const password = newPassword();
      const after = await watched(() => patch<UserView>(at(user.id), {password, version: user.version}));
      await load();
      setAsked({kind: 'password', user: after, password});
    });
  }

  async function drop(user: UserView) {
    await watched(() => remove(at(user.id)));
    await load();
    close();
    tellDone(p('removed', {name: user.name}));
  }

  async function tried(work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      setFault(await explain(error));
    }
  }

  async function explain(error: unknown): Promise<string> {
    if (error instanceof Refusal && error.code === 'version.stale') {
      await load().catch(() => undefined);
      const now = users && asked?.kind === 'edit' ? lists.value.users?.find((one) => one.id === asked.user.id) : null;
      if (now) setAsked({kind: 'edit', user: now as unknown as UserView});
      return p('stale', {name: asked?.kind === 'edit' ? asked.user.name : ''});
    }
    const {title, detail} = wordsOf(error);
    return detail && detail !== title ? `${title} ${detail}` : title;
  }

  return (
    <section aria-labelledby="people-title">
      <div class="section-head">
        <h2 id="people-title">{p('people')}</h2>
        <span class="grow" />
        <button type="button" class="btn main" onClick={() => setAsked({kind: 'new'})}>
          {p('addPerson')}
        </button>
      </div>
      <p class="muted">{p('peopleIntro')}</p>
      {fault ? (
        <p class="note stale" role="alert">
          {fault}
        </p>
      ) : null}
      {users === undefined ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : (
        <Stack>
          <table class="plain people">
            <thead>
              <tr>
                <th scope="col">{p('personName')}</th>
                <th scope="col">{p('username')}</th>
                <th scope="col">{p('role')}</th>
                <th scope="col">{p('callsFrom')}</th>
                <th scope="col">{p('signInState')}</th>
                <th scope="col">
                  <span class="unseen">{t('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <PersonRow
                  key={user.id}
                  user={user}
                  signIns={sessions?.filter((one) => one.user.id === user.id).length ?? null}
                  edit={() => setAsked({kind: 'edit', user})}
                  renew={() => void renewPassword(user)}
                  block={(disabled) => void block(user, disabled)}
                />
              ))}
            </tbody>
          </table>
        </Stack>
      )}
      {sessions === null ? null : <SignIns sessions={sessions} load={loadSessions} />}
      {asked === null ? null : asked.kind === 'password' ? (
        <Dialog key="password" title={p('newPassword')} onLeave={close} reading>
          <div class="password-told">
            <p>{p('passwordShown', {name: asked.user.name})}</p>
            <p>{p('userLine', {username: asked.user.username})}</p>
            <p class="password" dir="ltr" lang="en">
              {asked.password}
            </p>
            <p class="muted">{p('passwordMore', {name: asked.user.name})}</p>
            <button type="button" class="btn main choice" onClick={close}>
              {p('done')}
            </button>
          </div>
        </Dialog>
      ) : (
        <Dialog
          key="form"
          title={asked.kind === 'new' ? p('newPerson') : p('editPerson', {name: asked.user.name})}
          onLeave={close}
          wide
        >
          <PersonForm
            key={asked.kind === 'new' ? 'new' : `${asked.user.id} ${asked.user.version}`}
            first={asked.kind === 'new' ? null : asked.user}
            start={valuesOfUser(asked.kind === 'new' ? null : asked.user)}
            save={(values) => save(values, asked.kind === 'new' ? null : asked.user)}
            drop={drop}
            explain={explain}
          />
        </Dialog>
      )}
    </section>
  );
}

const namedMost = 3;

function queuesOf(user: UserView): string {
  if (user.role === 'admin') return p('allQueues');
  if (user.queueIds.length === 0) return p('noQueue');
  const names = user.queueIds.slice(0, namedMost).map((id) => nameOf('queues', id));
  return user.queueIds.length > namedMost ? p('nQueues', {n: user.queueIds.length}) : names.join(', ');
}

function PersonRow(props: {
  user: UserView;
  signIns: number | null;
  edit: () => void;
  renew: () => void;
  block: (disabled: boolean) => void;
}) {
  const {user, signIns} = props;
  const own = session.value.state === 'in' && session.value.user.id === user.id;
  return (
    <tr class={user.disabled ? 'over' : ''}>
      <th scope="row">{user.name}</th>
      <td>{user.username}</td>
      <td>{p(`role.${user.role}`)}</td>
      <td>{queuesOf(user)}</td>
      <td>
        {user.disabled
          ? p('blocked')
          : signIns === null
            ? '–'
            : signIns > 0
              ? p('signedIn', {n: signIns})
              : p('notSignedIn')}
      </td>
      <td class="end">
        {own ? null : (
          <button type="button" class="btn quiet small" onClick={() => props.block(!user.disabled)}>
            {p(user.disabled ? 'unblock' : 'block')}
            <span class="unseen"> {user.name}</span>
          </button>
        )}
        {own ? null : (
          <button
            type="button"
            class="btn quiet small"
            aria-label={p('newPasswordOf', {name: user.name})}
            onClick={props.renew}
          >
            {p('newPassword')}
          </button>
        )}
        <button type="button" class="btn small" aria-label={p('editPerson', {name: user.name})} onClick={props.edit}>
          {p('change')}
        </button>
      </td>
    </tr>
  );
}
