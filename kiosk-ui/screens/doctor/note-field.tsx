import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {flushNote, noteFault, noteSavedAtMs, noteState, noteText, typeNote} from './note.ts';

const noteMost = 2_000;

export function NoteField({token}: {token: StaffTokenView | null}) {
  return (
    <div class="note-field">
      <label class="small-title" for="note">
        {t('note')} <kbd>N</kbd>
      </label>
      <textarea
        id="note"
        maxLength={noteMost}
        placeholder={t('notePlaceholder')}
        disabled={!token}
        value={noteText.value}
        onInput={(event) => typeNote(event.currentTarget.value)}
        onBlur={() => void flushNote()}
      />
      <p class={noteState.value === 'failed' ? 'note-state missing' : 'note-state muted'} role="status">
        {noteWords()}
      </p>
    </div>
  );
}

function noteWords(): string {
  switch (noteState.value) {
    case 'empty':
      return '';
    case 'typing':
      return t('noteUnsaved');
    case 'saving':
      return t('noteSaving');
    case 'failed':
      return t('noteFailed', {why: noteFault.value});
    case 'saved':
      return noteSavedAtMs.value === null
        ? ''
        : t('noteSaved', {time: clockTimeOf(new Date(serverNowMs(noteSavedAtMs.value)).toISOString())});
  }
}
