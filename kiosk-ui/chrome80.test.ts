// time-limit: 120
// What the build wrote, held against the oldest browser that it is for: Chrome 80, February 2020. Also run on pieces that must
// be found, so that the check itself is known to see.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {transform} from 'esbuild';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../scripts/build.ts';

const assets = join(import.meta.dirname, 'dist/assets');
const files = (kind: string) => readdirSync(assets).filter((name) => name.endsWith(kind));
const textOf = (name: string) => readFileSync(join(assets, name), 'utf8');

/** Methods that came after Chrome 80 and that no build rewrites. A page that asks first (`?.(`) may use them. */
const youngMethods =
  /\.(at|replaceAll|findLast|findLastIndex|hasOwn|toSorted|toReversed|toSpliced|groupBy|structuredClone|replaceChildren|randomUUID|timeout|withResolvers|checkVisibility|showPopover)\(|\b(structuredClone|WeakRef|AggregateError)\(|\bPromise\.any\(|\bAbortSignal\.(any|timeout)\(/;

/** Selectors, values and at-rules for which Chrome 80 drops the whole rule or line, with the version that brought them. */
const youngCss: [string, RegExp][] = [
  [':is() and :where() (88)', /:(is|where)\(/],
  [':has() (105)', /:has\(/],
  [
    '@layer (99), @container (105), @property (85), @scope, @starting-style',
    /@(layer|container|property|scope|starting-style)\b/,
  ],
  ['inset (87)', /[{;]inset(-inline|-block)?(-start|-end)?:/],
  ['a logical shorthand (87)', /[{;](margin|padding|border)-(inline|block):/],
  ['svh, lvh, dvh (108)', /\d[sld]v[hwbi]\b|\d[sld]v(min|max)\b/],
  ['color-mix() (111), oklch() (111), light-dark() (123)', /\b(color-mix|oklch|oklab|lch|lab|light-dark)\(/],
  ['translate, rotate and scale as properties (104)', /[{;](translate|rotate|scale):/],
  ['overflow: clip (90)', /overflow(-[xy])?:clip/],
  ['nesting (112)', /[{;}]&/],
];

interface Rule {
  selector: string;
  body: string;
}

/** The innermost blocks: rules, wherever they stand. */
const rulesOf = (css: string): Rule[] =>
  [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({selector: selector!.trim(), body: body!}));

/** `gap` works in a grid since 66, in a flexbox only since 84: whoever has it must be a grid by its own rule. */
const looseGap = ({body}: Rule): boolean => /(^|;)gap:/.test(body) && !/display:(inline-)?grid|columns:/.test(body);

/** A size by ratio needs another size before it. */
const bareRatio = ({body}: Rule): boolean =>
  /aspect-ratio:/.test(body) && !/(^|;)(width|height|min-height):/.test(body);

/** Every focus is shown by look.css; `:focus-visible` (86) may refine that or, inside `:not()`, take it away, but never be alone. */
const onlyForKeyboards = ({selector, body}: Rule): boolean =>
  /:focus-visible/.test(selector.replace(/:not\([^)]*\)/g, '')) && /(^|;)(outline|box-shadow|background):/.test(body);

function youngIn(css: string): string[] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const rules = rulesOf(plain);
  return [
    ...youngCss.filter(([, pattern]) => pattern.test(plain)).map(([name]) => name),
    ...rules.filter(looseGap).map(({selector}) => `gap outside a grid: ${selector}`),
    ...rules.filter(onlyForKeyboards).map(({selector}) => `focus that is not seen: ${selector}`),
    ...rules.filter(bareRatio).map(({selector}) => `aspect-ratio alone: ${selector}`),
  ];
}

/** Chrome 80 speaks ES2020 whole. What esbuild has to rewrite for that is younger: `??=`, class fields, `#private`, `static {}`. */
async function youngerThan2020(code: string): Promise<boolean> {
  const [asItIs, as2020] = await Promise.all(
    ['esnext', 'es2020'].map((target) =>
      transform(code, {target, legalComments: 'none'}).catch(() => ({code: target})),
    ),
  );
  return asItIs!.code !== as2020!.code;
}

test.before(async () => {
  await ensureScreens();
});

test('every script that was built is one that Chrome 80 can read', async () => {
  assert.ok(files('.js').length > 8);
  for (const name of files('.js')) {
    const code = textOf(name);
    assert.not(await youngerThan2020(code), `${name} has syntax that is younger than ES2020`);
    assert.is(youngMethods.exec(code)?.[0], undefined, name);
  }
});

test('every style sheet that was built is one that Chrome 80 can follow', () => {
  assert.ok(files('.css').length > 2);
  for (const name of files('.css')) assert.equal(youngIn(textOf(name)), [], name);
});

test('the check sees what it is for', async () => {
  for (const code of [
    'a ??= 1',
    'a ||= 1',
    'class A { #b = 1 }',
    'class A { static { a() } }',
    'class A { b = 1 }',
    'await x; export {}',
  ])
    assert.ok(await youngerThan2020(code), code);
  for (const code of ['a?.b ?? c', 'import("./x.js")', '1n', 'async () => { for await (const a of b); }'])
    assert.not(await youngerThan2020(code), code);
  for (const code of ['a.at(-1)', 'a.replaceAll("a","b")', 'crypto.randomUUID()', 'structuredClone(a)'])
    assert.ok(youngMethods.test(code), code);
  for (const css of [
    'a:is(b,c){color:red}',
    '.a{display:flex;gap:4px}',
    '.a{inset:0}',
    '.a{height:100dvh}',
    '.a{margin-inline:4px}',
    'a:focus-visible{outline:3px solid}',
    '@media print{.a{aspect-ratio:1}}',
    '@layer a{b{color:red}}',
  ])
    assert.is(youngIn(css).length, 1, css);
  for (const css of [
    '.a{display:grid;gap:4px}',
    ':focus:not(:focus-visible){outline:none}',
    'a:focus-visible{outline-offset:-3px}',
    '.a{margin-inline-start:4px}',
  ])
    assert.equal(youngIn(css), [], css);
});

test.run();
