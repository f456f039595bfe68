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
    <dl class="key-rows times-keys">
      {rows().map(([key, words]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
