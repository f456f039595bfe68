import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {nameOf, t, waitWords} from '../../parts/staff-words.tsx';
import {anotherOfFamily} from './form.ts';
import {Key} from './key.tsx';
import {printSlip} from './slip.ts';
import {say} from './words.ts';

/** The big confirmation: what is read aloud to the person at the desk. The toast tells it to screen readers. */
export function Given({token}: {token: StaffTokenView}) {
  return (
    <section class="given slip" aria-label={t('given')}>
      <span class="muted">
        {t('given')} · {nameOf(token.queue.name)}
      </span>
      <p class="num">{token.number}</p>
      <p>
        {token.ahead === null ? '' : token.ahead === 0 ? t('nobodyAhead') : t('aheadOf', {n: token.ahead})}
        {token.wait ? ` · ${waitWords(token.wait)}` : ''}
      </p>
      <div class="given-deeds">
        <button type="button" class="btn quiet small" onClick={() => printSlip(token.id)}>
          {say('reprint')} <Key k="K" />
        </button>
        {token.phone ? (
          <button type="button" class="btn quiet small" onClick={anotherOfFamily}>
            {say('family')} <Key k="F" />
          </button>
        ) : null}
      </div>
    </section>
  );
}
