import net from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import {refuse} from '../base/refusal.ts';
import {isLanAddress} from './lan-address.ts';
import type {PrintAnswer} from './schema.ts';

export type Connect = (address: string, port: number) => net.Socket;

/** Also what is read from the database is only ever an address of this network. */
export const connectLan: Connect = (address, port) => {
  if (!isLanAddress(address)) throw new Error('not an address of this network');
  return net.connect({host: address, port});
};

export interface Errand {
  connect: Connect;
  address: string;
  port: number;
  bytes: Uint8Array;
  /** Right before the first byte of the slip: from here on it counts as printed. */
  begin(): Promise<void>;
  signal: AbortSignal;
}

const connectMs = 2000;
/** Pauses before further tries; only connecting is tried again, never a slip. */
const retryPausesMs = [300, 1000];
const statusMs = 800;
/** So long the printer may take nothing. */
const stallMs = 10_000;
const doneMs = 5000;

/** DLE EOT n: asked in real time, answered even with paper out. */
const askOffline = [0x10, 0x04, 2];
const askPaper = [0x10, 0x04, 4];
/** GS r 1: answered in its turn, so behind everything that was sent before. */
const askDone = [0x1d, 0x72, 1];
const isRealTime = (byte: number) => (byte & 0x93) === 0x12;
const isInTurn = (byte: number) => (byte & 0x90) === 0;

/** Takes one slip to a printer. Refuses printer.unreachable and others when surely nothing was printed, printer.unsure otherwise. */
export async function deliver(errand: Errand): Promise<PrintAnswer> {
  const wire = await connected(errand);
  try {
    const before = await stateOf(wire);
    await errand.begin();
    if (!(await wire.send(Buffer.concat([errand.bytes, Buffer.from(askDone)]), stallMs))) refuse('printer.unsure');
    if (!before.speaks) return {confirmed: false, paperLow: false};
    const done = await wire.answer(isInTurn, doneMs);
    if (done !== null && (done & 0x0c) === 0) return {confirmed: true, paperLow: (done & 0x03) !== 0};
    if (wire.isCut()) refuse('printer.unsure');
    // It knows no GS r, or it stopped on the way: its present state tells which.
    const after = await stateOf(wire);
    if (!after.speaks) refuse('printer.unsure');
    return {confirmed: false, paperLow: after.paperLow};
  } finally {
    wire.end();
  }
}

async function stateOf(wire: Wire): Promise<{speaks: boolean; paperLow: boolean}> {
  const offline = await wire.ask(askOffline, isRealTime, statusMs);
  // Many cheap ones say nothing at all: then the slip is sent in good faith.
  if (offline === null) {
    if (wire.isCut()) refuse('printer.unreachable');
    return {speaks: false, paperLow: false};
  }
  const paper = (await wire.ask(askPaper, isRealTime, statusMs)) ?? 0;
  if ((paper & 0x60) !== 0 || (offline & 0x20) !== 0) refuse('printer.paper-out');
  if ((offline & 0x44) !== 0) refuse('printer.not-ready');
  return {speaks: true, paperLow: (paper & 0x0c) !== 0};
}

async function connected({connect, address, port, signal}: Errand): Promise<Wire> {
  for (let tried = 0; ; tried++) {
    const wire = await tryConnect(connect, address, port);
    if (wire) return wire;
    const pauseMs = retryPausesMs[tried];
    if (pauseMs === undefined || signal.aborted) refuse('printer.unreachable');
    await pause(pauseMs, undefined, {signal, ref: false}).catch(() => refuse('printer.unreachable'));
  }
}

function tryConnect(connect: Connect, address: string, port: number): Promise<Wire | null> {
  return new Promise((resolve) => {
    let socket: net.Socket;
    try {
      socket = connect(address, port);
    } catch {
      return resolve(null);
    }
    const give = (wire: Wire | null) => {
      clearTimeout(late);
      if (!wire) socket.destroy();
      resolve(wire);
    };
    const late = setTimeout(() => give(null), connectMs);
    socket.once('connect', () => give(openWire(socket)));
    // Stays for the whole conversation: a cut line is noticed by whoever waits for it, never by nobody.
    socket.on('error', () => give(null));
  });
}

type Wire = ReturnType<typeof openWire>;

function openWire(socket: net.Socket) {
  let heard: ((byte: number | null) => void) | null = null;
  let cut = false;
  socket.setNoDelay(true);
  socket.on('data', (bytes: Buffer) => {
    for (const byte of bytes) heard?.(byte);
  });
  for (const end of ['error', 'close', 'end'] as const)
    socket.on(end, () => {
      cut = true;
      heard?.(null);
    });

  /** The next byte of this kind; null when none comes in time or the line is cut. Others (reports nobody asked for) pass by. */
  function answer(fits: (byte: number) => boolean, withinMs: number): Promise<number | null> {
    if (cut) return Promise.resolve(null);
    return new Promise((resolve) => {
      const give = (byte: number | null) => {
        clearTimeout(late);
        heard = null;
        resolve(byte);
      };
      const late = setTimeout(() => give(null), withinMs);
      heard = (byte) => {
        if (byte === null || fits(byte)) give(byte);
      };
    });
  }

  return {
    answer,
    isCut: () => cut,
    ask(command: readonly number[], fits: (byte: number) => boolean, withinMs: number) {
      const answered = answer(fits, withinMs);
      socket.write(Buffer.from(command));
      return answered;
    },
    /** False when the printer took nothing for too long or went away. */
    send(bytes: Buffer, withinMs: number): Promise<boolean> {
      if (cut) return Promise.resolve(false);
      return new Promise((resolve) => {
        const give = (taken: boolean) => {
          clearTimeout(late);
          socket.off('close', gone);
          resolve(taken);
        };
        const gone = () => give(false);
        const late = setTimeout(() => give(false), withinMs);
        socket.once('close', gone);
        socket.write(bytes, (error) => give(!error));
      });
    },
    /** Lets the last bytes go out, then the line. */
    end() {
      socket.end();
      socket.setTimeout(1000, () => socket.destroy());
    },
  };
}
