import type {DoctorView} from '../../../server/places/schema.ts';
import type {Sheet} from '../../../server/setup/schema.ts';
import type {UserView} from '../../../server/staff/schema.ts';
import {usernameFor} from './passwords.ts';

/** Somebody who should sign in: one of the doctors in the table, or a front desk. */
export interface Person {
  key: string;
  name: string;
  role: 'desk' | 'doctor';
  username: string;
  doctorId: string | null;
  /** Lines without a doctor are called from the desk's counters. */
  queueIds: string[];
  chosen: boolean;
  /** The sign-in that exists already. */
  user: UserView | null;
}

/** The password, while it can still be printed. */
export interface Handout {
  name: string;
  username: string;
  password: string;
  role: 'desk' | 'doctor';
}

/** One front desk and every doctor of the table, with what exists already and a user name for those who have none. */
export function peopleOf(
  sheet: Sheet,
  doctors: readonly DoctorView[],
  users: readonly UserView[],
  deskName: string,
): Person[] {
  const taken = new Set(users.map(({username}) => username));
  const pools = sheet.rows.filter((row) => row.doctor === null).map((row) => row.queueId);
  const desks = users.filter(({role, disabled}) => role === 'desk' && !disabled);
  const people: Person[] = desks.map((user) => personOf(user, 'desk'));
  if (desks.length === 0) people.push(newDesk(deskName, pools, taken));
  const names = new Set(sheet.rows.flatMap((row) => row.doctor ?? []));
  doctors
    .filter(({name}) => names.has(name))
    .forEach((doctor, at) => {
      const user = users.find(({doctorId, disabled}) => doctorId === doctor.id && !disabled);
      if (user) {
        people.push(personOf(user, 'doctor'));
        return;
      }
      const username = usernameFor(doctor.name, `doctor${at + 1}`, taken);
      taken.add(username);
      people.push({
        key: `doctor-${doctor.id}`,
        name: doctor.name,
        role: 'doctor',
        username,
        doctorId: doctor.id,
        queueIds: [],
        chosen: true,
        user: null,
      });
    });
  return people;
}

export function newDesk(name: string, queueIds: string[], taken: Set<string>): Person {
  const username = usernameFor('desk', 'desk', taken);
  taken.add(username);
  const number = username.replace('desk', '');
  return {
    key: username,
    name: `${name} ${number || 1}`,
    role: 'desk',
    username,
    doctorId: null,
    queueIds,
    chosen: true,
    user: null,
  };
}

function personOf(user: UserView, role: Person['role']): Person {
  const {id, name, username, doctorId, queueIds} = user;
  return {key: `user-${id}`, name, role, username, doctorId, queueIds, chosen: false, user};
}
