import v8 from 'node:v8';

/** So many commits in a rush before the room grows: a stall of a moment is no rush. */
const rushesToGrow = 100;

/**
 * main.mjs keeps V8's room for young objects as small as it begins, which spares ten thousand idle streams half their memory. In
 * a rush of writes that is dear: the same room is swept again and again, a third of the work of a join. So the first long
 * rush lets it grow to V8's usual size, and that costs some 30 MB from then on. V8 reads this flag whenever the room is full.
 */
export function roomForYoungObjects(): () => void {
  let rushes = 0;
  return () => {
    if (++rushes === rushesToGrow) v8.setFlagsFromString('--semi-space-growth-factor=2');
  };
}
