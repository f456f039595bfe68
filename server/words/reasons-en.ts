/** Why a line stands still: patients read these too, so a phone loads them and nothing else of this file. */
export const pauseReasons = {
  'reason.tea': 'Short break',
  'reason.meal': 'Meal break',
  'reason.rounds': 'On ward rounds',
  'reason.emergency-case': 'Called to an emergency',
  'reason.equipment': 'Equipment or power',
};

/** Why somebody goes first: for staff only. */
export const staffReasons = {
  'reason.elderly': 'Elderly',
  'reason.pregnant': 'Pregnant',
  'reason.disability': 'Disability',
  'reason.infant': 'With a small child',
  'reason.unwell': 'Very unwell',
  'reason.staff-family': 'Hospital staff',
  'reason.chest-pain': 'Chest pain',
  'reason.breathless': 'Breathless',
  'reason.injury': 'Injury or bleeding',
  'reason.fainted': 'Fainted',
  'reason.high-fever': 'High fever',
  'reason.by-mistake': 'Chosen by mistake',
  'reason.better': 'Feels better',
  'reason.own-wish': 'Wants to wait in turn',
  'reason.doctor-asked': 'The doctor asked for this person',
  'reason.report-only': 'Only shows a report',
  'reason.missed-call': 'Missed the call',
  'reason.transport': 'Must catch transport',
  'reason.other': 'Other reason',
};
