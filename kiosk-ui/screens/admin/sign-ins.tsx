import type {SessionView} from '../../../server/staff/schema.ts';
import {remove} from '../../api.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {watched} from '../sign-in/session.ts';
import {browserWords, heardWords, timeWords} from './heard.ts';
import {p} from './screens-words.ts';
import {Stack} from './stack.tsx';
import {tellDone} from './undo.ts';

/** Every browser that is signed in, and the way to end it. */
export function SignIns({sessions, load}: {sessions: readonly SessionView[]; load: () => Promise<void>}) {
  async function end(one: SessionView) {
    try {
      await watched(() => remove(`/api/sessions/${encodeURIComponent(one.id)}`));
      tellDone(p('ended', {name: one.user.name}));
    } catch (error) {
      tellDone(wordsOf(error).title);
    }
    await load();
  }
  return (
    <section aria-labelledby="sign-ins-title">
      <h3 id="sign-ins-title">{p('signIns')}</h3>
      {sessions.length === 0 ? (
        <p class="muted">{p('nobody')}</p>
      ) : (
        <Stack>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{p('person')}</th>
                <th scope="col">{p('since')}</th>
                <th scope="col">{p('lastHeard')}</th>
                <th scope="col">{p('where')}</th>
                <th scope="col">
                  <span class="unseen">{t('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    {one.user.name} <span class="muted">{p(`role.${one.user.role}`)}</span>
                  </th>
                  <td>{timeWords(one.openedAt)}</td>
                  <td>{heardWords(one.lastHeardAt)}</td>
                  <td>
                    {browserWords(one.browser)}
                    {one.address ? <span class="hint">{p('address', {address: one.address})}</span> : null}
                  </td>
                  <td class="end">
                    {one.own ? (
                      <span class="muted">{p('thisOne')}</span>
                    ) : (
                      <button
                        type="button"
                        class="btn small"
                        aria-label={p('endSessionOf', {name: one.user.name})}
                        onClick={() => void end(one)}
                      >
                        {p('endSession')}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Stack>
      )}
    </section>
  );
}
