import {useState} from 'preact/hooks';
import type {BoxView} from '../../../server/queue/schema.ts';
import {type KeepingAdminWord, keepingAdminWords} from '../../../server/words/keeping-admin.ts';
import {sayer} from '../../../server/words/say.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {language} from '../../parts/staff-words.tsx';
import {send, session} from '../sign-in/session.ts';
import {wordsOf} from './act.ts';

const says = {en: sayer(keepingAdminWords, 'en'), hi: sayer(keepingAdminWords, 'hi')};
const k = (key: KeepingAdminWord, values?: Readonly<Record<string, string | number>>) =>
  says[language.value](key, values);

/** In the banner about the clock: a button, and the question whether this device has the right time. */
export function ConfirmClock({box}: {box: BoxView | null}) {
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const role = session.value.state === 'in' ? session.value.user.role : null;
  if (box?.clock.state !== 'suspect' || (role !== 'admin' && role !== 'desk')) return null;
  const {timeZone, clock} = box;
  async function confirm() {
    try {
      await send('/api/clock/confirm', {now: new Date().toISOString()});
      setOpen(false);
    } catch (error) {
      const {title} = wordsOf(error);
      setFault(role === 'desk' ? `${title} ${k('clockFar')}` : title);
    }
  }
  return (
    <>
      <button
        type="button"
        class="btn small"
        onClick={() => {
          setFault(null);
          setOpen(true);
        }}
      >
        {k('confirmClock')}
      </button>
      {open ? (
        <Dialog title={k('clockTitle')} onLeave={() => setOpen(false)}>
          <div class="confirm-clock">
            <p>
              <b>{k('clockAsk', {time: whole(new Date(), timeZone)})}</b>
            </p>
            <p class="muted">{k('clockBox', {time: whole(new Date(clock.highWaterAt), timeZone)})}</p>
            <p class="muted">{k('clockWrong')}</p>
            <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
            <button type="button" class="btn main wide" onClick={() => void confirm()}>
              {k('clockYes')}
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

/** Date and time in the hospital's zone. */
function whole(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(`${language.value}-IN-u-nu-latn`, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
