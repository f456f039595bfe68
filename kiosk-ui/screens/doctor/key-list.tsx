import {KeyGroup} from '../../parts/key-group.tsx';
import {t} from '../../parts/staff-words.tsx';
import {question} from '../desk/questions.tsx';
import {say} from './words.ts';

export function showKeys() {
  question.value = {kind: 'own', title: t('keysTitle'), body: () => <KeyList />, wide: true, reading: true};
}

/** Every key of the doctor's screen, by what it acts on. */
function KeyList() {
  return (
    <div class="key-groups">
      <KeyGroup
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
        <KeyGroup
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
        <KeyGroup
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
