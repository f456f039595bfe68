import type {HourFigures} from './day-hours.ts';
import {d} from './today-words.ts';

const height = 160;
const barWidth = 18;
const hourWidth = 64;
const foot = 26;
const head = 20;

/** Two bars an hour; the figures stand above them, and the table below has them all. */
export function HourChart({hours}: {hours: readonly HourFigures[]}) {
  const most = Math.max(1, ...hours.flatMap(({given, served}) => [given, served]));
  const tallest = hours.reduce((a, b) => (b.given > a.given ? b : a));
  const width = hours.length * hourWidth;
  const words = d('chartWords', {from: tallest.hour, to: tallest.hour + 1, n: tallest.given});
  return (
    <figure class="chart">
      <div class="chart-keys" aria-hidden="true">
        <span class="chart-key of-given">{d('given')}</span>
        <span class="chart-key of-served">{d('hourServed')}</span>
      </div>
      <div class="scroll">
        <svg width={width} height={height + foot + head} viewBox={`0 0 ${width} ${height + foot + head}`} role="img">
          <title>{words}</title>
          <line x1="0" x2={width} y1={height + head} y2={height + head} class="chart-line" />
          {hours.map(({hour, given, served}, at) => (
            <g key={hour} transform={`translate(${at * hourWidth + hourWidth / 2} 0)`}>
              <Bar value={given} most={most} left={-barWidth - 2} name="given" />
              <Bar value={served} most={most} left={2} name="served" />
              <text y={height + head + 20} class="chart-hour">
                {hour}
              </text>
            </g>
          ))}
        </svg>
      </div>
    </figure>
  );
}

function Bar({value, most, left, name}: {value: number; most: number; left: number; name: 'given' | 'served'}) {
  if (value === 0) return null;
  const tall = Math.max(2, (value / most) * height);
  const top = head + height - tall;
  return (
    <>
      <rect x={left} y={top} width={barWidth} height={tall} rx="3" class={`chart-bar of-${name}`} />
      <text x={left + barWidth / 2} y={top - 5} class="chart-figure">
        {value}
      </text>
    </>
  );
}
