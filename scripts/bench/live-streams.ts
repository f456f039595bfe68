// The measuring side of live-driver.ts: forks it, asks it, ends it.
import {type ChildProcess, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {Command, State, Told} from './live-driver.ts';

export interface Streams {
  open(what: Omit<Extract<Command, {do: 'open'}>, 'do'>): Promise<{opened: number; failed: number; ms: number}>;
  tell(what: Omit<Extract<Command, {do: 'tell'}>, 'do'>): Promise<Told>;
  state(): Promise<State>;
  close(): Promise<State>;
  end(): Promise<void>;
}

const file = fileURLToPath(new URL('./live-driver.ts', import.meta.url));
const drivers = new Set<ChildProcess>();
process.once('exit', () => {
  for (const driver of drivers) driver.kill('SIGKILL');
});

export function startStreams(): Streams {
  const child = fork(file, [], {stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: []});
  drivers.add(child);
  const waiting = new Map<number, {resolve(value: never): void; reject(error: Error): void}>();
  let lastId = 0;
  child.on('message', ({id, value, fault}: {id: number; value?: unknown; fault?: string}) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) one?.resolve(value as never);
    else one?.reject(new Error(`driver: ${fault}`));
  });
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      drivers.delete(child);
      for (const {reject} of waiting.values()) reject(new Error('the driver ended'));
      resolve();
    }),
  );
  const ask = <T>(command: Command): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, {resolve, reject});
      child.send({id, command});
    });
  return {
    open: (what) => ask({do: 'open', ...what}),
    tell: (what) => ask({do: 'tell', ...what}),
    state: () => ask({do: 'state'}),
    close: () => ask({do: 'close'}),
    end() {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
