/** What the tabs of one browser ask `/api/live` for, put together and taken apart again. Pure. */
export interface Wish {
  queues: string[];
  my: string[];
  boards: string[];
  desk: boolean;
  changes: boolean;
}

export function wishOf(query: string): Wish {
  const asked = new URLSearchParams(query);
  return {
    queues: asked.getAll('queue'),
    my: asked.getAll('my'),
    boards: asked.getAll('board'),
    desk: asked.get('desk') === '1',
    changes: asked.get('changes') === '1',
  };
}

/** One stream's query for all of them; the same for the same wishes in any order. */
export function unionOf(queries: Iterable<string>): string {
  const wishes = [...queries].map(wishOf);
  const each = (name: string, pick: (wish: Wish) => string[]) =>
    [...new Set(wishes.flatMap(pick))].sort().map((value) => `${name}=${encodeURIComponent(value)}`);
  const desks = wishes.filter((wish) => wish.desk);
  return [
    ...each('queue', (wish) => wish.queues),
    ...each('my', (wish) => wish.my),
    ...each('board', (wish) => wish.boards),
    ...(desks.length > 0 ? ['desk=1'] : []),
    // Whoever asked for differences also understands the whole; the others do not understand differences.
    ...(desks.length > 0 && desks.every((wish) => wish.changes) ? ['changes=1'] : []),
  ].join('&');
}

/** Knows which events of the shared stream one tab asked for. It remembers in which line each of its tokens stands. */
export function chooser(query: string): (name: string, data: unknown) => boolean {
  const wish = wishOf(query);
  const lineOf = new Map<string, string>();
  return (name, data) => {
    const {id, key, queue} = (data ?? {}) as {id?: string; key?: string; queue?: {id: string}};
    switch (name) {
      case 'queue':
        return id !== undefined && (wish.queues.includes(id) || [...lineOf.values()].includes(id));
      case 'token':
        if (key === undefined || !wish.my.includes(key)) return false;
        if (queue) lineOf.set(key, queue.id);
        return true;
      case 'board':
        return id !== undefined && wish.boards.includes(id);
      case 'box':
      case 'desk':
      case 'desk-change':
        return wish.desk;
      default:
        // What is about the line itself: beats.
        return true;
    }
  };
}
