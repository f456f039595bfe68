/**
 * What the journal is asked about: a shown number (`C-012`) becomes its token's id, `queue:3` stays. Empty = about
 * anything; null = not understood.
 */
export function aboutOf(typed: string, tokens: readonly {id: string; number: string}[]): string | null {
  const text = typed.trim();
  if (text === '' || /^[a-z-]{1,20}:[\w.-]{1,60}$/.test(text)) return text;
  const found = tokens.find((token) => token.number.toLowerCase() === text.toLowerCase());
  return found ? `token:${found.id}` : null;
}
