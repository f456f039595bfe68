/** What the demo day is drawn from, in minutes of the day, hours and shares. A crowd that an outpatient department knows. */
export interface Line {
  readonly code: string;
  /** Rooms or counters that serve it at once. */
  readonly rooms: number;
  /** Median consultation; the spread is log-normal. */
  readonly medianMinutes: number;
  /** When the doctor or the counters begin, in minutes after the doors open. */
  readonly startsAtMinute: number;
  /** Told to the hall when the doors open; 0 = on time. */
  readonly lateMinutes: number;
  readonly pauses: readonly {atMinute: number; minutes: number; reason: string}[];
}

export const doorsOpen = {hour: 8, minute: 30};
export const dayMinutes = 480;

export const lines: readonly Line[] = [
  {code: 'GEN', rooms: 2, medianMinutes: 4, startsAtMinute: 8, lateMinutes: 0, pauses: []},
  {
    code: 'CAR',
    rooms: 1,
    medianMinutes: 7,
    startsAtMinute: 15,
    lateMinutes: 0,
    pauses: [{atMinute: 225, minutes: 20, reason: 'rounds'}],
  },
  {
    code: 'PED',
    rooms: 1,
    medianMinutes: 5,
    startsAtMinute: 15,
    lateMinutes: 0,
    pauses: [
      {atMinute: 120, minutes: 10, reason: 'tea'},
      {atMinute: 270, minutes: 30, reason: 'meal'},
    ],
  },
  // The doctor who runs late, and says so.
  {
    code: 'ORT',
    rooms: 1,
    medianMinutes: 6,
    startsAtMinute: 40,
    lateMinutes: 25,
    pauses: [{atMinute: 255, minutes: 30, reason: 'meal'}],
  },
];

/** Arrivals per hour relative to what the rooms can serve: many are there when the doors open, few come after lunch. */
export const arrivals: readonly {fromMinute: number; load: number}[] = [
  {fromMinute: 0, load: 1.9},
  {fromMinute: 45, load: 1.4},
  {fromMinute: 120, load: 1.0},
  {fromMinute: 210, load: 0.6},
  {fromMinute: 270, load: 0.35},
  {fromMinute: 330, load: 0.7},
  {fromMinute: 420, load: 0.2},
];

export const people = {
  serviceLogSd: 0.5,
  leastServiceMinutes: 1,
  mostServiceMinutes: 25,
  phoneShare: 0.4,
  hindiShare: 0.6,
  familyShare: 0.18,
  mostOfFamily: 4,
  noShowShare: 0.06,
  comeBackShare: 0.6,
  cancelShare: 0.04,
  emergencyShare: 0.012,
  priorityShare: 0.07,
  testShare: 0.13,
  testMedianMinutes: 25,
  transferShare: 0.04,
  stepAsideShare: 0.01,
} as const;

/** Why somebody goes first, as the desk's codes (words/staff). */
export const reasons = {
  emergency: ['chest-pain', 'breathless', 'injury', 'high-fever'],
  priority: ['elderly', 'pregnant', 'disability', 'infant'],
} as const;

export const givenNames = [
  ['Asha', 'आशा'],
  ['Ramesh', 'रमेश'],
  ['Sunita', 'सुनीता'],
  ['Imran', 'इमरान'],
  ['Lakshmi', 'लक्ष्मी'],
  ['Joseph', 'जोसेफ़'],
  ['Kamala', 'कमला'],
  ['Vijay', 'विजय'],
  ['Fatima', 'फ़ातिमा'],
  ['Suresh', 'सुरेश'],
  ['Meena', 'मीना'],
  ['Arjun', 'अर्जुन'],
  ['Gurpreet', 'गुरप्रीत'],
  ['Radha', 'राधा'],
  ['Salim', 'सलीम'],
  ['Anil', 'अनिल'],
] as const;

export const familyNames = [
  ['Patil', 'पाटिल'],
  ['Sharma', 'शर्मा'],
  ['Khan', 'ख़ान'],
  ['Devi', 'देवी'],
  ['Yadav', 'यादव'],
  ['Kaur', 'कौर'],
  ['Fernandes', 'फ़र्नांडिस'],
  ['Reddy', 'रेड्डी'],
  ['Das', 'दास'],
  ['Joshi', 'जोशी'],
  ['Ansari', 'अंसारी'],
  ['Gupta', 'गुप्ता'],
] as const;
