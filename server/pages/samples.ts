import type {MyTokenView, QueueEvent} from '../queue/schema.ts';
import type {Site} from './frame-view.ts';

/** Samples for the tests of the pages. */
export const sampleNow = '2026-11-22T09:33:08+05:30';
export const sampleSite: Site = {name: 'District Hospital', demo: false, timeZone: 'Asia/Kolkata'};
export const sampleAssets = {css: ['/assets/phone.css'], js: ['/assets/phone.js']};
const room = {id: '3', name: 'Room 3', directions: 'first floor, left'};

export const sampleQueue = (over: Partial<QueueEvent> = {}): QueueEvent => ({
  id: '2',
  code: 'CAR',
  prefix: 'C',
  name: 'Cardiology',
  department: {id: '2', name: 'Cardiology'},
  doctor: {id: '1', name: 'Dr. Meera Rao'},
  servicePoints: [room],
  state: 'open',
  full: false,
  notice: null,
  opensAt: null,
  resumesAt: null,
  lateMinutes: 0,
  waiting: 7,
  nowServing: [{number: 'C-009', servicePoint: room, state: 'serving'}],
  wait: {likelyMinutes: 45, lowMinutes: 35, highMinutes: 60},
  asOf: sampleNow,
  revision: 5,
  order: ['C-010', 'C-011', 'C-012', 'C-013', 'C-014'],
  ...over,
});

export const sampleToken = (over: Partial<MyTokenView> = {}): MyTokenView => ({
  id: '14',
  key: 'sample-key-of-a-token-1',
  number: 'C-014',
  serial: 14,
  state: 'waiting',
  withdrawn: false,
  lane: 'walk-in',
  activeLane: 'walk-in',
  position: 5,
  ahead: 4,
  wait: {likelyMinutes: 28, lowMinutes: 20, highMinutes: 35},
  serviceDay: '2026-11-22',
  issuedAt: '2026-11-22T09:12:00+05:30',
  visitId: '9',
  queue: {id: '2', code: 'CAR', name: 'Cardiology'},
  url: 'http://baari.local:8080/t/sample-key-of-a-token-1',
  language: null,
  servicePoint: null,
  calledAt: null,
  announcedAt: null,
  asideUntil: null,
  hereAt: null,
  next: null,
  movedBecause: [],
  undoUntil: null,
  ...over,
});
