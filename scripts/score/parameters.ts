/**
 * The true world of the score: everything the simulated mornings are drawn from, in minutes, hours and shares.
 * A source stands where one is followed. "Assumed" means that we found none we trust and chose a value that a
 * crowded outpatient department (OPD) would recognise.
 */
export interface World {
  readonly name: string;
  /** Share of mornings whose queue is a pool, and the pool sizes among which it is drawn evenly. */
  readonly poolShare: number;
  readonly poolSizes: readonly number[];
  readonly service: {
    /** Log-normal spread of the doctors' median minutes. */
    readonly medianMinutes: number;
    readonly betweenDoctorsLogSd: number;
    readonly leastMinutes: number;
    readonly mostMinutes: number;
    /** Coefficient of variation of one doctor's durations, drawn evenly. */
    readonly lowCv: number;
    readonly highCv: number;
    /** Today is quicker or slower than this doctor's usual day. */
    readonly dayLogSd: number;
    /** Drift of the log duration per hour of work. */
    readonly driftMean: number;
    readonly driftSd: number;
    /** A few cases take much longer. */
    readonly heavyShare: number;
    readonly heavyFactor: number;
    /** A consultation after tests is shorter. */
    readonly returnFactor: number;
    /** From "complete" to the next call; mean of an exponential. */
    readonly changeoverMinutes: number;
  };
  readonly history: {readonly newDoctorShare: number; readonly days: number; readonly patientsPerDay: number};
  readonly lateness: {
    /** Each doctor's habit (mean minutes after the planned start), drawn evenly. */
    readonly lowMeanMinutes: number;
    readonly highMeanMinutes: number;
    /** Share of late starts that the doctor announces, how long before the planned start, and how true it is. */
    readonly toldShare: number;
    readonly toldBeforeMinutes: number;
    readonly toldLogBias: number;
    readonly toldLogSd: number;
  };
  readonly breaks: {
    readonly plannedShare: number;
    readonly plannedMinutes: readonly number[];
    /** Real length = expected × log-normal of these. */
    readonly logBias: number;
    readonly logSd: number;
    readonly unplannedPerHour: number;
    readonly unplannedMinutes: number;
    readonly unplannedLogSd: number;
    /** How a break is known: paused with an expected end, paused without; the rest just walks away. */
    readonly toldShare: number;
    readonly untoldShare: number;
  };
  readonly people: {
    /** Patients in a morning = capacity of the rooms × a load drawn evenly from these. */
    readonly lowLoad: number;
    readonly highLoad: number;
    /** Called and absent; how long the call holds the room; share of them who come back, and after how long. */
    readonly noShowRate: number;
    readonly noShowHoldMinutes: number;
    readonly comeBackShare: number;
    readonly comeBackMinutes: number;
    /** Leaving the line by cancelling, per waiting person and hour. */
    readonly cancelPerHour: number;
    readonly emergencyPerHour: number;
    readonly priorityShare: number;
    /** Sent for tests after a first consultation, and how long that takes. */
    readonly testShare: number;
    readonly testMedianMinutes: number;
    readonly testLogSd: number;
    /** Share of single doctors' mornings with booked slots; slot length; share of slots taken; who comes. */
    readonly bookedMorningShare: number;
    readonly slotMinutes: number;
    readonly slotTakenShare: number;
    readonly bookedComesShare: number;
  };
}

/** Doors open an hour before the planned start (minute 0); no new tokens after `lastTokenMinute`. */
export const day = {
  doorsMinute: -60,
  lastTokenMinute: 225,
  capacityMinutes: 240,
  /**
   * Arrival rate, relative, from each minute on. A crowd before the start and a falling morning, as reported again and
   * again for Indian OPDs (e.g. Shree Krishna Hospital time and motion study: OPD hours 9:00 – 13:30 with the queue in
   * the morning). The figures are assumed.
   */
  arrivals: [
    {fromMinute: -60, rate: 1.6},
    {fromMinute: 0, rate: 1.5},
    {fromMinute: 60, rate: 1},
    {fromMinute: 120, rate: 0.6},
    {fromMinute: 180, rate: 0.35},
  ],
} as const;

export const ordinary: World = {
  name: 'ordinary mornings',
  poolShare: 0.35,
  poolSizes: [2, 3],
  service: {
    // Irving et al. 2017, BMJ Open 7:e017902: mean consultations from 48 s (Bangladesh) to 22.5 min (Sweden), 5 min or
    // less for half of the world's people. A 2012 report on Chandigarh's public OPDs: about 3 min.
    medianMinutes: 5,
    betweenDoctorsLogSd: 0.4,
    leastMinutes: 2,
    mostMinutes: 15,
    // Log-normal: Feng et al. 2023, "A Dataset of Service Time and Related Patient Characteristics from an Outpatient
    // Clinic", Data 8(3):47: we computed from its 6 637 consultations of one doctor log skewness 0.02, log kurtosis 3.08,
    // coefficient of variation 0.46 (log sd 0.43 within a session), between sessions 0.09, drift −0.037 per hour with no
    // measurable spread, lag-1 correlation −0.01. Other clinics: Cayirli & Veral 2003, Production and Operations
    // Management 12(4), 519–549, about 0.35 to 0.85 (cited from memory, not looked up again).
    lowCv: 0.35,
    highCv: 0.85,
    dayLogSd: 0.09,
    driftMean: -0.035,
    driftSd: 0.02, // assumed: no measurable spread there
    heavyShare: 0.02, // assumed
    heavyFactor: 2.5,
    returnFactor: 0.6, // assumed
    changeoverMinutes: 0.15, // assumed: "complete and call next" is one press
  },
  history: {newDoctorShare: 0.1, days: 20, patientsPerDay: 30},
  // Assumed; late starts are a standing complaint, but we found no distribution for an OPD in print.
  lateness: {
    lowMeanMinutes: 3,
    highMeanMinutes: 20,
    toldShare: 0.4,
    toldBeforeMinutes: 5,
    toldLogBias: 0.05,
    toldLogSd: 0.3,
  },
  // Assumed.
  breaks: {
    plannedShare: 0.5,
    plannedMinutes: [10, 15, 20],
    logBias: 0.08,
    logSd: 0.25,
    unplannedPerHour: 0.1,
    unplannedMinutes: 12,
    unplannedLogSd: 0.5,
    toldShare: 0.6,
    untoldShare: 0.25,
  },
  people: {
    lowLoad: 0.75,
    highLoad: 1.2,
    // Dantas et al. 2018, Health Policy 122(4), 412–421: 23 % of appointments are missed on average. People who already
    // hold a token in the building are missing far less often: assumed 6 %.
    noShowRate: 0.06,
    noShowHoldMinutes: 1.5,
    comeBackShare: 0.4,
    comeBackMinutes: 10,
    cancelPerHour: 0.03, // assumed
    emergencyPerHour: 0.3, // assumed
    priorityShare: 0.06, // assumed: elderly, pregnant, disabled
    // Shree Krishna Hospital time and motion study: about 15 % of OPD patients are sent on to other departments.
    testShare: 0.15,
    testMedianMinutes: 45, // assumed: X-ray, ECG; laboratory reports often take longer than the morning
    testLogSd: 0.5,
    bookedMorningShare: 0.4,
    slotMinutes: 15,
    slotTakenShare: 0.7,
    // 1 − Dantas et al.'s 23 %.
    bookedComesShare: 0.77,
  },
};

/** Variations that nothing in the estimate was tuned on: each changes what a real hospital might differ in. */
export const heldOut: readonly World[] = [
  ordinary,
  {
    ...ordinary,
    name: 'slower doctors',
    service: {...ordinary.service, medianMinutes: 9, mostMinutes: 25},
  },
  {
    ...ordinary,
    name: 'more no-shows',
    people: {...ordinary.people, noShowRate: 0.16, cancelPerHour: 0.08, noShowHoldMinutes: 2},
  },
  {
    ...ordinary,
    name: 'heavier tails',
    service: {...ordinary.service, lowCv: 0.7, highCv: 1.1, heavyShare: 0.05, heavyFactor: 3},
  },
  {...ordinary, name: 'larger pools', poolShare: 1, poolSizes: [4, 6]},
  {
    ...ordinary,
    name: 'later, more broken up',
    lateness: {...ordinary.lateness, lowMeanMinutes: 10, highMeanMinutes: 30},
    breaks: {...ordinary.breaks, plannedShare: 0.8, unplannedPerHour: 0.3},
  },
  {
    ...ordinary,
    name: 'more emergencies and tests',
    people: {...ordinary.people, emergencyPerHour: 1, testShare: 0.3, priorityShare: 0.12},
  },
];

/** The family on which the estimate's constants were chosen: the ordinary world and milder, other variations. */
export const tuning: readonly World[] = [
  ordinary,
  {...ordinary, name: 'tuning: pools of three and five', poolShare: 1, poolSizes: [3, 5]},
  {
    ...ordinary,
    name: 'tuning: wider durations, tests',
    service: {...ordinary.service, medianMinutes: 6.5, lowCv: 0.5, highCv: 0.95, heavyShare: 0.03},
    people: {...ordinary.people, testShare: 0.2, emergencyPerHour: 0.5, noShowRate: 0.09},
    breaks: {...ordinary.breaks, unplannedPerHour: 0.2},
  },
];

/** The score's seeds lie far from those that were used for tuning. */
export const seeds = {tuning: {first: 1}, score: {first: 7_000_001}} as const;

/** The aim. */
export const aim = {mostErrorRatio: 1.15, lowestCoverage: 0.75, highestCoverage: 0.85, at: [1, 5, 20]} as const;
