import './phone.css';
import type {LandingState} from '../../../server/pages/landing-view.ts';
import type {QueuePageState} from '../../../server/pages/queue-view.ts';
import {loadJoiningWords} from './joining-words-here.ts';
import {runLanding, runQueue} from './lists.ts';
import {loadWords} from './words-here.ts';
import {liveNow, written} from './written.ts';

type State = ({kind: 'landing'} & LandingState) | ({kind: 'queue'} & QueuePageState);

const state = written<State>();
if (state !== null)
  Promise.all([loadWords(state.language), loadJoiningWords(state.language)]).then(() => {
    if (state.kind === 'landing') runLanding(state);
    else runQueue(state);
    liveNow();
  });
