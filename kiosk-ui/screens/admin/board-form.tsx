import {useState} from 'preact/hooks';
import type {BoardSetupView} from '../../../server/places/schema.ts';
import {languages} from '../../../server/words/say.ts';
import {post, remove} from '../../api.ts';
import {watched} from '../sign-in/session.ts';
import {emptyBoard, layouts, pictureMostBytes} from './board-rules.ts';
import {namesIn} from './data.ts';
import {PickMany} from './pick-many.tsx';
import {useSaving} from './saving.ts';
import {p} from './screens-words.ts';

export function BoardForm(props: {
  board: BoardSetupView | null;
  save: (values: BoardSetupView) => Promise<void>;
  drop: (board: BoardSetupView) => Promise<void>;
  explain: (error: unknown) => Promise<string>;
  pictured: (board: BoardSetupView) => Promise<void>;
}) {
  const [values, setValues] = useState(
    () => props.board ?? {...emptyBoard, queueIds: namesIn('queues').map(({id}) => id)},
  );
  const {fault, setFault, busy, run} = useSaving(props.explain);
  const set = (part: Partial<BoardSetupView>) => setValues((before) => ({...before, ...part}));

  return (
    <form
      class="edit"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (Boolean(values.quietFrom) !== Boolean(values.quietUntil)) return setFault(p('quietBoth'));
        void run(() => props.save(values));
      }}
    >
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      <div class="edit-fields">
        <label class="field">
          {p('boardName')}
          <input
            name="name"
            value={values.name}
            required
            maxLength={100}
            onInput={(event) => set({name: event.currentTarget.value})}
          />
        </label>
        <label class="field">
          {p('layout')}
          <select
            name="layout"
            value={values.layout}
            onChange={(event) => set({layout: event.currentTarget.value as BoardSetupView['layout']})}
          >
            {layouts.map((layout) => (
              <option key={layout} value={layout}>
                {p(`layout.${layout}`)}
              </option>
            ))}
          </select>
          <span class="hint">{p(`layoutWhy.${values.layout}`)}</span>
        </label>
        <PickMany
          legend={p('shownQueues')}
          all={namesIn('queues')}
          chosen={values.queueIds}
          {...(values.queueIds.length === 0 ? {hint: p('everyQueue')} : {})}
          set={(queueIds) => set({queueIds})}
        />
        <PickMany
          legend={p('shownRooms')}
          hint={p('shownRoomsWhy')}
          all={namesIn('service-points')}
          chosen={values.servicePointIds}
          set={(servicePointIds) => set({servicePointIds})}
        />
        <Languages values={values} set={set} />
        <label class="field">
          {p('volume')}
          <span class="with-unit">
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={values.volume}
              onInput={(event) => set({volume: event.currentTarget.valueAsNumber})}
            />
            <output class="unit">{values.volume === 0 ? p('silent') : `${values.volume} %`}</output>
          </span>
          <span class="hint">{p('volumeWhy')}</span>
        </label>
        <label class="check field wide-field">
          <input
            type="checkbox"
            checked={values.speech}
            onChange={(event) => set({speech: event.currentTarget.checked})}
          />
          <span>
            {p('speech')} <span class="hint">{p('speechWhy')}</span>
          </span>
        </label>
        <Quiet values={values} set={set} />
        <label class="field wide-field">
          {p('message')}
          <textarea
            rows={3}
            maxLength={500}
            dir="auto"
            value={values.message ?? ''}
            onInput={(event) =>
              set({message: event.currentTarget.value.trim() === '' ? null : event.currentTarget.value})
            }
          />
          <span class="hint">{p('messageWhy')}</span>
        </label>
        <Picture
          board={props.board}
          run={run}
          pictured={props.pictured}
          tooLarge={() => setFault(p('pictureTooLarge'))}
        />
      </div>
      <div class="edit-end">
        {props.board ? (
          <button
            type="button"
            class="btn quiet"
            disabled={busy}
            onClick={() => void run(() => props.drop(props.board!))}
          >
            {p('remove')}
          </button>
        ) : null}
        <span class="grow" />
        <button type="submit" class="btn main" disabled={busy}>
          {p('save')}
        </button>
      </div>
    </form>
  );
}

type Part = {values: BoardSetupView; set: (part: Partial<BoardSetupView>) => void};

/** Each order of the languages there are, and each alone. */
const orders = [...languages.map((one) => [one]), [...languages], [...languages].reverse()];

function Languages({values, set}: Part) {
  return (
    <label class="field">
      {p('languages')}
      <select
        value={values.languages.join()}
        onChange={(event) => set({languages: event.currentTarget.value.split(',') as BoardSetupView['languages']})}
      >
        {orders.map((order) => (
          <option key={order.join()} value={order.join()}>
            {order.map((one) => p(`lang.${one}`)).join(' → ')}
          </option>
        ))}
      </select>
      <span class="hint">{p('languagesWhy')}</span>
    </label>
  );
}

function Quiet({values, set}: Part) {
  return (
    <fieldset class="field many">
      <legend>{p('quiet')}</legend>
      <div class="quiet-times">
        <label class="field">
          {p('quietFrom')}
          <input
            type="time"
            value={values.quietFrom ?? ''}
            onInput={(event) => set({quietFrom: event.currentTarget.value || null})}
          />
        </label>
        <label class="field">
          {p('quietUntil')}
          <input
            type="time"
            value={values.quietUntil ?? ''}
            onInput={(event) => set({quietUntil: event.currentTarget.value || null})}
          />
        </label>
      </div>
      <span class="hint">{p('quietWhy')}</span>
      <label class="check field">
        <input
          type="checkbox"
          checked={values.quietDark}
          onChange={(event) => set({quietDark: event.currentTarget.checked})}
        />
        {p('quietDark')}
      </label>
    </fieldset>
  );
}

function Picture(props: {
  board: BoardSetupView | null;
  run: (work: () => Promise<void>) => Promise<void>;
  pictured: (board: BoardSetupView) => Promise<void>;
  tooLarge: () => void;
}) {
  const {board, run, pictured} = props;
  if (board === null) return <p class="hint wide-field">{p('pictureFirst')}</p>;
  const at = `/api/boards/${encodeURIComponent(board.id)}/picture`;
  async function put(file: File | undefined) {
    if (!file) return;
    if (file.size > pictureMostBytes) return props.tooLarge();
    await run(async () => {
      const image = await base64Of(file);
      await pictured(await watched(() => post<BoardSetupView>(at, {image}, {withinMs: 20_000})));
    });
  }
  return (
    <div class="field wide-field">
      <label class="field">
        {p('picture')}
        <input
          type="file"
          accept="image/png,image/jpeg,image/webp"
          onChange={(event) => void put(event.currentTarget.files?.[0])}
        />
        <span class="hint">{p('pictureWhy')}</span>
      </label>
      {board.picture ? (
        <p class="picture-now">
          <img src={board.picture} alt={p('pictureOf', {name: board.name})} height={80} />
          <button
            type="button"
            class="btn small"
            onClick={() => void run(async () => pictured(await watched(() => remove<BoardSetupView>(at))))}
          >
            {p('takePicture')}
          </button>
        </p>
      ) : null}
    </div>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^.*?,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
