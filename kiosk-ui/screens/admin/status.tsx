import type {ComponentChildren} from 'preact';
import {useEffect} from 'preact/hooks';
import {type AdminCloudWord, adminCloudWords} from '../../../server/words/admin-cloud.ts';
import {type AdminStatusWord, adminStatusWords} from '../../../server/words/admin-status.ts';
import {sayer} from '../../../server/words/say.ts';
import {clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {language, t} from '../../parts/staff-words.tsx';
import {Backups} from './backups.tsx';
import {type BoxStatus, followStatus, healthOf, status, statusAtMs, statusCut} from './box-health.ts';
import {cloudFacts} from './cloud-rules.ts';
import {ForSupport} from './for-support.tsx';
import {HealthList} from './health-list.tsx';
import {SecondBox} from './second-box.tsx';
import {longTime, momentOf} from './today-words.ts';

const says = {en: sayer(adminStatusWords, 'en'), hi: sayer(adminStatusWords, 'hi')};
const s = (key: AdminStatusWord, values?: Readonly<Record<string, string | number>>) =>
  says[language.value](key, values);

const cloudSays = {en: sayer(adminCloudWords, 'en'), hi: sayer(adminCloudWords, 'hi')};
const c = (key: AdminCloudWord, values?: Readonly<Record<string, string | number>>) =>
  cloudSays[language.value](key, values);

/** Everything that the box says of itself, with what it means. */
export function Status() {
  useEffect(followStatus, []);
  const now = status.value;
  return (
    <section aria-labelledby="status-title" class="status">
      <h2 id="status-title">{s('title')}</h2>
      <p class="muted">{s('intro')}</p>
      {statusCut.value ? (
        <p class="note stale" role="alert">
          {now === null
            ? t('unreachable')
            : s('asOf', {time: clockTimeOf(new Date(serverNowMs(statusAtMs.value)).toISOString())})}
        </p>
      ) : null}
      {now === null ? statusCut.value ? null : <p role="status">{t('loading')}</p> : <Whole now={now} />}
    </section>
  );
}

function Whole({now}: {now: BoxStatus}) {
  return (
    <>
      <Part title={s('health')}>
        <HealthList lines={healthOf(now)} />
      </Part>
      <Part title={s('todo')}>
        <ul class="to-dos">
          {deedsFor(now).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Part>
      <Backups />
      <div class="status-parts">
        <Part title={s('box')}>
          <Facts
            rows={[
              [s('version'), now.version],
              [s('uptime'), longTime(now.uptimeSeconds)],
              [s('serviceDay'), now.serviceDay ?? s('serviceDay.none')],
              [s('timeZone'), now.timeZone],
              [s('highWater'), momentOf(now.clock.highWaterAt)],
              [s('rateLimit'), s(`rateLimit.${now.rateLimit}`)],
              [s('database'), megabytes(now.database.databaseBytes)],
              [s('databaseLog'), megabytes(now.database.logBytes)],
              [
                s('addressOn'),
                now.addresses.site,
                ...(now.addresses.configured ? [] : [s('addressOn.own')]),
              ] as FactRow,
              [s('lan'), now.addresses.lan.join(', ') || s('none')],
              [s('names'), now.addresses.names.join(', ') || s('none')],
            ]}
          />
        </Part>
        <Part title={s('record')}>
          <Facts rows={recordRows(now)} />
        </Part>
        <Part title={c('cloud')}>
          <Facts rows={cloudFacts(now.sync, {c, momentOf, longTime})} />
        </Part>
        <Part title={s('live')}>
          <Facts rows={liveRows(now)} />
        </Part>
        <Part title={s('slow')}>
          <Slow now={now} />
        </Part>
        <Part title={s('second')}>
          <SecondBox site={now.addresses.site} />
        </Part>
        <Part title={s('support')}>
          <ForSupport now={now} />
        </Part>
      </div>
    </>
  );
}

/** What a person can do about what is not as it should be. */
function deedsFor(now: BoxStatus): string[] {
  const deeds: string[] = [];
  for (const {key, mark} of healthOf(now))
    if ((mark === 'look' || mark === 'bad') && key !== 'streams' && key !== 'version') deeds.push(s(`do.${key}`));
  if (now.live.refused > 0) deeds.push(s('do.refused'));
  if (now.writes.rolledBack > 0) deeds.push(s('do.rolledBack', {n: now.writes.rolledBack}));
  if (now.slowQueries.length > 0) deeds.push(s('do.slow'));
  if (now.rateLimit === 'off') deeds.push(s('do.rateLimit'));
  return deeds.length > 0 ? deeds : [s('do.nothing')];
}

type FactRow = [name: string, value: string | number, why?: string];

const megabytes = (bytes: number) => s('megabytes', {n: (bytes / 1e6).toFixed(1)});
/** Of less than an hour it would say too much. */
const perHour = (count: number, seconds: number) => Math.round((count * 3600) / Math.max(3600, seconds));

/** Enough of a hash to tell two apart by eye. */
const sealLetters = 12;

function recordRows({journalHead, writes, cache, uptimeSeconds}: BoxStatus): FactRow[] {
  return [
    [s('entries'), journalHead.seq],
    [s('seal'), journalHead.hash.slice(0, sealLetters), s('sealWhy')],
    [s('writes'), writes.writes],
    [s('commits'), writes.commits, s('commitsWhy')],
    [s('refused'), writes.refused, s('refusedWhy')],
    [s('refusedRate'), s('perHour', {n: perHour(writes.refused, uptimeSeconds)})],
    [s('rolledBack'), writes.rolledBack],
    [s('waitingWrites'), writes.waiting],
    [s('memory'), cache.hitRate === null ? s('none') : `${Math.round(cache.hitRate * 100)} %`, s('memoryWhy')],
  ];
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);
const wordOr = (key: string, otherwise: AdminStatusWord) =>
  key in adminStatusWords.en ? s(key as AdminStatusWord) : s(otherwise);

function liveRows({live, limits}: BoxStatus): FactRow[] {
  return [
    [s('followers'), s('ofMost', {n: live.followers, most: limits.streamsInAll ?? 0})],
    ...Object.entries(live.byKind).map(([kind, n]): FactRow => [wordOr(`kind.${kind}`, 'kind.other'), n]),
    [s('streamsRefused'), live.refused],
    ...Object.entries(live.refusedBy)
      .filter(([, n]) => n > 0)
      .map(([by, n]): FactRow => [`… ${wordOr(`by.${by}`, 'kind.other')}`, n]),
    [s('stalled'), sumOf(live.stalled), s('stalledWhy')],
    [s('aged'), sumOf(live.aged), s('agedWhy')],
  ];
}

function Part({title, children}: {title: string; children: ComponentChildren}) {
  return (
    <div class="status-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Facts({rows}: {rows: readonly FactRow[]}) {
  return (
    <dl class="facts one">
      {rows.map(([name, value, why]) => (
        <div key={name}>
          <dt>
            {name}
            {why ? <span class="hint">{why}</span> : null}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Slow({now}: {now: BoxStatus}) {
  if (now.slowQueries.length === 0) return <p class="muted">{s('slowNone')}</p>;
  return (
    <div class="scroll">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{s('slowName')}</th>
            <th scope="col" class="figure">
              {s('slowCount')}
            </th>
            <th scope="col" class="figure">
              {s('slowWorst')}
            </th>
          </tr>
        </thead>
        <tbody>
          {now.slowQueries.map((slow) => (
            <tr key={slow.query}>
              <th scope="row" title={slow.query} lang="en">
                {slow.name}
              </th>
              <td class="figure">{slow.count}</td>
              <td class="figure">{s('ms', {n: slow.worstMs})}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
