/** What a scanner or a person may put into the search field, by its shape alone. */
export type Scan =
  | {kind: 'link'; key: string}
  /** An appointment's ticket, or its number. */
  | {kind: 'booking'; key: string}
  | {kind: 'booking-number'; serial: number}
  | {kind: 'number'; prefix: string; serial: number}
  | {kind: 'phone'; digits: string}
  | {kind: 'text'};

/** The key of a token's page; letters, digits, `-` and `_`, as it stands in every link that the box writes. */
const link = /^(?:https?:\/\/[^/\s]+)?\/t\/([\w-]{16,64})\/?(?:[?#].*)?$/i;
const ticket = /^(?:https?:\/\/[^/\s]+)?\/b\/([\w-]{16,64})\/?(?:[?#].*)?$/i;
/** As it stands on the ticket: `APT-00012`, however many zeros somebody types. */
const appointment = /^APT[-\s]?(\d{1,9})$/i;
/** `C-014`, `c14`, `C 014`: a short prefix and at most four digits, so that a record number (`R-000123`) is none. */
const number = /^(\p{L}{1,4})[-\s]?(\d{1,4})$/u;
const phone = /^\+?[\d\s()-]{7,20}$/;

export function meaningOfScan(text: string): Scan {
  const trimmed = text.trim();
  const key = link.exec(trimmed)?.[1];
  if (key) return {kind: 'link', key};
  const booking = ticket.exec(trimmed)?.[1];
  if (booking) return {kind: 'booking', key: booking};
  const [, booked] = appointment.exec(trimmed) ?? [];
  if (booked) return {kind: 'booking-number', serial: Number(booked)};
  const [, prefix = '', serial = ''] = number.exec(trimmed) ?? [];
  if (prefix) return {kind: 'number', prefix: prefix.toUpperCase(), serial: Number(serial)};
  const digits = digitsOf(trimmed);
  if (phone.test(trimmed) && digits.length >= 7) return {kind: 'phone', digits};
  return {kind: 'text'};
}

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Whether a stored phone (E.164) is the one that these digits, national or international, begin to spell. */
export function phoneMatches(stored: string | null, digits: string, whole = false): boolean {
  const national = digits.replace(/^0+/, '');
  if (stored === null || national.length < 3) return false;
  const known = digitsOf(stored);
  // A country's calling code has one to three digits.
  return [0, 1, 2, 3].some((skip) => (whole ? known.slice(skip) === national : known.slice(skip).startsWith(national)));
}
