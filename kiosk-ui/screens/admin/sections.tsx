import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {a} from './words.ts';

/**
 * The administrator's pages, in groups as a hospital thinks of them. A new page is a name here, its words in
 * `server/words/admin.ts` and its part in `admin.tsx`; a new group is a line here and its word `group.…`.
 */
export const groups = [
  {name: 'now', sections: ['today', 'day', 'journal']},
  {name: 'hospital', sections: ['setup', 'departments', 'service-points', 'doctors', 'queues']},
  {name: 'appointments', sections: ['hours', 'bookings']},
  {name: 'hall', sections: ['users', 'boards', 'displays', 'posters']},
  {name: 'box', sections: ['status', 'settings']},
] as const;
export type Section = (typeof groups)[number]['sections'][number];

export const section = signal<Section>('today');
/** On a phone the sections lie under a button; it is shut again by choosing one. */
const open = signal(false);

function readHash() {
  const named = location.hash.slice(1);
  section.value = groups.flatMap((group): readonly Section[] => group.sections).find((one) => one === named) ?? 'today';
  open.value = false;
}

export function Sections() {
  useEffect(() => {
    readHash();
    addEventListener('hashchange', readHash);
    return () => removeEventListener('hashchange', readHash);
  }, []);
  return (
    <nav class="sections" aria-label={a('sections')}>
      <button
        type="button"
        class="btn wide sections-button"
        aria-expanded={open.value}
        aria-controls="sections-list"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="grow">{a(section.value)}</span>
        <span aria-hidden="true">{open.value ? '▴' : '▾'}</span>
      </button>
      <div id="sections-list" class={open.value ? 'sections-list open' : 'sections-list'}>
        {groups.map(({name, sections}) => (
          <div key={name} class="sections-group">
            <p id={`sections-${name}`} class="sections-title">
              {a(`group.${name}`)}
            </p>
            <ul aria-labelledby={`sections-${name}`}>
              {sections.map((one) => (
                <li key={one}>
                  <a
                    href={`#${one}`}
                    aria-current={section.value === one ? 'page' : undefined}
                    onClick={() => {
                      open.value = false;
                    }}
                  >
                    {a(one)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
