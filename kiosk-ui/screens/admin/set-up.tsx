import {useEffect, useState} from 'preact/hooks';
import type {AdminWord} from '../../../server/words/admin.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {lists, loadAll} from './data.ts';
import {type Need, needsOf} from './needs.ts';
import {a} from './words.ts';

/** What is ready and what is missing before patients can come. */
export function SetUp() {
  const [fault, setFault] = useState<string | null>(null);
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    loadAll()
      .then(() => setLoaded(true))
      .catch((error) => setFault(wordsOf(error).title));
  }, []);
  return (
    <section aria-labelledby="setup-title">
      <h2 id="setup-title">{a('setup')}</h2>
      <p class="muted">{a('setupIntro')}</p>
      {fault ? (
        <p class="note urgent" role="alert">
          {fault}
        </p>
      ) : !loaded ? (
        <p role="status">{t('loading')}</p>
      ) : (
        <ul class="needs">
          {needsOf(lists.value).map((need) => (
            <NeedRow key={need.key} need={need} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NeedRow({need}: {need: Need}) {
  return (
    <li class={need.met ? 'need met' : 'need'}>
      <span class="need-mark">
        <i aria-hidden="true">{need.met ? '✓' : '!'}</i>
        {need.met ? a('ready') : a('missing')}
      </span>
      <span class="grow">
        <b>{a(`need.${need.key}` as AdminWord)}</b>
        <span class="muted">
          {need.without.length > 0 ? ` · ${a('without', {names: need.without.join(', ')})}` : ''}
          {need.count === null ? '' : ` · ${a('count', {n: need.count})}`}
        </span>
      </span>
      <a class={need.met ? 'btn quiet small' : 'btn small'} href={`#${need.where}`}>
        {need.met ? a('look') : a('set')}
      </a>
    </li>
  );
}
