import {busy} from './act.ts';
import {printedKey} from './deeds.ts';
import {typing} from './focus.ts';
import {personWords} from './line-table.tsx';
import {begin, offeredDeeds, selectedToken} from './state.ts';
import {deedWord, say, shortWord} from './words.ts';

/** What can be done to the selected person; each button says its key. */
export function DeedBar() {
  const token = selectedToken.value;
  if (!token) return null;
  return (
    <div class="deeds" role="toolbar" aria-label={say('actOn', {number: token.number})}>
      <span class="deeds-who">
        <b>{token.number}</b> <span class="muted deeds-name">{personWords(token)}</span>
      </span>
      {typing.value ? <kbd class="with">Alt +</kbd> : null}
      {offeredDeeds(token).map((deed) => (
        <button
          key={deed}
          type="button"
          class="deed"
          aria-disabled={busy.value}
          title={deedWord(deed)}
          onClick={() => begin(deed, token)}
        >
          <kbd>{printedKey(deed)}</kbd> {shortWord(deed)}
        </button>
      ))}
    </div>
  );
}
