/**
 * The tabs of one browser share one stream: a browser has six connections for a host, and ten tabs must not freeze. One tab
 * leads: it has the stream of all that the tabs want, and passes on what it says. Tabs find each other by BroadcastChannel, which
 * plain http:// has too. To `live.ts` a shared stream looks like one of its own, so each tab still judges silence for itself.
 */
import {openSource, type Source} from './source.ts';
import {chooser, unionOf} from './tabs-rules.ts';

/** Who opens finds nobody leading after this: it leads itself. */
export const answerMs = 120;
/** A follower asks a silent leader for a sign of life; after two questions in vain it takes over. */
export const lookMs = 700;
const questionsMost = 2;
/** Tabs that come or go together are one change. */
const gatherMs = 50;
/** After a cut they come back one by one, each with its own jitter. */
const gatherAfterCutMs = 300;
const cutMs = 4_000;
/** What nobody follows any more may stay for a moment: pages that follow one another want the same. */
const lingerMs = 2_000;
/** A stream that is younger and has not spoken yet serves whoever comes now as well. */
const youngMs = 2_500;
/** A tab that has not answered two of these calls is gone without a word. */
const rollEveryLooks = 30;
const rollsMissedMost = 2;
/** After the box refused everything, nobody asks again for so long. */
const refusedMs = 5_000;
/** Tabs beyond this have a stream of their own (and six connections for all). */
const membersMost = 60;

type Word =
  | {is: 'ask'}
  | {is: 'lead'; term: number; roll: boolean}
  | {is: 'ended'; term: number}
  | {is: 'join'; id: string; query: string; names: string[]; whole: boolean}
  | {is: 'leave'; id: string}
  | {is: 'opened'; term: number}
  | {is: 'event'; term: number; name: string; data: string; id: string}
  | {is: 'failed'; term: number; ids: string[]; refused: boolean};
type Told = Word & {from: string};

export interface Channel {
  post(word: unknown): void;
  close(): void;
}

export interface TabsWorld {
  now(): number;
  random(): number;
  visible(): boolean;
  /** The line between the tabs; null where the browser has none. */
  connect(hear: (word: unknown) => void): Channel | null;
  open(url: string): Source;
  /** What the box would say to this query: `no` when it refuses it for itself. */
  probe(url: string): Promise<'yes' | 'no'>;
  setTimer(work: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** Tells when this tab goes or is frozen, and when it is back. */
  watch(leave: () => void, back: () => void): void;
}

/** A stream of this tab, as `live.ts` sees it. */
interface Local {
  id: string;
  query: string;
  listeners: Map<string, (event: MessageEvent) => void>;
  wants: (name: string, data: unknown) => boolean;
  /** Events from before the leader knew of it are steps from a picture that it has not seen. */
  waiting: boolean;
  fail(refused: boolean): void;
}

interface Member {
  from: string;
  query: string;
  names: string[];
  missed: number;
}

export function openTabs(world: TabsWorld): (url: string) => Source {
  const me = Math.floor(world.random() * 2 ** 52).toString(36);
  const locals = new Map<string, Local>();
  let count = 0;
  let channel: Channel | null = null;
  let leader: string | null = null;
  let term = 0;
  let heardAt = 0;
  let questions = 0;
  let claimTimer: unknown = null;
  let lookTimer: unknown = null;
  // What only the leader has.
  const members = new Map<string, Member>();
  const refusedQueries = new Set<string>();
  let source: Source | null = null;
  let followed = '';
  let followedNames = '';
  let openedAt = 0;
  let spoke = false;
  let cutAt = Number.NEGATIVE_INFINITY;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let finding = false;
  let gatherTimer: unknown = null;
  let gathering = false;
  let lingerTimer: unknown = null;
  let someoneNew = false;
  let looks = 0;
  world.watch(leave, back);

  const leads = () => leader === me;

  function open(url: string): Source {
    const query = url.slice(url.indexOf('?') + 1);
    if (!connected()) return world.open(url);
    const id = `${me}.${++count}`;
    const listeners = new Map<string, (event: MessageEvent) => void>();
    let readyState = 0;
    const fail = (refused: boolean) => {
      // Once: whoever follows opens another.
      locals.delete(id);
      readyState = refused ? 2 : 0;
      listeners.get('error')?.({} as MessageEvent);
    };
    const local: Local = {id, query, listeners, wants: chooser(query), waiting: true, fail};
    locals.set(id, local);
    // Its listeners come in the same breath.
    world.setTimer(() => {
      if (locals.has(id)) join(local, true);
    }, 0);
    return {
      get readyState() {
        return readyState;
      },
      addEventListener: (name, hear) => void listeners.set(name, hear),
      close() {
        if (!locals.delete(id)) return;
        tell({is: 'leave', id});
        if (leads()) left(id);
        if (locals.size === 0) linger();
      },
    };
  }

  /** Joins the line between the tabs; false where there is none. */
  function connected(): boolean {
    if (channel !== null) return true;
    channel = world.connect((word) => hear(word as Told));
    if (channel === null) return false;
    leader = null;
    tell({is: 'ask'});
    claimIn(answerMs);
    lookTimer = world.setTimer(look, lookMs);
    return true;
  }

  function tell(word: Word): void {
    channel?.post({...word, from: me});
  }

  function join(local: Local, whole: boolean): void {
    const names = [...local.listeners.keys()].filter((name) => name !== 'error' && name !== 'again');
    if (whole) local.waiting = true;
    if (leads()) joined(me, local.id, local.query, names, whole);
    else tell({is: 'join', id: local.id, query: local.query, names, whole});
  }

  function claimIn(ms: number): void {
    world.clearTimer(claimTimer);
    claimTimer = world.setTimer(claim, ms);
  }

  /** The newest claim wins, so a leader that was frozen finds itself followed by another. */
  function claim(): void {
    if (channel === null) return;
    term = Math.max(term + 1, world.now());
    leader = me;
    members.clear();
    tell({is: 'lead', term, roll: false});
    for (const local of locals.values()) join(local, true);
  }

  function hear(word: Told): void {
    if (channel === null) return;
    if (word.from === leader) {
      heardAt = world.now();
      questions = 0;
    }
    switch (word.is) {
      case 'ask':
        if (leads()) tell({is: 'lead', term, roll: false});
        return;
      case 'lead':
        led(word);
        return;
      case 'ended':
        if (word.from !== leader) return;
        leader = null;
        // Whom somebody looks at first: a hidden tab may be frozen soon.
        claimIn(world.random() * 80 + (world.visible() ? 0 : 150));
        return;
      case 'join':
        if (leads()) joined(word.from, word.id, word.query, word.names, word.whole);
        return;
      case 'leave':
        if (leads()) left(word.id);
        return;
      default:
        if (word.from === leader && word.term === term) obey(word);
    }
  }

  function led(word: Told & {is: 'lead'}): void {
    const stronger = word.term > term || (word.term === term && word.from < me);
    if (word.from !== leader) {
      if (leader !== null && !stronger) {
        if (leads()) tell({is: 'lead', term, roll: false});
        return;
      }
      if (leads()) stopLeading();
    } else if (word.term === term && !word.roll) return;
    world.clearTimer(claimTimer);
    const isNew = word.from !== leader || word.term !== term;
    leader = word.from;
    term = word.term;
    heardAt = world.now();
    questions = 0;
    for (const local of locals.values()) join(local, isNew);
  }

  /** What the leader says of the stream. */
  function obey(word: Word): void {
    if (word.is === 'opened') for (const local of locals.values()) local.waiting = false;
    else if (word.is === 'failed') fail(word.ids, word.refused);
    else if (word.is === 'event') show(word.name, word.data, word.id);
  }

  function show(name: string, data: string, lastEventId: string): void {
    const parsed = parse(data);
    for (const local of [...locals.values()])
      if (!local.waiting && local.wants(name, parsed)) local.listeners.get(name)?.({data, lastEventId} as MessageEvent);
  }

  function fail(ids: string[], refused: boolean): void {
    for (const id of ids) locals.get(id)?.fail(refused);
  }

  function look(): void {
    lookTimer = world.setTimer(look, lookMs);
    if (leads()) {
      if (++looks % rollEveryLooks === 0) callRoll();
    } else if (leader !== null && world.now() - heardAt >= lookMs) {
      if (questions++ >= questionsMost) claim();
      else tell({is: 'ask'});
    }
  }

  // ---- leading

  function joined(from: string, id: string, query: string, names: string[], whole: boolean): void {
    if (!members.has(id) && members.size >= membersMost) {
      refuseTo([id]);
      return;
    }
    if (whole && world.now() - refusedAt < refusedMs) {
      refuseTo([id]);
      return;
    }
    if (refusedQueries.has(query)) {
      // One bad wish would spoil the stream of all: it is asked for alone first.
      void world.probe(`/api/live?${query}`).then((answer) => {
        if (!leads()) return;
        if (answer === 'no') {
          refuseTo([id]);
          return;
        }
        refusedQueries.delete(query);
        joined(from, id, query, names, whole);
      });
      return;
    }
    members.set(id, {from, query, names, missed: 0});
    someoneNew ||= whole;
    gather();
  }

  function left(id: string): void {
    const member = members.get(id);
    if (!members.delete(id) || gatherTimer !== null) return;
    // What staff see goes at once: it may be a sign-out.
    if (member?.query.includes('desk=1') || members.size === 0) {
      gather();
      return;
    }
    gatherTimer = world.setTimer(gathered, lingerMs);
  }

  function gather(): void {
    if (gathering) return;
    gathering = true;
    world.clearTimer(gatherTimer);
    gatherTimer = world.setTimer(gathered, world.now() - cutAt < cutMs ? gatherAfterCutMs : gatherMs);
  }

  /** Follows what all want together; opened anew for whoever came, because the picture as it is now comes first. */
  function gathered(): void {
    gatherTimer = null;
    gathering = false;
    if (!leads() || finding) return;
    if (members.size === 0) {
      stopSource();
      return;
    }
    const query = unionOf([...members.values()].map((member) => member.query));
    const names = [...new Set([...members.values()].flatMap((member) => member.names))].sort();
    const same = source !== null && query === followed && names.join() === followedNames;
    const young = !spoke && world.now() - openedAt < youngMs;
    if (same && (!someoneNew || young)) {
      opened();
      return;
    }
    follow(query, names);
  }

  function follow(query: string, names: string[]): void {
    stopSource();
    followed = query;
    followedNames = names.join();
    openedAt = world.now();
    spoke = false;
    const mine = world.open(`/api/live?${query}`);
    source = mine;
    opened();
    for (const name of names)
      mine.addEventListener(name, ({data, lastEventId}) => {
        if (source !== mine) return;
        spoke = true;
        tell({is: 'event', term, name, data, id: lastEventId});
        show(name, data, lastEventId);
      });
    // The box ends each stream after a while: nobody needs to hear of it.
    mine.addEventListener('again', () => {
      if (source === mine) follow(query, names);
    });
    mine.addEventListener('error', () => {
      if (source !== mine) return;
      const refused = mine.readyState === 2;
      stopSource();
      if (refused) void findRefused();
      else failAll(false);
    });
  }

  function opened(): void {
    someoneNew = false;
    tell({is: 'opened', term});
    obey({is: 'opened', term});
  }

  /** The box refused: whose wish was it? All of them when it is the box that is full. */
  async function findRefused(): Promise<void> {
    const queries = [...new Set([...members.values()].map((member) => member.query))];
    const bad: string[] = [];
    finding = true;
    if (queries.length > 1)
      for (const query of queries) if ((await world.probe(`/api/live?${query}`)) === 'no') bad.push(query);
    finding = false;
    if (!leads()) return;
    if (bad.length === 0) {
      if (queries.length > 1) refusedAt = world.now();
      return failAll(true);
    }
    for (const query of bad) {
      if (refusedQueries.size >= membersMost) refusedQueries.clear();
      refusedQueries.add(query);
      const ids = [...members].filter(([, member]) => member.query === query).map(([id]) => id);
      for (const id of ids) members.delete(id);
      refuseTo(ids);
    }
    someoneNew = true;
    gather();
  }

  function refuseTo(ids: string[]): void {
    tell({is: 'failed', term, ids, refused: true});
    fail(ids, true);
  }

  /** Every tab tries again in its own time; the first of them opens the next stream. */
  function failAll(refused: boolean): void {
    const ids = [...members.keys()];
    cutAt = world.now();
    members.clear();
    tell({is: 'failed', term, ids, refused});
    fail(ids, refused);
  }

  function callRoll(): void {
    for (const [id, member] of members)
      if (member.from !== me && member.missed++ >= rollsMissedMost) {
        members.delete(id);
        gather();
      }
    tell({is: 'lead', term, roll: true});
  }

  function stopSource(): void {
    source?.close();
    source = null;
    followed = '';
  }

  function stopLeading(): void {
    world.clearTimer(gatherTimer);
    gatherTimer = null;
    gathering = false;
    members.clear();
    stopSource();
  }

  // ---- going and coming

  /** A page that follows nothing for a while leaves the others to themselves. */
  function linger(): void {
    world.clearTimer(lingerTimer);
    lingerTimer = world.setTimer(() => {
      if (locals.size === 0 && members.size === 0) leave();
      else if (locals.size === 0) linger();
    }, lingerMs * 2);
  }

  function leave(): void {
    if (channel === null) return;
    for (const timer of [claimTimer, lookTimer, lingerTimer]) world.clearTimer(timer);
    if (leads()) {
      stopLeading();
      tell({is: 'ended', term});
    } else for (const id of locals.keys()) tell({is: 'leave', id});
    leader = null;
    channel.close();
    channel = null;
  }

  function back(): void {
    if (channel !== null || locals.size === 0 || !connected()) return;
    for (const local of locals.values()) local.waiting = true;
  }

  return open;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** The version stands in the name: pages of an older build speak among themselves. */
const line = 'baari.live.1';

const browserWorld: TabsWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  visible: () => document.visibilityState === 'visible',
  connect(hear) {
    if (typeof BroadcastChannel === 'undefined') return null;
    const channel = new BroadcastChannel(line);
    channel.onmessage = ({data}) => hear(data);
    return {post: (word) => channel.postMessage(word), close: () => channel.close()};
  },
  open: (url) => openSource(url),
  async probe(url) {
    try {
      const answer = await fetch(`${url}&once=1`, {cache: 'no-store', credentials: 'same-origin'});
      return answer.status >= 400 && answer.status < 500 && answer.status !== 429 ? 'no' : 'yes';
    } catch {
      return 'yes';
    }
  },
  setTimer: (work, ms) => setTimeout(work, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
  watch(leave, back) {
    for (const [target, name, work] of [
      [window, 'pagehide', leave],
      [document, 'freeze', leave],
      [document, 'resume', back],
      [window, 'pageshow', back],
    ] as [EventTarget, string, () => void][])
      target.addEventListener(name, work);
  },
};

let openHere: ((url: string) => Source) | undefined;

export function openShared(url: string): EventSource {
  openHere ??= openTabs(browserWorld);
  return openHere(url) as unknown as EventSource;
}
