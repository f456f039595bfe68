import type {ComponentChildren} from 'preact';
import {useEffect} from 'preact/hooks';
import type {BoxView} from '../../server/queue/schema.ts';
import {showDemo} from './demo-badge.ts';
import {clockTimeOf, dayWords, knowsServerTime, serverNowMs} from './staff-time.ts';
import {LanguageSwitch, language, t} from './staff-words.tsx';

export interface LiveSign {
  fresh: boolean;
  /** When the box was last heard (this machine's clock); null before the first word. */
  heardAtMs: number | null;
}

/** The bar on top of every staff screen. `nowMs` makes the clock move; the screen ticks it. */
export function Bar(props: {
  title: string;
  live: LiveSign;
  nowMs: number;
  short?: boolean;
  onSignOut?: () => void;
  children?: ComponentChildren;
}) {
  return (
    <header class="bar">
      <b class="brand">
        <span lang="hi">बारी</span> {props.short ? null : 'Baari'}
      </b>
      <h1 class="bar-title">{props.title}</h1>
      <span class="grow" />
      {props.children}
      {props.short || !knowsServerTime() ? null : (
        <span class="muted bar-day">
          {dayWords(language.value, serverNowMs(props.nowMs))} ·{' '}
          {clockTimeOf(new Date(serverNowMs(props.nowMs)).toISOString())}
        </span>
      )}
      <LiveMark live={props.live} />
      <LanguageSwitch />
      {props.onSignOut ? (
        <button type="button" class="btn quiet small" onClick={props.onSignOut}>
          {t('signOut')}
        </button>
      ) : null}
    </header>
  );
}

function LiveMark({live}: {live: LiveSign}) {
  return (
    <span class={live.fresh ? 'livemark' : 'livemark cut'} role="status">
      <i aria-hidden="true" />
      {live.fresh ? t('live') : t('connecting')}
    </span>
  );
}

/** What everybody must know: demo, clock, disk, and since when this screen shows the past. */
export function Banners({
  box,
  live,
  clockDeed,
}: {
  box: BoxView | null;
  live: LiveSign;
  /** What somebody can do about a clock in doubt. */
  clockDeed?: ComponentChildren;
}) {
  useEffect(() => {
    if (!box) return;
    showDemo(box.demo, true);
    return () => showDemo(box.demo);
  }, [box?.demo]);
  const lines: {kind: string; text: string; deed?: ComponentChildren}[] = [];
  if (!live.fresh && live.heardAtMs !== null) {
    const time = clockTimeOf(new Date(serverNowMs(live.heardAtMs)).toISOString());
    lines.push({kind: 'stale', text: t('notLiveSince', {time})});
  }
  if (box?.superseded) lines.push({kind: 'urgent', text: t('superseded')});
  if (box?.disk.state === 'full') lines.push({kind: 'urgent', text: t('diskFull')});
  if (box?.disk.state === 'low') lines.push({kind: 'stale', text: t('diskLow')});
  if (box?.clock.state === 'suspect') lines.push({kind: 'stale', text: t('clockSuspect'), deed: clockDeed});
  if (box?.demo) lines.push({kind: 'demo', text: t('demo')});
  return (
    <div class="banners" role="status">
      {lines.map((line) => (
        <div key={line.text} class={`banner ${line.kind}`}>
          {line.text} {line.deed}
        </div>
      ))}
    </div>
  );
}
