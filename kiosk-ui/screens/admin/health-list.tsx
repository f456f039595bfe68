import type {HealthLine} from './box-health.ts';
import {d} from './today-words.ts';

const signs = {ok: '✓', look: '!', bad: '✕', later: '·', off: '–'};

export function HealthList({lines}: {lines: readonly HealthLine[]}) {
  return (
    <ul class="health">
      {lines.map(({key, mark, words}) => (
        <li key={key} class={`health-line ${mark}`}>
          <b>{d(key)}</b>
          <span class="health-mark">
            <i aria-hidden="true">{signs[mark]}</i> {d(`health.${mark}`)}
          </span>
          <span class="health-words">{words}</span>
        </li>
      ))}
    </ul>
  );
}
