/** What keeps the cloud from being up to date, as codes: the words are in the catalogue, and nothing here holds an address. */
export const syncProblems = [
  'unreachable',
  'tls',
  'password',
  'no-tables',
  'no-right',
  'busy',
  'slow',
  'backwards',
  'superseded',
  'other-box',
  'fault',
] as const;
export type SyncProblem = (typeof syncProblems)[number];

/** The cloud has answered and said no: this does not heal by itself. */
export const refusals: readonly SyncProblem[] = [
  'password',
  'no-tables',
  'no-right',
  'backwards',
  'superseded',
  'other-box',
];

/** What the cloud holds and what this box holds cannot be one hospital's record. Nothing of this round was written. */
export class TurnedAway extends Error {
  readonly problem: 'backwards' | 'superseded' | 'other-box';
  constructor(problem: TurnedAway['problem']) {
    super(problem);
    this.problem = problem;
  }
}

/** The cloud has no tables, or they lack what every version of them has, and this role may not make them. */
export class NoTables extends Error {}

const bySqlState: readonly (readonly [RegExp, SyncProblem])[] = [
  [/^BA001$/, 'backwards'],
  [/^BA002$/, 'superseded'],
  [/^28/, 'password'],
  [/^42501$/, 'no-right'],
  [/^(42P01|3F000|3D000|42703)$/, 'no-tables'],
  [/^(53|57P0)/, 'busy'],
  [/^(57014|55P03|25P03|40)/, 'slow'],
];
const ofNetwork =
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED))/;
// A named file of authorities that can't be read is one of these too.
const ofTls = /^(ENOENT$|EACCES$|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/;

export function problemOf(error: unknown): SyncProblem {
  if (error instanceof TurnedAway) return error.problem;
  if (error instanceof NoTables) return 'no-tables';
  const code = codeOf(error);
  if (ofNetwork.test(code)) return 'unreachable';
  if (ofTls.test(code)) return 'tls';
  return bySqlState.find(([states]) => states.test(code))?.[1] ?? 'fault';
}

/** SQLSTATE or the system's code, for the log: never the text, which may hold values. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
