import {KeyRows} from '../../../parts/key-group.tsx';
import {question} from '../questions.tsx';
import {w} from './words.ts';

const rows = () =>
  [
    ['↑ ↓ ← →', w('key.arrows')],
    ['↵', w('key.enter')],
    ['M', w('key.move')],
    ['C', w('key.checkIn')],
    ['X', w('key.cancel')],
    ['W', w('key.wait')],
    ['PgUp PgDn', w('key.days')],
    ['T', w('key.today')],
    ['/', w('key.search')],
    ['B', w('key.close')],
    ['▮▯▮', w('key.scan')],
  ] as const;

export function showTimesKeys() {
  question.value = {kind: 'own', title: w('keysTitle'), body: () => <Keys />, reading: true};
}

function Keys() {
  return (
    <div class="times-keys">
      <KeyRows rows={rows()} />
    </div>
  );
}
