import {nameOf, t} from '../../parts/staff-words.tsx';
import {chooseLine, chooseRoom, line, myLines, roomId} from './state.ts';
import {say} from './words.ts';

export function titleWords(): string {
  const queue = line.value?.queue;
  if (!queue) return t('doctor');
  const room = queue.servicePoints.find((point) => point.id === roomId.value)?.name ?? '';
  const name = queue.name === queue.doctor?.name ? queue.department.name : queue.name;
  return [queue.doctor?.name, nameOf(name), nameOf(room)].filter(Boolean).join(' · ');
}

/** Which line and which room, where there are several. */
export function Where() {
  const queue = line.value?.queue;
  return (
    <>
      {myLines.value.length > 1 ? (
        <Choice
          label={t('chooseLine')}
          value={queue?.id ?? ''}
          options={myLines.value.map((event) => event.queue)}
          choose={chooseLine}
        />
      ) : null}
      {queue && queue.servicePoints.length > 1 && roomId.value !== null ? (
        <Choice label={t('room')} value={roomId.value} options={queue.servicePoints} choose={chooseRoom} />
      ) : null}
    </>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly {id: string; name: string}[];
  choose: (id: string) => void;
}) {
  return (
    <label class="inline">
      <span class="unseen">{props.label}</span>
      <select value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
        {props.options.map(({id, name}) => (
          <option key={id} value={id}>
            {nameOf(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A pool's rooms are asked for before anybody can be called to one. */
export function ChooseRoom() {
  return (
    <section class="slip">
      <h2>{say('chooseRoom')}</h2>
      <ul class="choices">
        {line.value?.queue.servicePoints.map((point) => (
          <li key={point.id}>
            <button type="button" class="btn choice" onClick={() => chooseRoom(point.id)}>
              {nameOf(point.name)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
