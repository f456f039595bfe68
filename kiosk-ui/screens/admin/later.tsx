import type {ComponentType} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../parts/staff-words.tsx';

/** A part of the page that is fetched when it is first shown; while the box is away it is asked for again. */
const againMs = 3_000;

export function Later<Given extends object>(props: {load: () => Promise<ComponentType<Given>>; given: Given}) {
  const [Part, setPart] = useState<ComponentType<Given> | null>(null);
  const [cut, setCut] = useState(false);
  useEffect(() => {
    let gone = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      props.load().then(
        (part) => {
          if (!gone) setPart(() => part);
        },
        () => {
          if (gone) return;
          setCut(true);
          again = setTimeout(load, againMs);
        },
      );
    void load();
    return () => {
      gone = true;
      clearTimeout(again);
    };
  }, []);
  if (Part !== null) return <Part {...props.given} />;
  return (
    <p role="status" class={cut ? 'note stale' : 'muted'}>
      {t(cut ? 'unreachable' : 'loading')}
    </p>
  );
}
