import fc from 'fast-check';
import {html as honoHtml} from 'hono/html';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {html, raw} from './html-here.ts';

/** The same text in another spelling: hono writes `&lt;` where the stand-in writes `&#60;`. */
const spelled = (text: string) =>
  text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => `&#${{amp: 38, lt: 60, gt: 62, quot: 34}[name]};`);

test('the stand-in writes what hono writes, for all values that are there at once', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined));
  fc.assert(
    fc.property(value, fc.array(value, {maxLength: 4}), (one, many) => {
      const ours = html`<p title="${one}">${many}</p>${html`<b>${one}</b>`}`;
      const theirs = honoHtml`<p title="${one}">${many}</p>${honoHtml`<b>${one}</b>`}`;
      assert.is(String(ours), spelled(String(theirs)));
    }),
  );
});

test('raw text stays as it is, everything else is escaped', () => {
  assert.is(String(html`${raw('<b>')}${'<b>'}`), '<b>&#60;b&#62;');
});

test.run();
