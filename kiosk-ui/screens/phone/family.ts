import {pathOf} from '../../../server/pages/frame-view.ts';
import type {MineItem} from '../../../server/pages/mine-view.ts';
import type {MyTokenView, QueueEvent} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {phoneWords} from '../../../server/words/phone.ts';
import {sayer} from '../../../server/words/say.ts';
import {follow, type Live} from '../../live.ts';
import {ownTokens} from './own-tokens.ts';
import {sayAloud} from './redraw.ts';
import type {TokenPage} from './token.ts';

const everyMs = 20_000;

/** The other numbers of this phone: their states beside this one's, and a bell when one of them is called. */
export function followFamily(page: TokenPage, ring: () => void): {onQueue(queue: QueueEvent): void} {
  const {language, token} = page.shown;
  let timer = 0;
  let busy = false;
  let again = false;
  const lines = new Map<string, Live>();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
  look();

  async function look(): Promise<void> {
    clearTimeout(timer);
    again = busy;
    if (busy) return;
    busy = true;
    const before = page.shown.others ?? [];
    try {
      const others = await ownTokens(before, ({key}) => key !== token.key);
      page.shown.others = others;
      page.draw();
      followEach(others);
      for (const item of others) if (item.state === 'called' && !wasCalled(item, before)) tell(item);
    } catch {
      // No line: what was known stays, and the page says how old it is.
    }
    busy = false;
    if (again) look();
    else if ((page.shown.others ?? []).length > 0)
      timer = window.setTimeout(look, everyMs * (0.75 + Math.random() / 2));
  }

  /** Those in other lines too: a call of theirs is heard at once. The tabs' one stream carries it (tabs.ts). */
  function followEach(others: MineItem[]): void {
    const paths = others.map(({url}) => pathOf(url));
    for (const [path, live] of lines)
      if (!paths.includes(path)) {
        live.close();
        lines.delete(path);
      }
    for (const path of paths)
      if (!lines.has(path))
        lines.set(path, follow(`my=${path.slice(3)}`, {on: {token: (now: MyTokenView) => changed(path, now)}}));
  }

  function changed(path: string, {state, announcedAt}: MyTokenView): void {
    const known = (page.shown.others ?? []).find(({url}) => pathOf(url) === path);
    if (known && (known.state !== state || known.announcedAt !== announcedAt)) look();
  }

  function tell({number, room}: MineItem): void {
    const place = room ? localName(room, language) : '';
    sayAloud('urgent', sayer(phoneWords, language)('sayCalled', {number, place}));
    ring();
  }

  return {
    /** This line's own event also tells of those who stand in the same one. */
    onQueue({code, order, nowServing}) {
      const moved = (page.shown.others ?? []).some((item) => {
        if (item.code !== code) return false;
        const index = order.indexOf(item.number);
        const inRoom = nowServing.some(({number}) => number === item.number);
        return item.state === 'waiting' ? inRoom || (index >= 0 && index !== item.ahead) : index >= 0 || !inRoom;
      });
      if (moved) {
        clearTimeout(timer);
        timer = window.setTimeout(look, 200 + Math.random() * 800);
      }
    },
  };
}

const wasCalled = (item: MineItem, before: MineItem[]): boolean =>
  before.some(({url, announcedAt}) => pathOf(url) === pathOf(item.url) && announcedAt === item.announcedAt);
