import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {reasonsOf, reasonText} from './reasons.ts';
import {languages} from './say.ts';

test('each reason that is offered has words in each language', () => {
  for (const code of Object.values(reasonsOf).flat())
    for (const language of languages) assert.is.not(reasonText(code, language), code, `${code} ${language}`);
});

test('a reason in own words stays as it was written', () => {
  for (const own of ['generator failed', 'tea.', '', 'constructor']) assert.is(reasonText(own, 'hi'), own);
});

test.run();
