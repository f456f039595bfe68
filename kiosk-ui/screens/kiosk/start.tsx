import type {QueueView} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {languages} from '../../../server/words/say.ts';
import {Top} from './frame.tsx';
import {hall} from './hall.ts';
import {go} from './visit.ts';
import {languageNames, wordsIn} from './words.ts';

/** More lines than this do not fit above the languages. */
const linesMost = 6;

/** Nobody is here: the numbers that are called now, and the languages within reach. */
export function Start() {
  const queues = hall.value?.queues ?? [];
  return (
    <main class="kiosk-page start">
      <Top language={null} />
      <h1 class="hidden">
        {languages.map((each) => (
          <span lang={each} key={each}>
            {wordsIn[each]('welcome')}{' '}
          </span>
        ))}
      </h1>
      <section class="called-now" aria-labelledby="called-now">
        <h2 id="called-now">
          {languages.map((each, at) => (
            <span lang={each} key={each}>
              {at > 0 ? ' · ' : ''}
              {wordsIn[each]('nowCalled')}
            </span>
          ))}
        </h2>
        <ul>
          {queues.slice(0, linesMost).map((queue) => (
            <Line key={queue.id} queue={queue} />
          ))}
        </ul>
      </section>
      <div class="languages">
        {languages.map((language) => (
          <button
            type="button"
            class="btn main"
            key={language}
            lang={language}
            onClick={() => go({language, guessed: false})}
          >
            <b>{languageNames[language]}</b>
            <span>{wordsIn[language]('welcome')}</span>
          </button>
        ))}
      </div>
      <p class="scan-hint">
        {languages.map((each) => (
          <span lang={each} key={each}>
            {wordsIn[each]('scanHint')}
          </span>
        ))}
      </p>
    </main>
  );
}

function Line({queue}: {queue: QueueView}) {
  const [now, ...others] = queue.nowServing;
  const names = [...new Set(languages.map((each) => localName(queue.name, each)))];
  return (
    <li>
      <span class="line-name">
        {names.map((name, at) => (
          <span key={name} lang={languages[at] ?? 'en'}>
            {name}
          </span>
        ))}
      </span>
      {now ? (
        <b class="num">
          {now.number}
          {others.length > 0 ? <small> +{others.length}</small> : null}
        </b>
      ) : (
        <b class="num none" role="img" aria-label={wordsIn.en('nobodyCalled')}>
          –
        </b>
      )}
      <span class="line-wait">
        {queue.waiting === 0
          ? null
          : languages.map((each) => (
              <span key={each} lang={each}>
                {wordsIn[each]('waiting', {n: queue.waiting})}
              </span>
            ))}
      </span>
    </li>
  );
}
