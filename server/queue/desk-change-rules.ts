import type {DeskChange, DeskEvent, StaffTokenView} from './schema.ts';

/**
 * What a staff screen that knows `before` needs to know `after`: who stands where, whoever looks otherwise than by their place and
 * wait, and nothing else. A join or a call in a line of sixty is then 3 KB instead of 60. Lists may not hold anybody twice.
 */
export function changeOf(before: DeskEvent, after: DeskEvent, between: {from: number; n: number}): DeskChange {
  const known = new Map(before.tokens.map((token) => [token.id, token]));
  const changed: StaffTokenView[] = [];
  const places: DeskChange['places'] = {};
  for (const token of after.tokens) {
    const old = known.get(token.id);
    if (!old || !sameButPlace(old, token)) changed.push(token);
    else if (!same(placeOf(old), placeOf(token))) places[token.id] = placeOf(token);
  }
  return {
    ...between,
    queue: after.queue,
    order: after.tokens.map((token) => token.id),
    changed,
    places,
    truncated: after.truncated,
    box: after.box,
  };
}

/** The present out of what was known and what changed; null when that is not what the change was made from. */
export function applyChange(before: DeskEvent, change: DeskChange): DeskEvent | null {
  if (before.n !== change.from) return null;
  const known = new Map([...before.tokens, ...change.changed].map((token) => [token.id, token]));
  const tokens: StaffTokenView[] = [];
  for (const id of change.order) {
    const token = known.get(id);
    if (!token) return null;
    const place = change.places[id];
    tokens.push(place ? {...token, position: place[0], ahead: place[1], wait: place[2]} : token);
  }
  return {n: change.n, queue: change.queue, tokens, truncated: change.truncated, box: change.box};
}

type Place = DeskChange['places'][string];

function placeOf({position, ahead, wait}: StaffTokenView): Place {
  return [position, ahead, wait];
}

function sameButPlace(one: StaffTokenView, other: StaffTokenView): boolean {
  for (const key in other) {
    if (key === 'position' || key === 'ahead' || key === 'wait') continue;
    const name = key as keyof StaffTokenView;
    if (!same(one[name], other[name])) return false;
  }
  return true;
}

/** Plain values of JSON; what is nested is small and always made in the same order. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}
