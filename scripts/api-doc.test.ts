import fs from 'node:fs';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {apiDocFile, freshApiDoc} from './api-doc.ts';

test('docs/api.md says what the server says of itself (node scripts/run.mjs scripts/api-doc.ts writes it)', async () => {
  const page = fs.readFileSync(apiDocFile, 'utf8');
  assert.is(await freshApiDoc(page), page);
});

test.run();
