import './set-up.css';
import {useEffect, useState} from 'preact/hooks';
import type {Progress} from '../../../server/setup/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {sayer} from '../../../server/words/say.ts';
import {type SetupListWord, setupListWords} from '../../../server/words/setup-list.ts';
import {newKey, post} from '../../api.ts';
import {clockTimeOf, dayWords} from '../../parts/staff-time.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {ask, session, watched} from '../sign-in/session.ts';
import {lists, loadAll} from './data.ts';
import {DemoCard} from './demo-card.tsx';
import {type Need, needsOf} from './needs.ts';

const says = {en: sayer(setupListWords, 'en'), hi: sayer(setupListWords, 'hi')};
const l = (key: SetupListWord, values?: Readonly<Record<string, string | number>>) => says[language.value](key, values);

/** While the box is away it is asked again so often. */
const againMs = 3_000;
const namesMost = 5;

/** What is ready and what is missing before patients can come, each with the way to mend it. */
export function SetUp() {
  const [known, setKnown] = useState<Progress | null>(null);
  const [cut, setCut] = useState(false);
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      try {
        const [, progress] = await Promise.all([loadAll(), ask<Progress>('/api/setup/progress')]);
        setKnown(progress);
        setCut(false);
      } catch {
        setCut(true);
        again = setTimeout(load, againMs);
      }
    };
    void load();
    return () => clearTimeout(again);
  }, []);
  const needs = known === null ? [] : needsOf(lists.value, known);
  const left = needs.filter((need) => need.mark === 'must').length;
  const demo = session.value.state === 'in' && session.value.box.demo;
  return (
    <section aria-labelledby="setup-title" class="set-up">
      <div class="section-head">
        <h2 id="setup-title">{l('title')}</h2>
        {known === null ? null : (
          <span class={left > 0 ? 'to-do' : 'to-do none'}>{left > 0 ? l('left', {n: left}) : l('allReady')}</span>
        )}
      </div>
      <p class="muted">{l('intro')}</p>
      {demo ? <DemoCard l={l} /> : null}
      <p>
        <a class="btn" href="/setup">
          {l('table')}
        </a>
      </p>
      {cut ? (
        <p class="note stale" role="alert">
          {l('unreachable')}
        </p>
      ) : null}
      {known === null ? (
        cut ? null : (
          <p role="status">{t('loading')}</p>
        )
      ) : (
        <ul class="needs">
          {needs.map((need) => (
            <NeedRow
              key={need.key}
              need={need}
              known={known}
              printed={() => setKnown({...known, postersPrintedAt: new Date().toISOString(), postersStale: false})}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const marks = {met: '✓', must: '!', better: '→'};

function NeedRow({need, known, printed}: {need: Need; known: Progress; printed: () => void}) {
  const met = need.mark === 'met';
  return (
    <li class={`need ${need.mark}`}>
      <span class="need-mark">
        <i aria-hidden="true">{marks[need.mark]}</i>
        {l(`mark.${need.mark}`)}
      </span>
      <span class="grow">
        <b>{l(`need.${need.key}`)}</b> <span class="muted">{factsOf(need, known).join(' · ')}</span>
        {met ? null : <Why need={need} known={known} />}
      </span>
      {need.key === 'posters' ? (
        <a
          class={met ? 'btn quiet small' : 'btn small'}
          href="/posters"
          target="_blank"
          rel="noreferrer"
          onClick={() => {
            printed();
            void watched(() => post('/api/setup/progress', {postersPrinted: true}, {key: newKey()})).catch(
              () => undefined,
            );
          }}
        >
          {l('print')}
        </a>
      ) : (
        <a class={met ? 'btn quiet small' : 'btn small'} href={need.where}>
          {met ? l('look') : l('mend')}
          <span class="unseen"> {l(`need.${need.key}`)}</span>
        </a>
      )}
    </li>
  );
}

function factsOf(need: Need, known: Progress): string[] {
  const names = need.without
    .slice(0, namesMost)
    .map((name) => localName(name, language.value))
    .join(', ');
  const more = need.without.length - namesMost;
  return [
    ...(need.without.length > 0 ? [l('without', {names: more > 0 ? l('more', {names, n: more}) : names})] : []),
    ...(need.count === null ? [] : [l('count', {n: need.count})]),
    ...(need.key === 'backup' && known.lastBackupAt ? [l('lastBackup', {at: momentOf(known.lastBackupAt)})] : []),
    ...(need.key === 'posters' && known.postersPrintedAt ? [l('printed', {at: momentOf(known.postersPrintedAt)})] : []),
  ];
}

const momentOf = (iso: string) => `${dayWords(language.value, Date.parse(iso))}, ${clockTimeOf(iso)}`;

/** Why it matters, where the need does not say it by itself. */
function Why({need, known}: {need: Need; known: Progress}) {
  const address = known.boardUrl.replace(/\/all$/, '');
  if (need.key === 'posters' && known.postersStale)
    return <span class="why-line">{l('why.postersStale', {address: known.phoneUrl})}</span>;
  if (need.key === 'displays') return <span class="why-line">{l('why.displays', {address})}</span>;
  if (need.key === 'backup' || need.key === 'callers' || need.key === 'hours' || need.key === 'posters')
    return <span class="why-line">{l(`why.${need.key}`)}</span>;
  return null;
}
