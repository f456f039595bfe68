import {Worker} from 'node:worker_threads';
import type {Slip} from './slip-rules.ts';

/** A slip takes some 30 ms; the first one loads fonts and libraries. */
const drawWithinMs = 10_000;
/** Without slips the thread ends and gives its memory back. */
const idleMs = 60_000;

export interface Drawing {
  bytesOf(slip: Slip): Promise<Uint8Array>;
  close(): void;
}

interface Asked {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/** Draws slips in a thread of their own: the line and its pushes never wait for letters. */
export function openDrawing(): Drawing {
  let thread: Worker | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let lastId = 0;
  const asked = new Map<number, Asked>();

  function started(): Worker {
    clearTimeout(idle);
    if (thread) return thread;
    const made = new Worker(new URL('./slip-thread.ts', import.meta.url), {
      resourceLimits: {maxOldGenerationSizeMb: 64},
    });
    made.unref();
    made.on('message', ({id, bytes, fault}: {id: number; bytes?: Uint8Array; fault?: string}) => {
      const one = asked.get(id);
      asked.delete(id);
      if (asked.size === 0) rest();
      if (bytes) one?.resolve(bytes);
      else one?.reject(new Error(`the slip was not drawn: ${fault}`));
    });
    made.on('error', (error) => end(made, error instanceof Error ? error : new Error(String(error))));
    made.on('exit', () => end(made, new Error('the drawing thread ended')));
    thread = made;
    return made;
  }

  function rest(): void {
    idle = setTimeout(() => stop(new Error('nothing to draw')), idleMs);
    idle.unref();
  }

  function end(which: Worker, error: Error): void {
    if (thread === which) stop(error);
  }

  function stop(error: Error): void {
    clearTimeout(idle);
    const was = thread;
    thread = null;
    for (const one of asked.values()) one.reject(error);
    asked.clear();
    void was?.terminate();
  }

  return {
    bytesOf(slip) {
      const id = ++lastId;
      return new Promise<Uint8Array>((resolve, reject) => {
        const late = setTimeout(() => stop(new Error('the slip took too long to draw')), drawWithinMs);
        asked.set(id, {
          resolve(bytes) {
            clearTimeout(late);
            resolve(bytes);
          },
          reject(error) {
            clearTimeout(late);
            reject(error);
          },
        });
        started().postMessage({id, slip});
      });
    },
    close: () => stop(new Error('the box closes')),
  };
}
