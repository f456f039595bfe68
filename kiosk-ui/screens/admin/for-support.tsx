import {useRef, useState} from 'preact/hooks';
import {adminStatusWords} from '../../../server/words/admin-status.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';
import type {BoxStatus} from './box-health.ts';
import {supportText} from './support-rules.ts';

/** On plain http:// a browser has no clipboard for pages: then the text is marked, and the keyboard copies it. */
export function ForSupport({now}: {now: BoxStatus}) {
  const s = sayer(adminStatusWords, language.value);
  const text = useRef<HTMLTextAreaElement>(null);
  const [told, setTold] = useState<'supportCopied' | 'supportByHand' | null>(null);
  function copy() {
    text.current?.select();
    setTold(document.execCommand('copy') ? 'supportCopied' : 'supportByHand');
  }
  return (
    <>
      <p class="muted">{s('supportHint')}</p>
      <textarea
        ref={text}
        class="support-text"
        readOnly
        rows={8}
        lang="en"
        aria-label={s('supportText')}
        value={supportText(now)}
      />
      <p class="row">
        <button type="button" class="btn" onClick={copy}>
          {s('supportCopy')}
        </button>
        <span role="status">{told ? s(told) : ''}</span>
      </p>
    </>
  );
}
