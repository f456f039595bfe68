import {serverNowMs} from '../../parts/staff-time.ts';
import {wordsOf} from '../desk/act.ts';
import {hush, tell, tellUndoable, undoMostMs} from '../desk/toast.ts';

/** Says what was done; with `takeBack` it can be undone for a minute. */
export function tellDone(text: string, takeBack?: () => Promise<void>): void {
  if (!takeBack) {
    tell(text);
    return;
  }
  const guarded = async () => {
    hush();
    try {
      await takeBack();
    } catch (error) {
      const {title, detail} = wordsOf(error);
      tell(detail && detail !== title ? `${title} ${detail}` : title);
    }
  };
  tellUndoable(text, {takeBack: guarded}, new Date(serverNowMs() + undoMostMs).toISOString());
}

/** As a `ref`: the answer that takes the place of the button that had the focus. */
export const focused = (element: HTMLElement | null) => element?.focus();
