import {t} from './staff-words.tsx';

/** What was done, and the way back. Said politely; it never takes the focus. */
export function ToastBox(props: {
  text: string | null;
  canUndo: boolean;
  busy: boolean;
  /** The box has not answered yet: that is what is to be said now. */
  slow?: boolean;
  /** The key that undoes where the focus is now. */
  undoKey?: string;
  onUndo: () => void;
  onHide: () => void;
}) {
  return (
    <div class="toast-place" role="status">
      {props.slow ? (
        <div class="toast slow">
          <i aria-hidden="true" />
          <span>{t('waitingForBox')}</span>
        </div>
      ) : props.text === null ? null : (
        <div class="toast">
          <span>{props.text}</span>
          {props.canUndo ? (
            <button type="button" class="toast-undo" aria-disabled={props.busy} onClick={props.onUndo}>
              {t('undo')} <kbd>{props.undoKey ?? 'U'}</kbd>
            </button>
          ) : null}
          <button type="button" class="toast-hide" aria-label={t('dismiss')} onClick={props.onHide}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}

/** Why something did not happen, in place. */
export function TroubleBox(props: {trouble: {title: string; detail: string} | null; onHide: () => void}) {
  return (
    <div role="alert">
      {props.trouble === null ? null : (
        <div class="note urgent trouble">
          <span>
            <b class="trouble-title">{props.trouble.title}</b>
            {props.trouble.detail && props.trouble.detail !== props.trouble.title ? ` ${props.trouble.detail}` : ''}
          </span>
          <button type="button" class="btn quiet small" aria-label={t('dismiss')} onClick={props.onHide}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}
