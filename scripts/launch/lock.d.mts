export function withLock<T>(
  folder: string,
  work: (held: {alsoHeldBy: (pid: number) => void}) => T | Promise<T>,
  options?: {onWait?: () => void; waitMaxMs?: number},
): Promise<T>;
export function isStale(folder: string): boolean;
