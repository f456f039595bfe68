/** The tokens that were opened on this phone, newest first, so that its owner finds them without a cookie. */
export interface Kept {
  key: string;
  number: string;
  queue: string;
  code?: string;
  day: string;
}
const name = 'baari.mine';
const keptMost = 12;

export function kept(): Kept[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isKept).slice(0, keptMost) : [];
  } catch {
    return [];
  }
}

export function keep(token: Kept): void {
  store([token, ...kept().filter((other) => other.key !== token.key)]);
}

export function forget(key: string): void {
  store(kept().filter((other) => other.key !== key));
}

/** Storage may be full or forbidden: the page works without it. */
function store(tokens: Kept[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(tokens.slice(0, keptMost)));
  } catch {
    // nothing to do
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && ['key', 'number', 'queue', 'day'].every((part) => part in value);
