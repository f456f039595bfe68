import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';

export interface ServerChild {
  address(): string;
  /** Ends the server and resolves when it is gone; within 5 s, by force if need be. */
  stop(): Promise<void>;
}

export interface ServerChildParts {
  env: Readonly<Record<string, string | undefined>>;
  dataDir: string;
  /** Shows what the server says; false keeps it quiet. */
  loud: boolean;
  /** The server ended and will not be started again. */
  gaveUp(code: number | null): void;
}

const mainFile = path.join(import.meta.dirname, '../../server/main.ts');
const startWithinMs = 90_000; // a slow card, and a busy machine
const killAfterMs = 4000;
/** A server that falls is started again, as a supervisor would; not for ever. */
const mostRestarts = 20;
const restartAfterMs = 1000;

/** Runs the demo server as a child of ours, and again when it falls: a demo of what a power cut costs. */
export async function startServer({env, dataDir, loud, gaveUp}: ServerChildParts): Promise<ServerChild> {
  let port = env.PORT ?? '8080';
  let child: ChildProcess | null = null;
  let restartTimer: NodeJS.Timeout | null = null;
  let restarts = 0;
  let stopping = false;

  function launch(): Promise<void> {
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', mainFile], {
      env: {...process.env, ...env, PORT: port, DEMO: '1', DATA_DIR: dataDir, LOG_LEVEL: env.LOG_LEVEL ?? 'warn'},
      // The channel ends the server when we are gone without a word.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    child = started;
    started.once('exit', (code) => {
      child = null;
      if (stopping) return;
      // Said before it ever served: a wrong variable or a taken port. Trying again would say it again.
      if (restarts >= mostRestarts || (restarts === 0 && !served)) return gaveUp(code);
      restarts++;
      console.log(`The server ended (${code ?? 'killed'}); starting it again. Nothing that was answered is lost.`);
      restartTimer = setTimeout(() => void launch().catch(() => undefined), restartAfterMs);
    });
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error('the server did not start in time')), startWithinMs);
      let heard = '';
      started.stdout!.setEncoding('utf8').on('data', (text: string) => {
        if (loud && restarts === 0) process.stdout.write(text);
        if (heard.length > 10_000) return;
        heard += text;
        const found = /http:\/\/localhost:(\d+)/.exec(heard);
        if (!found) return;
        port = found[1]!;
        served = true;
        clearTimeout(tooLate);
        resolve();
      });
      started.once('exit', () => {
        clearTimeout(tooLate);
        reject(new Error('the server ended before it served'));
      });
    });
  }

  let served = false;
  await launch();
  return {
    address: () => `http://127.0.0.1:${port}`,
    stop() {
      stopping = true;
      if (restartTimer) clearTimeout(restartTimer);
      const running = child;
      if (!running) return Promise.resolve();
      return new Promise((resolve) => {
        const force = setTimeout(() => running.kill('SIGKILL'), killAfterMs);
        running.once('exit', () => {
          clearTimeout(force);
          resolve();
        });
        running.kill('SIGTERM');
      });
    },
  };
}
