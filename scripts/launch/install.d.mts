interface Locked {
  version?: string;
  optional?: boolean;
  devOptional?: boolean;
}
export function ensureInstalled(root: string): Promise<number | undefined>;
export function isInstalled(root: string): boolean;
export function allPresent(wanted: Record<string, Locked>, present: Record<string, Locked>): boolean;
