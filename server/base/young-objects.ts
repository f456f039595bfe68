import v8 from 'node:v8';

/** So many commits in a rush before the room grows: a stall of a moment is no rush. */
const rushesToGrow = 100;

/** What the room grows by whenever it is full of objects that live. V8 reads this then; its own is 2. */
const growth = {none: '--semi-space-growth-factor=1', usual: '--semi-space-growth-factor=2'};

let rushed = false;

/**
 * V8's room for young objects stays as small as it is now, until a rush of writes asks for more. A rush of streams would make it
 * sixteen times as large: half as much memory again for each of ten thousand. Call it when the start is over and its compiled
 * code is kept: V8 takes no code that was compiled under other flags, not even Node's own, and that is a tenth of the start.
 */
export function keepYoungRoomSmall(): void {
  if (!rushed) v8.setFlagsFromString(growth.none);
}

/**
 * In a rush of writes the small room is dear: it is swept again and again, a third of the work of a join. So the first long
 * rush lets it grow to V8's usual size, and that costs some 30 MB from then on.
 */
export function roomForYoungObjects(): () => void {
  let rushes = 0;
  return () => {
    if (++rushes !== rushesToGrow) return;
    rushed = true;
    v8.setFlagsFromString(growth.usual);
  };
}
