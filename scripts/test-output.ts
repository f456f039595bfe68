// Reads what one test file said and decides what it counts for. Pure.

export interface Ended {
  output: string;
  exitCode: number | null;
  /** It was killed when its time was up. */
  timedOut: boolean;
  limitSeconds: number;
}

export interface Verdict {
  passed: number;
  failed: number;
  skipped: number;
  /** What was skipped and why, in the file's own words. */
  skips: string[];
  /** Why the file itself failed, where that is not simply a failed test. */
  problem?: string;
}

const TOTALS = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm;
const SKIPPED = /^[\s•✘]*SKIPPED: (.+)$/gm;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** A file that cannot be right, seen before it runs; undefined where nothing is wrong. */
export function refusal(source: string): string | undefined {
  if (!/\.run\(\s*\)/.test(source)) return 'never calls .run(), so it tests nothing';
  if (/^\s*[\w$]+\.only\(/m.test(source)) return 'has .only: the rest of the file would not run';
  return undefined;
}

/** `// time-limit: 300` (seconds) and `// alone` within a file's first five lines. */
export function wishes(source: string): {limitSeconds: number; alone: boolean} {
  const head = source.split('\n').slice(0, 5).join('\n');
  return {
    limitSeconds: Number(/^\/\/ time-limit: (\d+)/m.exec(head)?.[1] ?? 120),
    alone: /^\/\/ alone\b/m.test(head),
  };
}

export function judge({output, exitCode, timedOut, limitSeconds}: Ended): Verdict {
  const plain = output.replace(COLOURS, '');
  const totals = [...plain.matchAll(TOTALS)].at(-1);
  const skips = [...plain.matchAll(SKIPPED)].map((match) => match[1]!.trim());
  const [total, passed, skippedTests] = totals ? totals.slice(1).map(Number) : [0, 0, 0];
  const skipped = Math.max(skips.length, skippedTests!);
  if (skipped > 0 && skips.length === 0) skips.push(`${skipped} by test.skip, without a reason`);

  const verdict = {passed: passed!, failed: total! - passed!, skipped, skips};
  const problem = problemOf();
  return problem ? {...verdict, failed: verdict.failed + 1, problem} : verdict;

  function problemOf(): string | undefined {
    if (timedOut && totals) return 'its tests ended but it did not: something is left open';
    if (timedOut) return `not done after ${limitSeconds} s`;
    if (!totals) return `ended with ${exitCode === null ? 'a signal' : `code ${exitCode}`} before its tests did`;
    if (exitCode !== 0 && total === passed) return `ended with ${exitCode === null ? 'a signal' : `code ${exitCode}`}`;
    if (total === 0 && skipped === 0) return 'ran no test';
    return undefined;
  }
}
