import {useEffect} from 'preact/hooks';
import type {TokenView} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import type {Language} from '../../../server/words/say.ts';
import {Code} from './code.tsx';
import {Step} from './frame.tsx';
import {hall} from './hall.ts';
import {leftS} from './idle.ts';
import {Place} from './place.tsx';
import {printed, printSlip} from './slip.ts';
import {aheadWords, waitWords} from './standing.ts';
import {begin} from './visit.ts';
import {hushVoice, sayNumber, speaks} from './voice.ts';
import {wordsIn} from './words.ts';

/** The number, as large as the screen allows; where to go, how many ahead, how long; and the ways to take it along. */
export function Given({token, language}: {token: TokenView; language: Language}) {
  const say = wordsIn[language];
  const queue = hall.value?.queues.find((one) => one.id === token.queue.id);
  useEffect(() => {
    void sayNumber(token.number, language);
    return hushVoice;
  }, [token.number]);
  return (
    <Step name="given" language={language} title={`${say('yours')}: ${token.number}`} unseen>
      <section class="slip">
        <p class="lead">{localName(token.queue.name, language)}</p>
        <div class="yours slip-words">
          <p>{say('yours')}</p>
          {speaks() ? (
            <button type="button" class="btn" onClick={() => void sayNumber(token.number, language)}>
              {say('hearAgain')}
            </button>
          ) : null}
        </div>
        <p class={`num n${Math.min(token.number.length, 9)}`}>{token.number}</p>
        <div class="tear" />
        <div class="given-facts">
          <div>
            {token.ahead === null ? null : <p class="big">{aheadWords(token.ahead, language)}</p>}
            {token.wait === null || token.ahead === 0 ? null : <p class="lead">{waitWords(token.wait, language)}</p>}
            <Place places={queue?.servicePoints ?? []} title={say('goTo')} language={language} />
          </div>
          <div class="take-along">
            <Code url={token.url} label={say('scanWith')} />
            <p>{say('scanWith')}</p>
          </div>
        </div>
      </section>
      <p class="lead wait-here">{say('waitHere')}</p>
      <Slip tokenKey={token.key} tokenId={token.id} language={language} />
      <Leave language={language} />
    </Step>
  );
}

/** What became of the paper. Nobody's number hangs on it. */
export function Slip({tokenKey, tokenId, language}: {tokenKey: string; tokenId?: string; language: Language}) {
  const say = wordsIn[language];
  if (printed.value === 'no-printer') return <p class="slip-words">{say('photo')}</p>;
  return (
    <div class="slip-words" role="status">
      <p>{printed.value === 'failed' ? say('printFailed') : say('printing')}</p>
      <button type="button" class="btn" onClick={() => printSlip(tokenKey, tokenId)}>
        {say('noSlip')}
      </button>
    </div>
  );
}

export function Leave({language}: {language: Language}) {
  const say = wordsIn[language];
  return (
    <button type="button" class="btn main take" onClick={begin}>
      <b>{say('done')}</b>
      <span>{say('backIn', {n: Math.max(leftS.value, 0)})}</span>
    </button>
  );
}
