/** Small choices that a browser keeps: never a person's data. Storage may be forbidden or full; then nothing is kept. */
export function remember(key: string, value: string) {
  try {
    localStorage.setItem(`baari.${key}`, value);
  } catch {
    // A choice that is not kept is asked again: no harm.
  }
}

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`baari.${key}`);
  } catch {
    return null;
  }
}
