import {signal} from '@preact/signals';
import type {QueueView, TokenView} from '../../../server/queue/schema.ts';
import type {Language} from '../../../server/words/say.ts';
import {newKey} from '../../api.ts';
import type {Found} from './look-up.ts';

export interface Visit {
  language: Language | null;
  /** Nobody has chosen the language: it is only the first of ours. */
  guessed: boolean;
  queue: QueueView | null;
  token: TokenView | null;
  /** Looking for a number that somebody has: typing it, then what was found. */
  looking: 'no' | 'type' | Found;
  /** One key a visit: a second touch, or a lost answer, gives the same number. */
  key: string;
}

const atStart = (): Visit => ({language: null, guessed: false, queue: null, token: null, looking: 'no', key: newKey()});
export const visit = signal<Visit>(atStart());
/** What somebody has typed about themselves: it lives as long as their visit. */
export const typed = signal({name: '', phone: ''});

/** Back to the start; nothing of the person before may be found there. */
export function begin() {
  typed.value = {name: '', phone: ''};
  visit.value = atStart();
}

export function go(step: Partial<Visit>) {
  visit.value = {...visit.value, ...step};
}

/** One step back, always to somewhere. */
export function goBack() {
  const {queue, looking} = visit.value;
  if (looking !== 'no') return go({looking: 'no'});
  if (queue === null) return begin();
  typed.value = {name: '', phone: ''};
  go({queue: null});
}
