import {useState} from 'preact/hooks';
import type {FoundList} from '../../../server/keeping/schema.ts';
import {post, Refusal} from '../../api.ts';
import {language} from '../../parts/staff-words.tsx';
import {s} from './words.ts';

/** A large hospital's copy is read to its end, which takes minutes on a small box. */
const restoreMs = 30 * 60_000;

/** A new or repaired box takes up a hospital from a copy: on a stick, or left on the box itself. */
export function RestorePart({secret}: {secret: () => string}) {
  const [found, setFound] = useState<FoundList['items'] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const one = found?.find(({file}) => file === chosen) ?? null;

  async function doing(work: () => Promise<void>) {
    setBusy(true);
    setTold(null);
    try {
      await work();
    } catch (error) {
      setTold(error instanceof Refusal && error.status !== 0 ? `${error.title} ${error.detail}` : s('cut'));
    } finally {
      setBusy(false);
    }
  }
  const look = () =>
    doing(async () => {
      const {items} = await post<FoundList>('/api/setup/copies', {token: secret()});
      setFound(items);
      setChosen(items[0]?.file ?? null);
      if (items.length === 0) setTold(s('restoreNothing'));
    });
  const restore = () =>
    doing(async () => {
      const body = {token: secret(), file: chosen, ...(one?.locked ? {passphrase} : {})};
      await post('/api/setup/restore', body, {withinMs: restoreMs});
      location.replace('/admin');
    });

  return (
    <details>
      <summary>{s('restoreTitle')}</summary>
      <p>{s('restoreMore')}</p>
      <div role="alert">{told ? <p class="missing">{told}</p> : null}</div>
      {(found ?? []).map(({file, at, bytes}) => (
        <label key={file} class="template">
          <input type="radio" name="copy" checked={file === chosen} onChange={() => setChosen(file)} />
          <span>
            <b>{whenOf(at)}</b>
            <span class="hint" dir="ltr">
              {Math.max(1, Math.round(bytes / 1e6))} MB · {file}
            </span>
          </span>
        </label>
      ))}
      {one?.locked ? (
        <label class="field">
          {s('restorePassphrase')}
          <input value={passphrase} autocomplete="off" onInput={(event) => setPassphrase(event.currentTarget.value)} />
        </label>
      ) : null}
      <p class="row">
        <button type="button" class="btn" disabled={busy} onClick={() => void look()}>
          {s('restoreLook')}
        </button>
        {one ? (
          <button
            type="button"
            class="btn main"
            disabled={busy || (one.locked && passphrase === '')}
            onClick={() => void restore()}
          >
            {s('restoreThis')}
          </button>
        ) : null}
      </p>
      <p role="status">{busy ? s('restoreWorking') : ''}</p>
    </details>
  );
}

function whenOf(at: string): string {
  return new Intl.DateTimeFormat(`${language.value}-IN-u-nu-latn`, {
    dateStyle: 'full',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(new Date(at));
}
