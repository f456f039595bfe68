import './phone.css';
import './booking.css';

/** Said aloud when so many seconds are left. */
const saidAt = [60, 30, 10];

const page = document.getElementById('page');
const left = document.getElementById('left');
if (left !== null) countDown(left);
if (page?.dataset.key) follow(page.dataset.key, page.dataset);
pressedOnce();
document.documentElement.setAttribute('data-live', '');

/** Counts by this page's own steady time: the phone's clock may be anything. */
function countDown(shown: HTMLElement): void {
  const whole = 120;
  const seconds = Number(shown.dataset.seconds);
  const clock = shown.querySelector('.clock');
  const fuse = shown.querySelector<HTMLElement>('.fuse i');
  const polite = document.getElementById('polite');
  const startedAt = performance.now();
  let last = seconds;
  const tick = () => {
    const now = Math.max(0, Math.ceil(seconds - (performance.now() - startedAt) / 1000));
    if (clock !== null) clock.textContent = `${Math.floor(now / 60)}:${String(now % 60).padStart(2, '0')}`;
    if (fuse !== null) fuse.style.width = `${Math.min(100, (now / whole) * 100)}%`;
    shown.classList.toggle('soon', now <= 30);
    const said = saidAt.find((at) => now <= at && last > at);
    if (said !== undefined && polite !== null)
      polite.textContent = (shown.dataset.say ?? '').replace('{count}', String(said));
    last = now;
    if (now > 0) return;
    shown.classList.add('over');
    clearInterval(timer);
  };
  const timer = setInterval(tick, 250);
  window.addEventListener('pagehide', () => clearInterval(timer));
  tick();
}

/** Shows the page anew when the desk, or another tab, has changed the appointment. Nobody's typing is lost: a hold waits. */
function follow(key: string, {status, start}: DOMStringMap): void {
  if (status !== 'booked' && status !== 'checked-in') return;
  const stream = new EventSource(`/api/live?booking=${encodeURIComponent(key)}`);
  stream.addEventListener('booking', (event) => {
    const now = JSON.parse((event as MessageEvent<string>).data) as {status: string; start: string};
    if (now.status !== status || now.start !== start) location.reload();
  });
  window.addEventListener('pagehide', () => stream.close());
}

/** A second tap would only stop the first answer; a page that comes back from memory has pressed buttons and an old count. */
function pressedOnce(): void {
  document.addEventListener('submit', (event) => {
    const buttons = (event.target as HTMLElement).querySelectorAll('button');
    // After the browser has read which one it was.
    setTimeout(() => {
      for (const button of buttons) button.disabled = true;
    });
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}
