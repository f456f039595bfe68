/** Staff, the log and the admin page hear of a certificate's end so long before. */
export const warnDays = 30;
/** The box renews what its own authority issued so long before the end: a warning means that this failed. */
export const renewDays = 60;
/** Browsers believe a server's certificate for 398 days at most; an authority's for as long as it says. */
export const serverDays = 397;
export const authorityDays = 3650;
export const dayMs = 86_400_000;

export type CertificateState = 'none' | 'ok' | 'ending' | 'ended' | 'broken';

/** `broken`: the newest files can't be used and the former ones serve on; that is said before the end that is still far. */
export function certificateState(endsAt: number, now: number, broken: boolean): CertificateState {
  if (endsAt <= now) return 'ended';
  if (broken) return 'broken';
  return endsAt - now <= warnDays * dayMs ? 'ending' : 'ok';
}

/** Names and addresses under which this box is reached that its certificate does not carry yet. */
export function missingNames(wanted: Iterable<string>, carried: ReadonlySet<string>): string[] {
  return [...new Set(wanted)].filter((name) => !carried.has(name));
}

/** Whether the box's own certificate should be issued anew. With a clock that can't be right nothing is dated. */
export function renewalDue(now: number, endsAt: number, missing: readonly string[], clockIsSound: boolean): boolean {
  return clockIsSound && (missing.length > 0 || endsAt - now < renewDays * dayMs);
}

/** Names that no public authority gives out, and the ones of this very box: all that a local authority may ever vouch for. */
export const privateSuffixes = ['local', 'localhost', 'lan', 'internal', 'home.arpa'];
export const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** RFC 5280, 4.2.1.10: a name is permitted by itself and by each of its parents. */
export function nameIsPermitted(name: string, permitted: Iterable<string>): boolean {
  const lower = name.toLowerCase();
  return [...permitted].some((suffix) => lower === suffix || lower.endsWith(`.${suffix}`));
}

/** A name as certificates carry it: letters, digits and hyphens between dots. Anything else would not be read as a name. */
export function isDnsName(name: string): boolean {
  return (
    name.length <= 253 &&
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(name) &&
    !/^[\d.]+$/.test(name)
  );
}
