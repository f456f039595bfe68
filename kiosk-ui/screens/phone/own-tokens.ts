import {pathOf} from '../../../server/pages/frame-view.ts';
import {type MineItem, mineItemOf} from '../../../server/pages/mine-view.ts';
import type {MyTokenView} from '../../../server/queue/schema.ts';
import {get, Refusal} from '../../api.ts';
import {forget, type Kept, kept} from './mine.ts';

/** Every request of a round at once is at most this many. */
const askedMost = 8;

/**
 * This phone's tokens as they stand: those that the page came with (its cookie knows them) and those whose pages were opened
 * here. Whatever is over goes. Rejects when the box cannot be asked.
 */
export async function ownTokens(known: MineItem[], wanted: (token: Kept) => boolean): Promise<MineItem[]> {
  const keys = new Map(known.map((item) => [pathOf(item.url), item] as const));
  for (const token of kept().filter(wanted)) {
    const path = `/t/${token.key}`;
    if (!keys.has(path)) keys.set(path, {number: token.number, url: path, state: 'held', queue: token.queue});
  }
  const found = await Promise.all([...keys].slice(0, askedMost).map(([path, item]) => asked(path, item)));
  return found.flat();
}

async function asked(path: string, item: MineItem): Promise<MineItem[]> {
  const key = path.slice(3);
  try {
    const token = await get<MyTokenView>(`/api/my/${key}`);
    const over = ['done', 'cancelled', 'expired', 'transferred'].includes(token.state);
    if (over) forget(key);
    return over ? [] : [mineItemOf(token, item)];
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    forget(key);
    return [];
  }
}
