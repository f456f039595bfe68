import {useSignal} from '@preact/signals';
import {localName} from '../../../server/words/names.ts';
import {type Language, languages} from '../../../server/words/say.ts';
import {dayName} from '../../../server/words/times.ts';
import {Step} from './frame.tsx';
import {Leave} from './given.tsx';
import {hall} from './hall.ts';
import {type Found, lookUp} from './look-up.ts';
import {Pad} from './pad.tsx';
import {Place} from './place.tsx';
import {printSlip} from './slip.ts';
import {aheadWords, waitWords} from './standing.ts';
import {go, visit} from './visit.ts';
import {refusedWords, wordsIn} from './words.ts';

const numberMost = 14;

/** "I have a number already": typed as on the slip, or scanned at any time. */
export function Look({language}: {language: Language}) {
  const say = wordsIn[language];
  const text = useSignal('');
  const busy = useSignal(false);
  const prefixes = [...new Set((hall.value?.queues ?? []).map((queue) => queue.prefix.toUpperCase()))].sort();
  const show = async () => {
    if (busy.value || text.value === '') return;
    busy.value = true;
    await showFound(text.value);
    busy.value = false;
  };
  const press = (key: string) => {
    // A letter begins the number anew; digits follow it.
    text.value = /\d/.test(key) ? (text.value + key).slice(0, numberMost) : `${key}-`;
  };
  return (
    <Step name="look" language={language} title={say('typeNumber')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void show();
        }}
      >
        <label class="kiosk-field on">
          {say('scanHint')}
          <input
            name="number"
            type="text"
            inputMode="none"
            autocomplete="off"
            maxLength={numberMost}
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
        </label>
        <Pad
          kind="digits"
          first={[...prefixes, 'APT']}
          say={say}
          press={press}
          erase={() => (text.value = text.value.slice(0, -1))}
        />
        <button type="submit" class="btn main take" aria-disabled={busy.value || !/\d/.test(text.value)}>
          {busy.value ? say('working') : say('lookUp')}
        </button>
      </form>
    </Step>
  );
}

/** Shows what a scanned or typed text means; the visit that was under way gives way to it. */
export async function showFound(text: string) {
  const before = visit.value.key;
  const found = await lookUp(text);
  // Whoever has gone meanwhile must not find somebody's number here.
  if (visit.value.key !== before) return;
  const language = visit.value.language ?? 'en';
  if (found?.is === 'here') {
    go({looking: 'no', language, token: found.token});
    return printSlip(found.token.key, found.token.id);
  }
  const own = found?.is === 'token' ? found.language : null;
  const known = visit.value.language ?? own;
  go({looking: found ?? {is: 'unknown'}, language: known ?? 'en', guessed: known === null, token: null});
}

function wordsOf(found: Exclude<Found, {is: 'token'}>, language: Language): string {
  const say = wordsIn[language];
  const number = 'number' in found ? found.number : '';
  const words = {
    nobody: () => say('notFound', {number}),
    'other-day': () => say('otherDay', {number}),
    unknown: () => say('unknownCode'),
    here: () => '',
    'booked-then': () => say('bookedThen', {number, day: dayName('day' in found ? found.day : '', language)}),
    failed: () => refusedWords('code' in found ? found.code : '', language),
  };
  return words[found.is]();
}

export function FoundStep({found, language}: {found: Found; language: Language}) {
  const say = wordsIn[language];
  if (found.is !== 'token')
    return (
      <Step name="found words" language={language} title={wordsOf(found, language)}>
        {/* Whoever scans before choosing a language reads the answer in each. */}
        {visit.value.guessed
          ? languages
              .filter((each) => each !== language)
              .map((each) => (
                <p class="step-title" lang={each} key={each}>
                  {wordsOf(found, each)}
                </p>
              ))
          : null}
        <Leave language={language} />
      </Step>
    );
  const title =
    found.state === 'transferred' && found.next === null ? 'standing.done' : (`standing.${found.state}` as const);
  return (
    <Step name="found" language={language} title={say(title, {number: found.next ?? ''})}>
      <section class={found.state === 'called' ? 'slip called' : 'slip'}>
        <p class="lead">{localName(found.queue.name, language)}</p>
        <p class={`num n${Math.min(found.number.length, 9)}`}>{found.number}</p>
        {found.ahead === null ? null : <p class="big">{aheadWords(found.ahead, language)}</p>}
        {found.wait === null || found.ahead === 0 ? null : <p class="lead">{waitWords(found.wait, language)}</p>}
        {found.place && /waiting|called|serving/.test(found.state) ? (
          <Place places={[found.place]} title={found.state === 'waiting' ? say('goTo') : ''} language={language} />
        ) : null}
      </section>
      <Leave language={language} />
    </Step>
  );
}
