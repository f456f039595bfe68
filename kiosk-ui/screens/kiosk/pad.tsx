import type {Word} from './words.ts';

export const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

export interface PadProps {
  kind: 'digits' | 'letters';
  /** Before the digits: the letters that numbers begin with. */
  first?: readonly string[];
  say: Word;
  press: (key: string) => void;
  erase: () => void;
}

/** Keys to touch: a kiosk has no keyboard. A real keyboard and a scanner type into the field all the same. */
export function Pad({kind, first = [], say, press, erase}: PadProps) {
  const key = (one: string) => (
    <button type="button" class="btn key" key={one} onClick={() => press(one)}>
      {one}
    </button>
  );
  const eraser = (
    <button type="button" class="btn key" key="erase" aria-label={say('erase')} onClick={erase}>
      ⌫
    </button>
  );
  if (kind === 'letters')
    return (
      <div class="pad letters">
        {letters.map(key)}
        <button type="button" class="btn key wide" aria-label={say('space')} onClick={() => press(' ')}>
          ␣
        </button>
        {eraser}
      </div>
    );
  return (
    <>
      {first.length > 0 ? <div class="pad first">{first.map(key)}</div> : null}
      <div class="pad">
        {digits.map(key)}
        {first.length > 0 ? <span /> : key('+')}
        {key('0')}
        {eraser}
      </div>
    </>
  );
}
