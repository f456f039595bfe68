import {useSignal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {boardWords} from '../../../server/words/board.ts';
import {languages, sayer} from '../../../server/words/say.ts';
import {get, post} from '../../api.ts';

const everyMs = 5_000;

/** A screen that belongs to nobody yet: shows its code until an administrator has typed it. */
export function Pairing() {
  const code = useSignal('');
  const failed = useSignal(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    async function round() {
      try {
        if (code.value === '') code.value = (await post<{code: string}>('/api/displays')).code;
        const me = await get<{paired: boolean; boardId: string | null; kind: 'board' | 'kiosk'}>('/api/displays/me');
        failed.value = false;
        if (me.paired) {
          location.replace(me.kind === 'kiosk' ? '/kiosk' : `/board/${encodeURIComponent(me.boardId ?? 'all')}`);
          return;
        }
      } catch {
        failed.value = true;
      }
      if (!stopped) timer = setTimeout(round, everyMs);
    }
    round();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [code, failed]);
  return (
    <main class="pairing">
      {languages.map((language) => (
        <p key={language} lang={language}>
          <b>{sayer(boardWords, language)('pairTitle')}</b> {sayer(boardWords, language)('pairText')}
        </p>
      ))}
      <h1 class="num">{code.value === '' ? '· · ·' : code.value}</h1>
      {failed.value && languages.map((each) => <p key={each}>{sayer(boardWords, each)('pairFailed')}</p>)}
    </main>
  );
}
