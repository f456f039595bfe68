import {useSignal} from '@preact/signals';
import type {BoardView} from '../../../server/queue/schema.ts';
import {boardWords} from '../../../server/words/board.ts';
import {sayer} from '../../../server/words/say.ts';

/** What an administrator put up: a map, a notice. One that does not load leaves no broken frame. */
export function Picture({view, kind}: {view: BoardView; kind: 'beside' | 'whole'}) {
  const broken = useSignal<string | null>(null);
  const {picture} = view;
  if (picture === null || broken.value === picture) return null;
  return (
    <img
      class={`picture ${kind}`}
      src={picture}
      alt={sayer(boardWords, view.languages[0] ?? 'en')('notice')}
      onError={() => {
        broken.value = picture;
      }}
    />
  );
}
