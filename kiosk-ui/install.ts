import './install.css';
import {Workbox} from 'workbox-window';
import {sayer} from '../server/words/say.ts';
import {unsentWords} from '../server/words/unsent.ts';
import {isIdle} from './install-rules.ts';

/** A tab that stays open for weeks asks so often whether the box has a newer version. */
const askEveryMs = 3_600_000;
const lookEveryMs = 20_000;

/**
 * Registers the worker that keeps the staff screens' own files for a box that is away (never an answer of the API). A newer version
 * is offered quietly, and taken by itself only when nobody is in the middle of anything. Loaded in secure contexts only.
 */
export async function install(): Promise<void> {
  const workbox = new Workbox('/worker.js');
  let touchedAt = Date.now();
  let renewing = false;
  for (const touch of ['keydown', 'pointerdown', 'wheel'])
    document.addEventListener(touch, () => (touchedAt = Date.now()), {capture: true, passive: true});

  const renew = () => {
    renewing = true;
    workbox.messageSkipWaiting();
    // Another tab may have let the new one in already: then nothing waits, and a reload is all.
    setTimeout(() => location.reload(), 1_000);
  };
  const offer = () => {
    if (document.getElementById('new-version')) return;
    show(renew);
    setInterval(() => {
      if (!renewing && isIdle(sight(touchedAt))) renew();
    }, lookEveryMs);
  };
  workbox.addEventListener('waiting', offer);
  // Let in by another tab: this one goes on with what it has until it is idle too.
  workbox.addEventListener('controlling', ({isUpdate}) => {
    if (!isUpdate) return;
    if (renewing) location.reload();
    else offer();
  });
  await workbox.register();
  setInterval(() => void workbox.update().catch(() => {}), askEveryMs);
}

function sight(touchedAt: number) {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
  return {
    untouchedMs: Date.now() - touchedAt,
    typed: fields.some(({type, value}) => !['checkbox', 'radio', 'hidden', 'button'].includes(type) && value !== ''),
    asked: document.querySelector('dialog[open], [role=dialog], [role=alert] *, .toast, .unsent li') !== null,
    fresh: document.querySelector('.livemark.cut') === null,
  };
}

function show(renew: () => void): void {
  const say = sayer(unsentWords, document.documentElement.lang === 'hi' ? 'hi' : 'en');
  const line = document.createElement('aside');
  line.id = 'new-version';
  line.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn quiet small';
  button.textContent = say('loadNow');
  button.addEventListener('click', renew);
  line.append(say('newVersion'), ' ', button);
  document.body.append(line);
}
