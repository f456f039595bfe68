import {b} from './appointments-words.ts';

export interface Block {
  from: string;
  until: string;
}

/** The next stretch after a break of an hour, or a usual morning. */
function nextBlock(blocks: readonly Block[]): Block {
  const last = blocks[blocks.length - 1];
  if (last === undefined) return {from: '09:00', until: '13:00'};
  const hour = Math.min(22, Number(last.until.slice(0, 2)) + 1);
  const text = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return {from: text(hour), until: hour + 3 >= 24 ? '24:00' : text(hour + 3)};
}

export const blocksFit = (blocks: readonly Block[]): boolean =>
  blocks.every(({from, until}) => from < until) &&
  [...blocks]
    .sort((one, other) => (one.from < other.from ? -1 : 1))
    .every((one, at, all) => at === 0 || all[at - 1]!.until <= one.from);

/** The stretches of one day. A day's end, 24:00, is written 00:00 in a field of time. */
export function Blocks(props: {day: string; blocks: readonly Block[]; set: (blocks: Block[]) => void}) {
  const {day, blocks, set} = props;
  const change = (at: number, part: Partial<Block>) =>
    set(blocks.map((one, place) => (place === at ? {...one, ...part} : one)));
  return (
    <div class="hour-blocks">
      {blocks.length === 0 ? <span class="muted">{b('dayOff')}</span> : null}
      {blocks.map((one, at) => (
        <span key={`${at}`} class="hour-block">
          <input
            type="time"
            aria-label={b('fromOf', {day})}
            required
            value={one.from}
            onInput={(event) => change(at, {from: event.currentTarget.value})}
          />
          <span aria-hidden="true">–</span>
          <input
            type="time"
            aria-label={b('untilOf', {day})}
            required
            value={one.until === '24:00' ? '00:00' : one.until}
            onInput={(event) =>
              change(at, {until: event.currentTarget.value === '00:00' ? '24:00' : event.currentTarget.value})
            }
          />
          <button
            type="button"
            class="btn quiet small"
            aria-label={b('removeOf', {day, from: one.from, until: one.until})}
            onClick={() => set(blocks.filter((_, place) => place !== at))}
          >
            ✕
          </button>
        </span>
      ))}
      <button
        type="button"
        class="btn quiet small"
        aria-label={b('addTo', {day})}
        onClick={() => set([...blocks, nextBlock(blocks)])}
      >
        + {b(blocks.length === 0 ? 'addHours' : 'addBreak')}
      </button>
    </div>
  );
}
