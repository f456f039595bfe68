import {t} from '../../parts/staff-words.tsx';
import {question} from '../desk/questions.tsx';
import {say} from './words.ts';

export function showKeys() {
  question.value = {kind: 'own', title: t('keysTitle'), body: () => <KeyList />, wide: true, reading: true};
}

/** Every key of the doctor's screen, by what it acts on. */
function KeyList() {
  return (
    <div class="doctor-keys">
      <Group
        title={say('keysPerson')}
        rows={[
          ['↵ ␣', say('key.primary')],
          ['A', t('deed.again')],
          ['X', t('deed.no-show')],
          ['H', t('sendForTests')],
          ['T', t('deed.transfer')],
          ['D', t('completeOnly')],
          ['M', t('moreDeeds')],
          ['N', say('key.note')],
          ['Esc', say('key.toScreen')],
        ]}
      />
      <div>
        <Group
          title={say('keysLine')}
          rows={[
            ['1 – 5', say('key.next')],
            ['R', say('key.back')],
            ['P', say('key.pause')],
            ['+', say('key.later')],
            ['−', say('key.lessLate')],
            ['0', say('key.onTime')],
          ]}
        />
        <Group
          title={say('keysAll')}
          rows={[
            ['U', t('deed.undo')],
            ['? F1', t('key.help')],
          ]}
        />
      </div>
    </div>
  );
}

function Group({title, rows}: {title: string; rows: [string, string][]}) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
