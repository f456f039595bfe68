/** What kind of thing a setting is, its default and its limits. The one list; nothing is configurable that is not here. */
export const settingKinds = {
  siteName: {kind: 'text', usual: 'Hospital', min: 1, max: 100},
  timeZone: {kind: 'zone', usual: 'Asia/Kolkata', max: 60},
  countryCode: {kind: 'text', usual: 'IN', min: 2, max: 2},
  language: {kind: 'choice', usual: 'en', choices: ['en', 'hi']},
  /** The address that slips, posters and QR codes carry; empty = the box's own on the LAN. */
  siteAddress: {kind: 'text', usual: '', max: 200},
  /** The patients' Wi-Fi on posters, with a code that joins it; empty = posters only say to join. Meant to be read by everybody. */
  wifiName: {kind: 'text', usual: '', max: 32},
  wifiPassword: {kind: 'text', usual: '', max: 63},
  /** A third language on posters and slips, beside English and Hindi. */
  paperLanguage: {kind: 'choice', usual: '', choices: ['', 'mr', 'bn', 'ta']},
  /** Further host names under which this box may be reached, separated by commas. */
  hostNames: {kind: 'text', usual: '', max: 500},
  rollOverHour: {kind: 'number', usual: 4, min: 0, max: 12},
  dayCloseCarries: {kind: 'toggle', usual: false},
  /** After a restore so many numbers of each queue are left out, since they may be on paper already. */
  restoreJump: {kind: 'number', usual: 50, min: 0, max: 10_000},
  /** Minutes between the copies that the box makes by itself; 0: none. */
  backupEveryMinutes: {kind: 'number', usual: 60, min: 0, max: 1440},
  /** A folder on another disk (a USB stick, the network) to which each copy is carried; empty: none. */
  backupSecondPlace: {kind: 'text', usual: '', max: 300},
  /** The local hour at which the whole file is checked. */
  checkAtHour: {kind: 'number', usual: 3, min: 0, max: 23},
  weightReturning: {kind: 'number', usual: 3, min: 1, max: 20},
  weightPriority: {kind: 'number', usual: 2, min: 1, max: 20},
  weightBooked: {kind: 'number', usual: 2, min: 1, max: 20},
  weightWalkIn: {kind: 'number', usual: 1, min: 1, max: 20},
  restoreAfterCalls: {kind: 'number', usual: 3, min: 0, max: 50},
  bookedEarlyMinutes: {kind: 'number', usual: 10, min: 0, max: 120},
  bookedGraceMinutes: {kind: 'number', usual: 15, min: 0, max: 240},
  // Appointments.
  /** Slots exist for today and so many days after. */
  slotDays: {kind: 'number', usual: 30, min: 1, max: 120},
  /** The day on which a week begins where a doctor's people are counted by week: 1 = Monday … 7 = Sunday. */
  weekStartsOn: {kind: 'number', usual: 1, min: 1, max: 7},
  /** Who cancels later than so long before counts as if they had come. */
  lateCancelHours: {kind: 'number', usual: 24, min: 0, max: 336},
  /** Upcoming appointments of one phone; the desk has no limit. */
  bookingsPerPerson: {kind: 'number', usual: 20, min: 1, max: 1000},
  /** So long a time that became free is kept for the first on the list. */
  waitlistOfferMinutes: {kind: 'number', usual: 30, min: 2, max: 1440},
  undoSeconds: {kind: 'number', usual: 60, min: 0, max: 600},
  tokensPerPerson: {kind: 'number', usual: 4, min: 1, max: 50},
  stepAsidesPerToken: {kind: 'number', usual: 2, min: 0, max: 10},
  /** Of a daily cap so much is kept for people at the desk and the kiosk; see `placesLeft`. */
  deskShareOfCapPercent: {kind: 'number', usual: 20, min: 0, max: 90},
  // Rates. A whole hospital may stand behind one address (a router that translates), so a normal day must fit into what one
  // address may do: 5 000 patients who all come in the first hour are 83 a minute, 250 in its busiest minutes. Rates are
  // per minute; a minute's worth may come at once. Signed-in staff and paired screens have none.
  joinsPerMinutePerDevice: {kind: 'number', usual: 20, min: 1, max: 10_000},
  joinsPerMinutePerAddress: {kind: 'number', usual: 600, min: 1, max: 100_000},
  /** A shared line takes at most the half of such a minute; more than this is no waiting room. */
  joinsPerMinutePerQueue: {kind: 'number', usual: 300, min: 1, max: 100_000},
  joinsPerMinuteInAll: {kind: 'number', usual: 1200, min: 1, max: 100_000},
  /** Cancel, "I'm here", "I need some minutes": each press is a fact in the journal. */
  pressesPerMinutePerToken: {kind: 'number', usual: 12, min: 1, max: 1000},
  pressesPerMinutePerAddress: {kind: 'number', usual: 600, min: 1, max: 100_000},
  /**
   * Requests of any kind by people who are not signed in. 5 000 who come in an hour and open three pages of ten files are
   * 2 500 a minute; 2 000 phones without a stream that ask every 15 s are 8 000; twice both is 21 000.
   */
  requestsPerMinutePerAddress: {kind: 'number', usual: 30_000, min: 100, max: 1_000_000},
  /** Open connections, streams included: two thirds of what one process may have open. Those that wait longest go first. */
  connectionsPerAddress: {kind: 'number', usual: 4000, min: 50, max: 16_000},
  signInsPerMinute: {kind: 'number', usual: 10, min: 1, max: 1000},
  streamsInAll: {kind: 'number', usual: 12_000, min: 10, max: 20_000},
  streamsPerTopic: {kind: 'number', usual: 10_000, min: 10, max: 20_000},
  streamsPerDevice: {kind: 'number', usual: 20, min: 1, max: 1000},
  streamsPerAddress: {kind: 'number', usual: 2000, min: 1, max: 20_000},
  /** Who takes nothing from its stream for so long is cut. */
  streamStallSeconds: {kind: 'number', usual: 30, min: 5, max: 600},
  /** About so long a stream lasts, so that a line that died unseen is let go; each its own time, a fifth more or less. */
  streamLifeMinutes: {kind: 'number', usual: 30, min: 1, max: 1440},
} as const satisfies Record<string, SettingKind>;

export type SettingKind =
  | {kind: 'text' | 'zone'; usual: string; min?: number; max: number}
  | {kind: 'choice'; usual: string; choices: readonly string[]}
  | {kind: 'number'; usual: number; min: number; max: number}
  | {kind: 'toggle'; usual: boolean};

export type SettingKey = keyof typeof settingKinds;
type Wide<T> = T extends number ? number : T extends boolean ? boolean : string;
export type Settings = {readonly [Key in SettingKey]: Wide<(typeof settingKinds)[Key]['usual']>};

/** What is wrong with a value for a key, in one sentence; null when it is fine. */
export function faultOf(key: SettingKey, value: unknown): string | null {
  const kind: SettingKind = settingKinds[key];
  switch (kind.kind) {
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && value >= kind.min && value <= kind.max
        ? null
        : `must be a whole number from ${kind.min} to ${kind.max}`;
    case 'toggle':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'choice':
      return typeof value === 'string' && kind.choices.includes(value)
        ? null
        : `must be one of ${kind.choices.join(', ')}`;
    default:
      return typeof value === 'string' && value.trim().length >= (kind.min ?? 0) && value.length <= kind.max
        ? null
        : `must be text of ${kind.min ?? 0} to ${kind.max} characters`;
  }
}
