import {KeyGroup} from '../../parts/key-group.tsx';
import {t} from '../../parts/staff-words.tsx';
import {question} from './questions.tsx';
import {say} from './words.ts';

export function showKeys() {
  question.value = {kind: 'own', title: t('keysTitle'), body: () => <KeyList />, wide: true, reading: true};
}

/** Every key of the desk, by where it acts. */
function KeyList() {
  return (
    <>
      <div class="key-groups">
        <div>
          <KeyGroup
            title={say('keysNew')}
            rows={[
              ['/', t('key.search')],
              ['↵', t('key.enter')],
              ['N', t('key.new')],
              ['F', say('key.family')],
              ['1 – 9', t('key.queue')],
              ['L', t('key.lane')],
              ['▮▯▮', say('key.scan')],
            ]}
          />
          <KeyGroup
            title={say('keysAll')}
            rows={[
              ['U', t('deed.undo')],
              ['G', t('key.callNext')],
              ['B', say('appointments')],
              ['Esc', say('key.between')],
              ['? F1', t('key.help')],
            ]}
          />
        </div>
        <KeyGroup
          title={say('keysLine')}
          rows={[
            ['↑ ↓', t('key.arrows')],
            ['C', t('deed.call')],
            ['A', t('deed.again')],
            ['S', t('deed.start')],
            ['D', t('deed.complete')],
            ['X', t('deed.no-show')],
            ['H', t('deed.hold')],
            ['R', `${t('deed.return')}, ${t('deed.restore')}`],
            ['T', t('deed.transfer')],
            ['P', t('deed.priority')],
            ['E', t('deed.emergency')],
            ['W', say('key.walkIn')],
            ['Del', t('deed.cancel')],
            ['K', say('key.reprint')],
            ['V', say('key.person')],
            ['I', t('deed.timeline')],
          ]}
        />
      </div>
      <p class="muted">{t('key.inField')}</p>
    </>
  );
}
