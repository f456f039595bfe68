import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {spokenCall} from './speech.ts';

const servicePoint = {id: '3', name: 'Room 3', directions: null};

test('a number is spoken as letters and a number, in the language of the voice', () => {
  assert.is(spokenCall({number: 'C-014', servicePoint}, 'en'), 'Token number C 14, please go to Room 3.');
  assert.is(spokenCall({number: 'ENT-1024', servicePoint}, 'hi'), 'टोकन नंबर E N T 1024, कृपया कमरा 3 में जाइए।');
});

test('a number in another form is still spoken', () => {
  assert.match(spokenCall({number: 'X', servicePoint}, 'en'), /X/);
});

test.run();
