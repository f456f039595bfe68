// The way between browsers and the server, as it fails in a hospital: cut (connections break, new ones are refused) or a hole
// (bytes stop in both directions and nobody is told). A hole ends as TCP ends it: what was lost in it comes when the sender's
// kernel next tries again, which after a longer hole takes longer; a break that fell into it is never heard of.
import net, {type AddressInfo} from 'node:net';
import {atEnd} from './child.ts';

export interface Wire {
  url: string;
  /** Where the server is now. */
  leadTo(serverUrl: string): void;
  cut(): Promise<void>;
  hole(): void;
  /** Whatever was wrong is over. */
  restore(): Promise<void>;
  close(): void;
}

/** The kernel tries again after so long, then after twice that, and so on: bytes that were not confirmed, and first words. */
const bytesAgainMs = 200;
const firstAgainMs = 1000;

interface Way {
  near: net.Socket;
  far: net.Socket | null;
  halves: Half[];
  openedAt: number;
}

interface Half {
  from: net.Socket;
  to: net.Socket;
  /** What went into the hole, and when the first of it was sent. */
  lost: Buffer[];
  lostAt: number | null;
  ends: boolean;
  timer: NodeJS.Timeout | null;
}

export async function openWire(serverUrl: string): Promise<Wire> {
  let target = Number(new URL(serverUrl).port);
  let inHole = false;
  const ways = new Set<Way>();
  const waiting = new Set<NodeJS.Timeout>();
  const door = net.createServer({noDelay: true, allowHalfOpen: true}, enter);
  await listen(door, 0);
  const {port} = door.address() as AddressInfo;

  function enter(near: net.Socket): void {
    const way: Way = {near, far: null, halves: [], openedAt: performance.now()};
    ways.add(way);
    near.pause();
    near.on('error', () => {});
    near.once('close', () => leave(way));
    if (!inHole) reach(way);
  }

  function reach(way: Way): void {
    if (way.near.destroyed) return;
    const far = net.connect({port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true});
    way.far = far;
    way.halves = [half(way.near, far), half(far, way.near)];
    way.near.resume();
    far.on('error', () => {
      if (!inHole) way.near.resetAndDestroy();
    });
    far.once('close', () => leave(way));
  }

  function half(from: net.Socket, to: net.Socket): Half {
    const one: Half = {from, to, lost: [], lostAt: null, ends: false, timer: null};
    from.on('data', (bytes: Buffer) => {
      if (!inHole && one.lostAt === null) {
        if (isGone(to)) from.resetAndDestroy();
        else to.write(bytes);
        return;
      }
      one.lost.push(bytes);
      one.lostAt ??= performance.now();
      from.pause();
    });
    from.on('end', () => {
      one.ends = true;
      if (!inHole && one.lostAt === null) to.end();
      else one.lostAt ??= performance.now();
    });
    return one;
  }

  /** An end closed. Outside a hole the other end is told. */
  function leave(way: Way): void {
    if (inHole) return;
    for (const one of way.halves) if (one.timer) clearTimeout(one.timer);
    // Its last words may still be on the way to the other end.
    if (way.near.destroyed) way.far?.destroy();
    else if (way.halves.every(({lostAt}) => lostAt === null)) way.near.end();
    if (way.near.destroyed) ways.delete(way);
  }

  function later(again: number, since: number, work: () => void): NodeJS.Timeout {
    const now = performance.now();
    let at = since + again;
    for (let step = again * 2; at < now; step *= 2) at += step;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      work();
    }, at - now);
    waiting.add(timer);
    return timer;
  }

  function fill(way: Way): void {
    if (way.near.destroyed) {
      leave(way);
      return;
    }
    if (!way.far) {
      later(firstAgainMs, way.openedAt, () => {
        if (!inHole) reach(way);
      });
      return;
    }
    for (const one of way.halves) {
      if (one.lostAt === null) continue;
      one.timer = later(bytesAgainMs, one.lostAt, () => {
        if (inHole) return;
        one.lostAt = null;
        if (isGone(one.to)) {
          one.from.resetAndDestroy();
          return;
        }
        for (const bytes of one.lost.splice(0)) one.to.write(bytes);
        if (one.ends) one.to.end();
        else one.from.resume();
      });
    }
  }

  const wire: Wire = {
    url: `http://127.0.0.1:${port}`,
    leadTo(url) {
      target = Number(new URL(url).port);
    },
    async cut() {
      const closed = new Promise((resolve) => door.close(resolve));
      for (const {near, far} of ways) {
        near.resetAndDestroy();
        far?.resetAndDestroy();
      }
      ways.clear();
      await closed;
    },
    hole() {
      inHole = true;
    },
    async restore() {
      inHole = false;
      if (!door.listening) await listen(door, port);
      for (const way of ways) fill(way);
    },
    close() {
      for (const timer of waiting) clearTimeout(timer);
      for (const {near, far} of ways) {
        near.destroy();
        far?.destroy();
      }
      door.close();
      forget();
    },
  };
  const forget = atEnd(() => door.close());
  return wire;
}

/** Browsers and our server close both directions together: who has ended answers anything more with a reset. */
const isGone = (end: net.Socket) => end.destroyed || end.readableEnded;

const listen = (door: net.Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(port, '127.0.0.1', () => {
      door.off('error', reject);
      resolve();
    });
  });
