import {deedsOf} from './scene.ts';
import type {Stage} from './stage.ts';

interface Slot {
  id: string;
  start: string;
  status: string;
}
interface DoctorDay {
  doctor: {id: string; name: string};
  department: {id: string};
}

/** What the pictures of appointments need: a doctor with a full enough day, and the keys of those who hold a ticket. */
export interface Booked {
  doctorId: string;
  departmentId: string;
  /** Tickets of phones: booked for another day; for today; taken back. */
  ticket: {key: string};
  today: {key: string; number: string};
  cancelled: {key: string};
  /** Whoever waits for a time to become free, and somebody to whom one is offered. */
  waiting: {key: string};
  offered: {key: string};
}

const people = ['Kamla Devi', 'Imran Shaikh', 'Joseph Mathew', 'Rukmini Iyer', 'Harpreet Kaur'] as const;

/** Fills the doctor's day: some are booked, one is here, two of tomorrow were cancelled by the house, two wait for a time. */
export async function setAppointments(stage: Stage): Promise<Booked> {
  const deed = deedsOf(stage) as (as: string, path: string, body?: object) => Promise<Record<string, unknown>>;
  const get = async <Body>(path: string) => (await stage.hospital.ask<Body>('GET', path, {as: 'desk'})).body;
  const {day: today, items} = await get<{day: string; items: DoctorDay[]}>('/api/appointments?limit=50');
  const {doctor, department} = items.find((one) => /Rao/.test(one.doctor.name)) ?? items[0]!;
  /** What is still to come and nobody has taken. */
  const free = async (of?: string) => {
    const query = of === undefined ? '' : `?from=${of}&to=${of}`;
    const found = await get<{items: Slot[]}>(`/api/doctors/${doctor.id}/slots${query}`);
    return found.items.filter(({status}) => status === 'free');
  };
  const days = [...new Set((await free()).map(({start}) => start.slice(0, 10)))].filter((one) => one > today);
  const [tomorrow = today, then = today] = days;

  const here = await free(today);
  const booked: string[] = [];
  for (const [place, name] of people.entries()) {
    const slot = here[place];
    if (!slot) break;
    const made = await deed('desk', '/api/appointments', {slotId: slot.id, name, phone: `98220 4000${place}`});
    booked.push(made.id as string);
  }
  if (booked[0]) await deed('desk', `/api/appointments/${booked[0]}/check-in`, {});

  const phone = async (slot: Slot | undefined, name: string) => {
    const {body} = await stage.hospital.ask<{key: string}>('POST', `/api/slots/${slot?.id}/hold`, {body: {}});
    const made = await stage.hospital.ask<{key: string; number: string}>('POST', `/api/bookings/${body.key}/confirm`, {
      body: {name, phone: '98220 50001'},
    });
    if (made.status >= 400) throw new Error(`${name} got no ticket`);
    return made.body;
  };
  const ofToday = await phone((await free(today))[0], 'Sunita Devi');
  const later = await free(then);
  const ticket = await phone(later[0], 'Meera Kulkarni');
  const cancelled = await phone(later[1], 'Anil Yadav');
  await stage.hospital.ask('POST', `/api/bookings/${cancelled.key}/cancel`, {body: {}});
  await phone((await free(tomorrow))[0], 'Farida Begum');
  await phone((await free(tomorrow))[1], 'Dinesh Gowda');
  const leave = {from: tomorrow, to: tomorrow, note: 'Family wedding', bookings: 'cancel'};
  await deed('admin', `/api/doctors/${doctor.id}/leave`, leave);

  const wait = async (name: string, from: string) =>
    (
      await stage.hospital.ask<{key: string}>('POST', `/api/doctors/${doctor.id}/waitlist`, {
        body: {name, phone: '98220 50002', from, to: from},
      })
    ).body;
  const waiting = await wait('Salma Khan', tomorrow);
  const offered = await wait('Peter Fernandes', then);
  return {doctorId: doctor.id, departmentId: department.id, ticket, today: ofToday, cancelled, waiting, offered};
}
