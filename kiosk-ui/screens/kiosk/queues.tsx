import type {QueueView} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import type {Language} from '../../../server/words/say.ts';
import {Step} from './frame.tsx';
import {cut, hall} from './hall.ts';
import {standingOf, takesNumbers} from './standing.ts';
import {go} from './visit.ts';
import {wordsIn} from './words.ts';

/** From so many lines on they stand in two columns. */
const oneColumnMost = 6;

export function Queues({language}: {language: Language}) {
  const say = wordsIn[language];
  const queues = hall.value?.queues;
  const title = queues === undefined ? say('loading') : queues.length === 0 ? say('noQueues') : say('where');
  return (
    <Step name="choose" language={language} title={title}>
      <ul class={(queues?.length ?? 0) > oneColumnMost ? 'queues two' : 'queues'}>
        {queues?.map((queue) => (
          <Choice key={queue.id} queue={queue} language={language} />
        ))}
      </ul>
      <button type="button" class="btn have" onClick={() => go({looking: 'type'})}>
        {say('haveNumber')}
      </button>
    </Step>
  );
}

function Choice({queue, language}: {queue: QueueView; language: Language}) {
  const shut = !takesNumbers(queue) || cut.value;
  return (
    <li>
      <button
        type="button"
        class="btn queue"
        aria-disabled={shut}
        onClick={() => {
          if (!shut) go({queue});
        }}
      >
        <b>{localName(queue.name, language)}</b>
        {queue.doctor === null ? null : <span>{queue.doctor.name}</span>}
        <span class="standing-words">{standingOf(queue, language)}</span>
      </button>
    </li>
  );
}
