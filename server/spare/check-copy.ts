import {execFile} from 'node:child_process';

const mostMs = 60 * 60_000;

/** Reads a copy to its end in a process of its own, so that the page goes on answering. Throws where it is not sound. */
export function checkCopy(file: string, seq: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', import.meta.filename, file, String(seq)],
      {signal, timeout: mostMs},
      (error, _, stderr) => (error ? reject(new Error(stderr.trim().split('\n').at(-1) || error.message)) : resolve()),
    );
  });
}

if (import.meta.main) {
  const {insistSound} = await import('../keeping/make-copy.ts');
  try {
    insistSound(process.argv[2]!, Number(process.argv[3]));
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'unknown');
    process.exitCode = 1;
  }
}
