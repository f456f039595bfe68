import './phone.css';
import type {LandingState} from '../../../server/pages/landing-view.ts';
import type {QueuePageState} from '../../../server/pages/queue-view.ts';
import type {TokenPageState} from '../../../server/pages/token-view.ts';
import {runLanding, runQueue} from './lists.ts';
import {runToken} from './token.ts';
import {loadWords} from './words-here.ts';

type State =
  | ({kind: 'landing'} & LandingState)
  | ({kind: 'queue'} & QueuePageState)
  | ({kind: 'token'} & TokenPageState);

const written = document.getElementById('state')?.textContent;
if (written) start(JSON.parse(written) as State);

async function start(state: State): Promise<void> {
  await loadWords(state.language);
  if (state.kind === 'token') runToken(state);
  else if (state.kind === 'landing') runLanding(state);
  else runQueue(state);
  // Tells the fallback (still-1.js) that this page keeps itself up to date.
  document.documentElement.setAttribute('data-live', '');
}
