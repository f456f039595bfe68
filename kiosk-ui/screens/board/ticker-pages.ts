/** As many letters as stand beside each other at the foot of a board, read from ten metres. */
const lettersMost = 68;
const pagesMost = 24;

/** A board's text as it is shown, a part at a time: a line each, long ones cut between words. Nothing runs: running text is hard to read. */
export function tickerPages(message: string | null): string[] {
  const pages = (message ?? '').split('\n').flatMap((line) => cut(line.trim()));
  return pages.slice(0, pagesMost);
}

function cut(line: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const word of line.split(/\s+/).filter(Boolean)) {
    if (part !== '' && part.length + 1 + word.length > lettersMost) {
      parts.push(part);
      part = '';
    }
    part = part === '' ? word : `${part} ${word}`;
  }
  return part === '' ? parts : [...parts, part];
}
