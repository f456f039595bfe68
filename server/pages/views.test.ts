import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {tokenStates} from '../queue/schema.ts';
import {paperLanguages} from '../words/paper-languages.ts';
import {languages} from '../words/say.ts';
import {jsonInHtml, pathOf} from './frame-view.ts';
import {landingPage} from './landing-view.ts';
import {postersPage} from './poster-view.ts';
import {problemPage} from './problem-view.ts';
import {queuePage} from './queue-view.ts';
import {sampleAssets as assets, sampleNow as now, sampleQueue, sampleToken, sampleSite as site} from './samples.ts';
import {shellPage} from './shell-view.ts';
import {slipPage} from './slip-view.ts';
import {type TokenPageProps, tokenFace, tokenPage} from './token-view.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='x'>&amp;`;
const token = (over: Partial<TokenPageProps> = {}): TokenPageProps => ({
  language: 'en',
  site,
  assets,
  token: sampleToken(),
  queue: sampleQueue(),
  now,
  ...over,
});

test('each state of a token is told in both languages, with its number and without a gap', () => {
  for (const language of languages) {
    for (const state of tokenStates) {
      const page = String(tokenPage(token({language, token: sampleToken({state})})));
      assert.match(page, 'C-014');
      assert.match(page, `<html lang="${language}">`);
      assert.not.match(page, /undefined|\[object|NaN|>\s*\{\w+\}/, `${state} ${language}`);
    }
  }
});

test('no page has code or style inside its text', () => {
  const pages = [
    tokenPage(token()),
    tokenPage(token({token: sampleToken({state: 'called'})})),
    landingPage({
      language: 'en',
      site,
      assets,
      queues: [sampleQueue()],
      mine: [],
      idempotencyKey: 'k'.repeat(22),
      asOf: now,
    }),
    queuePage({
      language: 'hi',
      site,
      assets,
      queue: sampleQueue(),
      mine: [],
      idempotencyKey: 'k'.repeat(22),
      values: {},
    }),
    problemPage({language: 'hi', site, assets, status: 404, title: 't', detail: 'd', again: null}),
    shellPage({title: 'Desk', language: 'en', assets, demo: false, screen: 'desk'}),
  ];
  for (const page of pages.map(String)) {
    assert.not.match(page, / style=| on\w+=|<style/);
    for (const [, attributes = ''] of page.matchAll(/<script([^>]*)>/g))
      assert.match(attributes, /src=|application\/json/);
  }
});

test('names that attack stay text on every page', () => {
  const queue = sampleQueue({
    name: hostile,
    notice: hostile,
    doctor: {id: '1', name: hostile},
    servicePoints: [{id: '1', name: hostile, directions: hostile}],
    nowServing: [{number: hostile, servicePoint: {id: '1', name: hostile, directions: hostile}, state: 'called'}],
  });
  const place = {id: '1', name: hostile, directions: hostile};
  const hostileSite = {...site, name: hostile};
  const common = {language: 'en' as const, site: hostileSite, assets};
  const pages = [
    landingPage({
      ...common,
      queues: [queue],
      mine: [{number: hostile, url: hostile, state: 'waiting', queue: hostile, name: hostile, room: hostile}],
      idempotencyKey: hostile,
      asOf: now,
    }),
    queuePage({...common, queue, mine: [], idempotencyKey: hostile, values: {name: hostile, phone: hostile}}),
    queuePage({
      ...common,
      queue,
      mine: [],
      idempotencyKey: 'k',
      values: {},
      problem: {code: 'x', title: hostile, detail: hostile},
    }),
    problemPage({...common, status: 418, title: hostile, detail: hostile, again: `/q/${hostile}`}),
    postersPage({
      ...common,
      posters: [
        {
          queue: {name: hostile, doctor: {name: hostile}},
          url: hostile,
          qrSvg: '<svg></svg>',
          languages: paperLanguages,
          wifi: {name: hostile, password: hostile, qrSvg: '<svg></svg>'},
        },
      ],
      printsItself: false,
    }),
    ...tokenStates.map((state) =>
      tokenPage(token({site: hostileSite, queue, token: sampleToken({state, servicePoint: place})})),
    ),
  ];
  for (const page of pages.map(String)) {
    assert.not.match(page, '<script>');
    assert.not.match(page, '<img');
  }
});

test('the state in the page is JSON again, and cannot end its element', () => {
  const text = String(jsonInHtml({name: '</script><!--<b>'}));
  assert.not.match(text, '<');
  assert.equal(JSON.parse(text), {name: '</script><!--<b>'});
});

test('the page works without a script: forms, a refresh and a way to leave in two steps', () => {
  const page = String(tokenPage(token()));
  assert.match(page, '<noscript><meta http-equiv="refresh" content="20; url=/t/sample-key-of-a-token-1"></noscript>');
  assert.match(page, 'method="post" action="/t/sample-key-of-a-token-1/cancel"');
  assert.match(page, '<details id="leave">');
  const join = String(
    queuePage({
      language: 'hi',
      site,
      assets,
      queue: sampleQueue(),
      mine: [],
      idempotencyKey: 'k'.repeat(22),
      values: {},
    }),
  );
  for (const field of ['name', 'phone', 'language', 'idempotencyKey']) assert.match(join, `name="${field}"`);
  assert.match(join, 'method="post" action="/q/CAR"');
  assert.not.match(join, 'http-equiv="refresh"');
});

test('the faces: far, near, aside, called, taken back', () => {
  const face = (over: Parameters<typeof sampleToken>[0]) => tokenFace(token({token: sampleToken(over)}));
  assert.is(face({ahead: 4}), 'waiting');
  assert.is(face({ahead: 3}), 'waiting near');
  assert.is(face({ahead: 3, asideUntil: '2026-11-22T09:40:00+05:30'}), 'waiting aside');
  assert.is(face({ahead: 3, asideUntil: '2026-11-22T09:30:00+05:30'}), 'waiting near');
  assert.is(face({state: 'called'}), 'called');
  assert.is(face({state: 'cancelled', withdrawn: true}), 'withdrawn');
});

test('a called page shows the room and where it is', () => {
  const place = {id: '3', name: 'Room 3', directions: 'first floor, left'};
  const called = sampleToken({state: 'called', servicePoint: place, position: null, ahead: null});
  assert.match(String(tokenPage(token({token: called}))), 'Room 3');
  const hindi = String(tokenPage(token({language: 'hi', token: called})));
  assert.match(hindi, 'कमरा 3');
  assert.match(hindi, 'पहली मंज़िल, बाएँ');
});

test('a move back says from where, to where and why, in numbers of people ahead', () => {
  const moved = sampleToken({movedBecause: [{at: '2026-11-22T09:31:00+05:30', code: 'emergency', from: 4, to: 5}]});
  const page = String(tokenPage(token({token: moved})));
  assert.match(page, 'You moved from 3 to 4 ahead at 9:31.');
  assert.match(page, 'An emergency was taken first.');
});

test('an unknown wait is said, not guessed', () => {
  const page = String(tokenPage(token({token: sampleToken({wait: null})})));
  assert.match(page, 'not known yet');
});

test('a line in which nobody waits has no unknown wait', () => {
  const join = (waiting: number) =>
    String(
      queuePage({
        language: 'en',
        site,
        assets,
        queue: sampleQueue({waiting, wait: null}),
        mine: [],
        idempotencyKey: 'k'.repeat(22),
        values: {},
      }),
    );
  assert.match(join(4), 'not known yet');
  assert.not.match(join(0), 'not known yet');
});

test('a stale page says since when', () => {
  const freshness = {mode: 'stale', heardAt: '2026-11-22T09:28:00+05:30'} as const;
  assert.match(String(tokenPage(token({freshness}))), 'Last known at 9:28 (5 min ago)');
});

test('a closed queue offers no number and says when it opens', () => {
  const queue = sampleQueue({state: 'closed', opensAt: '2026-11-23T09:00:00+05:30'});
  const page = String(
    queuePage({language: 'en', site, assets, queue, mine: [], idempotencyKey: 'k'.repeat(22), values: {}}),
  );
  assert.not.match(page, '<form');
  assert.match(page, 'opens tomorrow 9:00');
});

test('an offered reason is read in the patient’s language, own words as they were written', () => {
  const join = (notice: string, language: 'en' | 'hi') =>
    String(
      queuePage({
        language,
        site,
        assets,
        queue: sampleQueue({state: 'closed', notice}),
        mine: [],
        idempotencyKey: 'k'.repeat(22),
        values: {},
      }),
    );
  assert.match(join('emergency-case', 'en'), 'Closed · Called to an emergency');
  assert.match(join('emergency-case', 'hi'), 'आपात मरीज़ के पास');
  assert.match(join('generator failed', 'hi'), 'generator failed');
  const queue = sampleQueue({state: 'paused', notice: 'rounds'});
  for (const language of languages) assert.not.match(String(tokenPage(token({language, queue}))), '>rounds');
});

test('links stay on this box, whatever address the token carries', () => {
  assert.is(pathOf('http://elsewhere.example/t/abc-_9'), '/t/abc-_9');
  assert.is(pathOf('javascript:alert(1)'), '/');
});

const mineItem = {
  number: 'G-007',
  url: '/t/other-key',
  state: 'waiting',
  queue: 'General Medicine',
  code: 'GEN',
  ahead: 2,
} as const;

test('a family: whoever is called goes first, the others stand below, each with a name and a link', () => {
  const called = {...mineItem, number: 'P-003', state: 'called', room: 'Room 5', name: 'Meena'} as const;
  const page = String(tokenPage(token({others: [mineItem, called], forName: 'Asha'})));
  const at = (text: string) => page.indexOf(text);
  assert.ok(at('Your turn: Room 5') < at('C-014</h1>') && at('C-014</h1>') < at('Also on this phone'));
  assert.ok(at('Also on this phone') < at('2 ahead of you'));
  for (const part of ['Meena', 'Asha', 'href="/t/other-key"']) assert.match(page, part);
});

test('leaving can be taken back for as long as the server says', () => {
  const left = (undoUntil: string | null) =>
    String(tokenPage(token({token: sampleToken({state: 'cancelled', undoUntil})})));
  assert.match(left('2026-11-22T09:34:00+05:30'), 'action="/t/sample-key-of-a-token-1/undo"');
  assert.match(left('2026-11-22T09:34:00+05:30'), 'content="20; ');
  for (const until of [null, '2026-11-22T09:33:00+05:30']) assert.not.match(left(until), '/undo');
});

test('the bell is offered by the script alone, and only while there is something to ring for', () => {
  assert.not.match(String(tokenPage(token())), 'id="bell"');
  assert.match(String(tokenPage(token({bell: 'ask'}))), 'Ring when it is my turn');
  for (const state of ['called', 'done', 'cancelled'] as const)
    assert.not.match(String(tokenPage(token({bell: 'on', token: sampleToken({state})}))), 'id="bell"');
});

const landing = (over: Partial<Parameters<typeof landingPage>[0]> = {}) =>
  String(
    landingPage({
      language: 'en',
      site,
      assets,
      queues: [sampleQueue()],
      mine: [],
      idempotencyKey: 'k'.repeat(22),
      asOf: now,
      ...over,
    }),
  );

test('the first page: one tap a line, how many wait and how long, and what will happen', () => {
  const page = landing();
  assert.match(page, '<form class="join" method="post" action="/q/CAR">');
  assert.match(page, 'Likely wait<b>35–60 min</b>7 people wait');
  assert.match(page, 'class="steps"');
  const back = landing({mine: [{...mineItem, code: 'CAR'}]});
  assert.not.match(back, '<form', 'the line of an own number is not offered by mistake');
  assert.match(back, 'Open G-007');
  assert.not.match(back, 'class="steps"');
});

test('a line that cannot be joined says why and when; a page that is cut off says how old it is', () => {
  const closed = {state: 'closed', opensAt: '2026-11-22T14:00:00+05:30', notice: 'rounds'} as const;
  assert.match(landing({queues: [sampleQueue(closed)]}), 'Closed · On ward rounds · opens 14:00');
  assert.match(landing({queues: [sampleQueue({...closed, opensAt: null})]}), 'ask at the desk when it opens');
  assert.match(landing({queues: []}), 'There is no line to join');
  assert.match(landing({stale: true}), 'No connection; trying again. This is how it stood at 9:33.');
});

test('a number in the same line is shown before another one is given', () => {
  const page = String(
    queuePage({
      language: 'en',
      site,
      assets,
      queue: sampleQueue(),
      mine: [mineItem],
      idempotencyKey: 'k'.repeat(22),
      values: {},
    }),
  );
  assert.ok(page.indexOf('You already have a number in this line.') < page.indexOf('One more, for my family'));
});

test('a slip has the number, the room and both languages', () => {
  const staff = {
    ...sampleToken({language: 'hi'}),
    name: 'Asha',
    phone: null,
    yearOfBirth: null,
    sex: null,
    patientId: null,
    recordNumber: null,
    source: 'staff' as const,
    reason: null,
    slotAt: null,
    startedAt: null,
    endedAt: null,
    undoUntil: null,
  };
  const slip = (queue = sampleQueue()) =>
    String(slipPage({language: 'en', site, assets, token: staff, queue, qrSvg: '<svg></svg>', ahead: 4}));
  const page = slip();
  for (const part of ['C-014', 'कमरा 3', 'Room 3', 'Keep this slip', '<svg></svg>', 'mm80']) assert.match(page, part);
  assert.match(page, 'type="button" lang="en">Print<', 'the button is for whoever stands at the printer');
  const counter = (n: number) => ({id: String(n), name: `Counter ${n}`, directions: null});
  const pool = slip(sampleQueue({servicePoints: [counter(1), counter(2)]}));
  assert.match(pool, '<b>काउंटर 1 / 2<br>Counter 1 / 2</b>');
  const unlike = slip(sampleQueue({servicePoints: [counter(1), {...counter(2), name: 'Dressing Room'}]}));
  assert.match(unlike, 'Counter 1 / Dressing Room');
});

test.run();
