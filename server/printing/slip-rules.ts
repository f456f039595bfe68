/** What one slip says, already in words; how it becomes dots or commands is slip-bytes.ts's part. */
export interface Slip {
  paperMm: PaperMm;
  codepage: Codepage | null;
  /** Small lines above the number: the hospital, "demo". */
  head: string[];
  number: string;
  /** Large lines below it: the department, the doctor. */
  names: string[];
  facts: [label: string, value: string][];
  /** What the QR code holds. */
  url: string;
  foot: string[];
}

export const papersMm = [58, 80] as const;
export type PaperMm = (typeof papersMm)[number];

/** Dots and letters across the paper, at 203 dpi with the usual margins and font A. */
export const paperSizes = {58: {dots: 384, columns: 32}, 80: {dots: 576, columns: 48}} as const;

/** Code pages that nearly every printer has. */
export const codepages = ['cp437', 'cp858', 'windows1252'] as const;
export type Codepage = (typeof codepages)[number];

const plain = /^[\x20-\x7e]*$/;
/** cp858 and Windows-1252 both hold all letters of Latin-1; of cp437 only what is in ASCII is surely in its place. */
const western = /^[\x20-\x7e\xa1-\xac\xae-\xff]*$/;

/** Whether the printer has letters for this itself; everything else is drawn. */
export function isNative(text: string, codepage: Codepage | null): boolean {
  if (codepage === null) return false;
  return (codepage === 'cp437' ? plain : western).test(text);
}

/** How many times its usual size the number can be: as large as fits, 8 at most. */
export function numberScale(number: string, paperMm: PaperMm): number {
  return Math.max(1, Math.min(8, Math.floor(paperSizes[paperMm].columns / number.length)));
}
