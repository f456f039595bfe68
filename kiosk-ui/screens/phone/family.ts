import {pathOf} from '../../../server/pages/frame-view.ts';
import type {MineItem} from '../../../server/pages/mine-view.ts';
import type {QueueEvent} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {phoneWords} from '../../../server/words/phone.ts';
import {sayer} from '../../../server/words/say.ts';
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
      for (const item of others) if (item.state === 'called' && !wasCalled(item, before)) tell(item);
    } catch {
      // No line: what was known stays, and the page says how old it is.
    }
    busy = false;
    if (again) look();
    else if ((page.shown.others ?? []).length > 0)
      timer = window.setTimeout(look, everyMs * (0.75 + Math.random() / 2));
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
