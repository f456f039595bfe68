import {createChime, type Tune} from '../../parts/chime.ts';
import type {TokenPage} from './token.ts';

const remembered = 'baari.bell';
/** A call is rung this often, this far apart: one bell drowns in a waiting room. */
const callRings = 3;
const ringEveryMs = 2_500;
const shakes: Record<Tune, number[]> = {soft: [200, 100, 200], call: [400, 150, 400, 150, 800]};

export interface Bell {
  ring(tune: Tune): void;
}

/**
 * Sound and vibration. Browsers allow both only after a touch, so the page offers a button; any other touch does as well,
 * unless its owner has switched the sound off. What was chosen is remembered for this phone's other pages.
 */
export function startBell(page: TokenPage): Bell {
  const chime = createChime(draw);
  let wanted = recall() !== 'off';
  let rings = 0;
  let timer = 0;

  document.addEventListener('click', async (event) => {
    stop();
    if ((event.target as Element).closest('#bell') !== null) {
      wanted = !(wanted && chime.ready());
      store(wanted ? 'on' : 'off');
      if (wanted && (await chime.unlock())) ring('soft');
    } else if (wanted) await chime.unlock();
    draw();
  });
  // Some browsers remember that this site was touched before.
  if (wanted) chime.unlock().then(draw);
  else draw();
  keepAwake();

  function draw(): void {
    if (typeof AudioContext === 'undefined') return;
    page.shown.bell = wanted && chime.ready() ? 'on' : 'ask';
    page.draw();
  }

  function ring(tune: Tune): void {
    stop();
    rings = tune === 'call' ? callRings : 1;
    next(tune);
  }

  function next(tune: Tune): void {
    rings--;
    if (wanted) chime.ring(tune);
    // Untouched pages may not; asking all the same only fills the console.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(shakes[tune]);
    if (rings > 0) timer = window.setTimeout(next, ringEveryMs, tune);
  }

  /** Whoever touches the page has noticed. */
  function stop(): void {
    clearTimeout(timer);
  }

  return {ring};
}

/** A phone that sleeps does not ring. Only a secure page may ask for this, so on plain http:// the text asks its owner. */
function keepAwake(): void {
  const ask = () => {
    if (document.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {});
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}

function recall(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

function store(choice: 'on' | 'off'): void {
  try {
    localStorage.setItem(remembered, choice);
  } catch {
    // Forbidden or full: it holds for this page.
  }
}
