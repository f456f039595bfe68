import {useEffect, useState} from 'preact/hooks';
import type {SpareState} from '../../../server/spare/schema.ts';
import {sayer} from '../../../server/words/say.ts';
import {type SpareWord, spareWords} from '../../../server/words/spare.ts';
import {remove} from '../../api.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask, send, watched} from '../sign-in/session.ts';
import {momentOf} from './today-words.ts';

const says = {en: sayer(spareWords, 'en'), hi: sayer(spareWords, 'hi')};
const w = (key: SpareWord, values?: Readonly<Record<string, string | number>>) => says[language.value](key, values);

/** The box that waits to take over: paired here, and here decided which of two is the right one. */
export function SecondBox({site}: {site: string}) {
  const [state, setState] = useState<SpareState | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const load = () => ask<SpareState>('/api/spare').then(setState);
  useEffect(() => {
    load().catch(() => setFault(w('unreachable')));
  }, []);
  async function act(deed: () => Promise<unknown>) {
    setBusy(true);
    setFault(null);
    try {
      await deed();
      await load();
    } catch (error) {
      setFault(wordsOf(error).title);
    } finally {
      setBusy(false);
    }
  }
  const pair = () => act(async () => setSecret((await send<{secret: string}>('/api/spare/pairing', {})).secret));
  return (
    <>
      <p class="muted">{w('adminWhy')}</p>
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      {state === null ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : (
        <>
          {state.superseded ? <Superseded at={state.superseded.at} busy={busy} stand={() => act(standUp)} /> : null}
          {state.paired ? (
            <p>
              {state.lastHeardAt ? w('heard', {at: momentOf(state.lastHeardAt)}) : w('unheard')}{' '}
              {state.lastCopyAt ? w('lastCopy', {at: momentOf(state.lastCopyAt)}) : w('noneFetched')}
            </p>
          ) : (
            <p>{w('none')}</p>
          )}
          {secret ? (
            <div class="note" role="status">
              <p>{w('secret')}</p>
              <p>
                <b class="num">{secret}</b>
              </p>
              <p>{w('how', {url: site})}</p>
            </div>
          ) : null}
          <p class="row">
            <button type="button" class="btn" disabled={busy} onClick={() => void pair()}>
              {state.paired ? w('pairAgain') : w('pair')}
            </button>
            {state.paired ? (
              <button
                type="button"
                class="btn quiet"
                disabled={busy}
                onClick={() =>
                  void act(async () => {
                    await watched(() => remove('/api/spare/pairing'));
                    setSecret(null);
                  })
                }
              >
                {w('unpair')}
              </button>
            ) : null}
          </p>
        </>
      )}
    </>
  );
}

const standUp = () => send('/api/spare/stand-up', {confirm: 'this box is the right one'});

/** Two boxes with one hospital: asked twice, because nothing that follows can be taken back. */
function Superseded({at, busy, stand}: {at: string; busy: boolean; stand: () => void}) {
  const [sure, setSure] = useState(false);
  return (
    <div class="note urgent">
      <p>{w('superseded', {at: momentOf(at)})}</p>
      {sure ? (
        <p class="row">
          <button type="button" class="btn danger" disabled={busy} onClick={stand}>
            {w('standUpSure')}
          </button>
          <button type="button" class="btn quiet" onClick={() => setSure(false)}>
            {t('leave')}
          </button>
        </p>
      ) : (
        <p class="row">
          <button type="button" class="btn" disabled={busy} onClick={() => setSure(true)}>
            {w('standUp')}
          </button>
        </p>
      )}
    </div>
  );
}
