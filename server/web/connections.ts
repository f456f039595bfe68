import fs from 'node:fs';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import {addressGroup} from './entrance.ts';

/** The most connections at once, by all. A constant: it must hold before any setting is read. */
const mostConnections = 16_000;
/** Of the files that the process may open so many are for the database, the log, backups and pages, never for connections. */
const otherFiles = 200;
/** Of the connections so many are for requests, never for streams: however many follow, staff get in. */
const notForStreams = 0.1;
/** An answer of which nothing was taken for so long is given up, or slow readers would keep their connections for ever. */
export const undrainedMs = 30_000;

/** How many connections this machine lets us have: with no file left to open nobody would get in, not even staff. */
export function connectionsHere(limits = readLimits()): {most: number; streams: number} {
  const files = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  const most = Math.max(100, Math.min(mostConnections, files - otherFiles));
  return {most, streams: Math.floor(most * (1 - notForStreams))};
}

function readLimits(): string {
  try {
    return fs.readFileSync('/proc/self/limits', 'latin1');
  } catch {
    return ''; // not Linux
  }
}

/**
 * The most requests of one connection that wait for their answers. Browsers send one at a time; whoever sends a thousand in one
 * breath and reads nothing would have a thousand answers kept for them. Those within it are answered in order, the last of
 * them says that the connection ends (`connection: close`); what came after it is not begun and may be asked again, as HTTP has it.
 */
export const mostUnanswered = 2;
/** Whoever sends more than this in one breath is nobody's browser or library, and is cut off at once. */
export const mostInABreath = 16;
/** The answers before the end of such a connection may take so long. */
export const lastAnswersMs = 2000;

export interface ConnectionLimits {
  most: number;
  /** Asked at each new connection: a setting may change. */
  perAddress(): number;
  /** Addresses that speak for many: proxies that we trust. */
  trusted: ReadonlySet<string>;
}

/** What one connection has asked and not been answered; `last` is the newest answer that it will get. */
interface Pipe {
  unanswered: number;
  last: ServerResponse;
}

interface Group {
  open: number;
  waiting: Set<Socket>;
}

export interface ConnectionGuard {
  watch(server: Server): void;
  readonly open: number;
  readonly dropped: number;
}

/**
 * Keeps the door free: over a limit the connection that has waited longest without a whole request goes, so that whoever
 * comes and asks at once (staff, a phone) always gets in past a thousand that open and say nothing. Where all are at work,
 * the newcomer goes.
 */
export function guardConnections({most, perAddress, trusted}: ConnectionLimits): ConnectionGuard {
  /** Of every open connection: with whom it shares its address's limit. */
  const groupOf = new Map<Socket, Group>();
  const byAddress = new Map<string, Group>();
  /** Those without a whole request, in the order in which they began to wait. */
  const waiting = new Set<Socket>();
  let dropped = 0;

  function watch(server: Server): void {
    server.timeout = undrainedMs;
    // Over TLS a request names the encrypted socket, not the one that was accepted: they share the peer.
    const accepted = 'setSecureContext' in server ? new Map<string, Socket>() : null;
    const plain = (socket: Socket) => accepted?.get(peerOf(socket)) ?? socket;
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      accepted?.set(peer, socket);
      socket.once('close', () => {
        accepted?.delete(peer);
        forget(socket);
      });
      enter(socket);
    });
    const pipes = new WeakMap<Socket, Pipe>();
    // Around those who answer: what is cut off here, and the rest of what it sent in the same breath, is not worked on.
    const answerers = server.listeners('request') as ((asked: IncomingMessage, answer: ServerResponse) => void)[];
    server.removeAllListeners('request').on('request', (asked: IncomingMessage, answer: ServerResponse) => {
      const socket = plain(asked.socket);
      if (socket.destroyed) return void asked.destroy();
      const pipe = pipes.get(socket) ?? {unanswered: 0, last: answer};
      if (pipe.last === answer) pipes.set(socket, pipe);
      if (++pipe.unanswered > mostUnanswered) return refuseMore(socket, asked, pipe);
      pipe.last = answer;
      answer.once('close', () => pipe.unanswered--);
      // Slow bodies wait like slow headers: what counts is a request that is there.
      if (hasBody(asked)) asked.once('end', () => works(socket));
      else works(socket);
      answer.once('close', () => waits(socket));
      for (const answerer of answerers) answerer.call(server, asked, answer);
    });
  }

  function enter(socket: Socket): void {
    const address = addressGroup(socket.remoteAddress ?? '');
    const group = byAddress.get(address) ?? {open: 0, waiting: new Set<Socket>()};
    byAddress.set(address, group);
    group.open++;
    groupOf.set(socket, group);
    socket.once('close', () => {
      if (--group.open === 0) byAddress.delete(address);
    });
    if (group.open > perAddress() && !trusted.has(address)) drop(oldest(group.waiting) ?? socket);
    else if (groupOf.size > most) drop(oldest(waiting) ?? socket);
    waits(socket);
  }

  /** No more from this connection: what it was promised is answered, unless it asks for a thousand things. */
  function refuseMore(socket: Socket, asked: IncomingMessage, {unanswered, last}: Pipe): void {
    if (unanswered === mostInABreath + 1) drop(socket);
    if (unanswered !== mostUnanswered + 1) return;
    // Node ends the connection after an answer that says so; one that waits already written for its turn can't any more.
    if (last.headersSent) last.once('close', () => asked.socket.destroySoon());
    else last.setHeader('connection', 'close');
    const late = setTimeout(() => drop(socket), lastAnswersMs);
    socket.once('close', () => clearTimeout(late));
  }

  function drop(socket: Socket): void {
    dropped++;
    forget(socket);
    socket.destroy();
  }

  function forget(socket: Socket): void {
    works(socket);
    groupOf.delete(socket);
  }

  function works(socket: Socket): void {
    waiting.delete(socket);
    groupOf.get(socket)?.waiting.delete(socket);
  }

  function waits(socket: Socket): void {
    const group = groupOf.get(socket);
    if (!group) return;
    works(socket);
    waiting.add(socket);
    group.waiting.add(socket);
  }

  return {
    watch,
    get open() {
      return groupOf.size;
    },
    get dropped() {
      return dropped;
    },
  };
}

function peerOf({remoteAddress, remotePort}: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}

function oldest(sockets: Set<Socket>): Socket | undefined {
  for (const socket of sockets) return socket;
  return undefined;
}

function hasBody({headers}: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
