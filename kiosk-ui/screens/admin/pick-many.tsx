/** Several of a list, as boxes to tick. */
export function PickMany(props: {
  legend: string;
  hint?: string;
  all: readonly {id: string; name: string}[];
  /** Said when there is nothing to choose from. */
  none?: string;
  chosen: readonly string[];
  set: (chosen: string[]) => void;
}) {
  const {legend, hint, all, none = '–', chosen, set} = props;
  return (
    <fieldset class="field many">
      <legend>{legend}</legend>
      {all.map(({id, name}) => (
        <label key={id} class={chosen.includes(id) ? 'pick on' : 'pick'}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) =>
              set(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
            }
          />
          {name}
        </label>
      ))}
      {all.length === 0 ? <span class="muted">{none}</span> : null}
      {hint ? <span class="hint">{hint}</span> : null}
    </fieldset>
  );
}
