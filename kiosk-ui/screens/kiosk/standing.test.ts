import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {sampleQueue} from '../../../server/pages/samples.ts';
import {standingOf} from './standing.ts';

test('a closed line says when it opens: today, tomorrow, or on which day', () => {
  const opens = (opensAt: string | null, language: 'en' | 'hi' = 'en') =>
    standingOf(sampleQueue({state: 'closed', asOf: '2026-11-28T10:00:00Z', opensAt}), language);
  assert.match(opens('2026-11-28T14:00:00Z'), 'opens at 14:00');
  assert.match(opens('2026-11-29T09:00:00Z'), 'opens tomorrow at 9:00');
  assert.match(opens('2026-11-30T09:00:00Z'), 'opens Monday at 9:00');
  assert.match(opens('2026-11-30T09:00:00Z', 'hi'), 'सोमवार 9:00 पर खुलेगा');
  assert.not.match(opens(null), 'opens');
});

test.run();
