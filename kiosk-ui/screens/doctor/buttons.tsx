import type {ComponentChildren} from 'preact';
import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {busy} from '../desk/act.ts';
import {askMore, goOn, sendForTests, toCalled} from './deeds.ts';
import {primary} from './state.ts';

/** The one big button. It is never disabled as such: a disabled button would let the focus fall off the page. */
export function Primary() {
  const idle = primary.value.do === 'nobody';
  return (
    <button
      id="go"
      type="button"
      class="btn main go"
      aria-disabled={busy.value || idle}
      aria-busy={busy.value}
      onClick={() => void goOn()}
    >
      {busy.value ? t('working') : primaryWords()}
    </button>
  );
}

function primaryWords(): string {
  const now = primary.value;
  switch (now.do) {
    case 'call-next':
      return t('primaryCall', {number: now.number});
    case 'start':
      return t('primaryStart', {number: now.number});
    case 'complete-next':
      return t('primaryCompleteNext', {number: now.next});
    case 'complete':
      return t('primaryComplete', {number: now.number});
    case 'resume':
      return t('primaryResume');
    case 'nobody':
      return t('primaryNobody');
  }
}

/** What else can be done with the person who is here; what cannot stays in its place, so that no button moves under a finger. */
export function Beside({token}: {token: StaffTokenView | null}) {
  const called = token?.state === 'called';
  return (
    <div class="beside">
      <Deed can={called} k="A" run={() => toCalled('again')}>
        {t('deed.again')}
      </Deed>
      <Deed can={called} k="X" run={() => toCalled('no-show')}>
        {t('deed.no-show')}
      </Deed>
      <Deed can={token !== null} k="H" run={() => void sendForTests()}>
        {t('sendForTests')}
      </Deed>
      <Deed can={token !== null} k="M" run={askMore}>
        {t('moreDeeds')}
      </Deed>
    </div>
  );
}

function Deed(props: {can: boolean; k: string; run: () => void; children: ComponentChildren}) {
  const off = !props.can || busy.value;
  return (
    <button type="button" class="btn" aria-disabled={off} onClick={() => !off && props.run()}>
      <span>{props.children}</span>
      <kbd>{props.k}</kbd>
    </button>
  );
}
