import {useSignal} from '@preact/signals';
import type {QueueView, TokenView} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import type {Language} from '../../../server/words/say.ts';
import {newKey, post, Refusal} from '../../api.ts';
import {Step} from './frame.tsx';
import {cut, queueNow} from './hall.ts';
import {Pad} from './pad.tsx';
import {printSlip} from './slip.ts';
import {standingOf, takesNumbers} from './standing.ts';
import {go, typed, visit} from './visit.ts';
import {refusedWords, wordsIn} from './words.ts';

const most = {name: 100, phone: 20};

/** One tap to a number; name and phone for those who like, on keys of their own. */
export function Person({queue: picked, language}: {queue: QueueView; language: Language}) {
  const say = wordsIn[language];
  const queue = queueNow(picked);
  const field = useSignal<'phone' | 'name'>('phone');
  const busy = useSignal(false);
  const problem = useSignal('');
  const shut = !takesNumbers(queue);
  const off = busy.value || shut || cut.value;
  const take = async () => {
    if (off) return;
    busy.value = true;
    problem.value = '';
    const {key} = visit.value;
    try {
      const token = await issue(queue.id, language, key);
      // Whoever went back meanwhile has another visit.
      if (visit.value.key === key) {
        go({token});
        printSlip(token.key, token.id);
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(0, {});
      problem.value = refusedWords(refusal.code, language);
      // A refusal is kept under its key: the next try is a new one. A lost answer is asked for with the old one.
      if (refusal.status !== 0) go({key: newKey()});
    }
    busy.value = false;
  };
  const change = (value: string) => {
    problem.value = '';
    typed.value = {...typed.value, [field.value]: value.slice(0, most[field.value])};
  };
  const now = typed.value[field.value];
  return (
    <Step name="person" language={language} title={localName(queue.name, language)}>
      <p class="lead">{standingOf(queue, language)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take();
        }}
      >
        <fieldset>
          <legend>{say('who')}</legend>
          {(['phone', 'name'] as const).map((one) => (
            <label key={one} class={field.value === one ? 'kiosk-field on' : 'kiosk-field'}>
              {say(one)}
              <input
                name={one}
                type="text"
                inputMode="none"
                autocomplete="off"
                spellcheck={false}
                maxLength={most[one]}
                value={typed.value[one]}
                onFocus={() => (field.value = one)}
                onInput={(event) => change(event.currentTarget.value)}
              />
            </label>
          ))}
        </fieldset>
        <Pad
          kind={field.value === 'phone' ? 'digits' : 'letters'}
          say={say}
          press={(key) => change(now + (field.value === 'name' ? cased(now, key) : key))}
          erase={() => change([...now].slice(0, -1).join(''))}
        />
        <div role="alert">{problem.value === '' ? null : <p class="note urgent">{problem.value}</p>}</div>
        <button type="submit" class="btn main take" aria-disabled={off}>
          {busy.value ? say('working') : say('takeMine')}
        </button>
      </form>
    </Step>
  );
}

/** `sunita devi` becomes Sunita Devi without a Shift key. */
const cased = (before: string, key: string) => (/(^|\s)$/.test(before) ? key : key.toLowerCase());

function issue(queueId: string, language: Language, key: string): Promise<TokenView> {
  const name = typed.value.name.trim();
  const phone = typed.value.phone.trim();
  const body = {language, ...(name ? {name} : {}), ...(phone ? {phone} : {})};
  return post<TokenView>(`/api/queues/${encodeURIComponent(queueId)}/tokens`, body, {key});
}
