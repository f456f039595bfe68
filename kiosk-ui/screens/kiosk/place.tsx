import {localName} from '../../../server/words/names.ts';
import type {Language} from '../../../server/words/say.ts';

/** More rooms than this are not listed: the board says which. */
const placesMost = 3;

/** Where to walk: room or counter, and the way there. */
export function Place(props: {
  places: readonly {name: string; directions: string | null}[];
  title: string;
  language: Language;
}) {
  if (props.places.length === 0 || props.places.length > placesMost) return null;
  return (
    <div class="place">
      <p class="muted">{props.title}</p>
      {props.places.map(({name, directions}) => (
        <p key={name}>
          <b>{localName(name, props.language)}</b>
          {directions ? <span> {localName(directions, props.language)}</span> : null}
        </p>
      ))}
    </div>
  );
}
