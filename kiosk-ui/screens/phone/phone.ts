import './phone.css';
import type {TokenPageState} from '../../../server/pages/token-view.ts';
import {runToken} from './token.ts';
import {loadWords} from './words-here.ts';
import {liveNow, written} from './written.ts';

const state = written<TokenPageState>();
if (state !== null)
  loadWords(state.language).then(() => {
    runToken(state);
    liveNow();
  });
