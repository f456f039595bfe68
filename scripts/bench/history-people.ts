// Who comes over the years: a register of patients who return, phones that return, and visits under a name given that day.
import type {Db} from '../../server/base/database.ts';
import {hashedInPlace, newPlacedSecret} from '../../server/base/secret.ts';
import {fold} from '../../server/patients/rules.ts';
import {type Chain, rowsInto} from './history-rows.ts';

const first =
  'Asha Ravi Sunita Imran Meera Arjun Lakshmi Kavita Rohan Anita Vijay Priya Farida Manoj Geeta Suresh Rekha Deepak Nandini Harish Usha Ganesh Salma Joseph Mary Prakash Leela Ramesh Savita Omkar'.split(
    ' ',
  );
const last =
  'Devi Kumar Rao Khan Iyer Sharma Mehta Nair Patil Das Singh Reddy Joshi Pillai Gupta Thomas Shaikh Chavan Bose Verma Kulkarni Yadav Menon Fernandes Desai Jadhav Mishra Banerjee Gowda Kaur'.split(
    ' ',
  );

interface Actor {
  actorKind: string;
  actorId: number | null;
  device: string | null;
}

export function openPeople(db: Db, random: () => number, journal: Chain) {
  const visits = rowsInto(db, 'visits', ['id', 'day', 'patientId', 'name', 'phone', 'yearOfBirth', 'language']);
  const devices = rowsInto(db, 'devices', ['id', 'secretHash', 'createdAt']);
  /** By number less one. Names and phones follow from the number. */
  const createdAt: number[] = [];
  const lastVisitAt: number[] = [];
  let visitCount = 0;
  let deviceCount = 0;

  const nameOf = (number: number) =>
    `${first[(number * 7) % first.length]} ${last[(number * 13 + Math.floor(number / 30)) % last.length]}`;
  const phoneOf = (number: number) => `+919${String((number * 7919 + 130_000_003) % 1_000_000_000).padStart(9, '0')}`;
  const birthOf = (number: number) => 1940 + ((number * 31) % 80);

  function patient(at: number, actor: Actor): number {
    const known = createdAt.length;
    if (known > 0 && random() < 0.8) {
      const id = 1 + Math.floor(random() * known);
      lastVisitAt[id - 1] = at;
      return id;
    }
    createdAt.push(at);
    lastVisitAt.push(at);
    const id = known + 1;
    const about = {queueId: null, tokenId: null, visitId: null, subject: `patient:${id}`, data: null};
    journal.note({at, kind: 'patient.registered', ...actor, ...about});
    return id;
  }

  return {
    /** The browser that joins: every second one was here before and brings its cookie. */
    device(at: number): {deviceId: number; known: boolean} {
      if (deviceCount > 0 && random() < 0.5) return {deviceId: 1 + Math.floor(random() * deviceCount), known: true};
      devices.add(++deviceCount, hashedInPlace(newPlacedSecret(journal.seq)), at);
      return {deviceId: deviceCount, known: false};
    },
    visit(day: string, at: number, byPhone: boolean, actor: Actor): number {
      const id = ++visitCount;
      if (!byPhone && random() < 0.87) {
        const who = patient(at, actor);
        visits.add(id, day, who, nameOf(who), phoneOf(who), birthOf(who), null);
      } else {
        const who = Math.floor(random() * 2_000_000);
        const named = byPhone && random() < 0.8;
        const phoned = byPhone && random() < 0.7;
        visits.add(
          id,
          day,
          null,
          named ? nameOf(who) : null,
          phoned ? phoneOf(who) : null,
          null,
          byPhone ? 'hi' : null,
        );
      }
      return id;
    },
    finish(): void {
      const patients = rowsInto(db, 'patients', [
        'id',
        'recordNumber',
        'name',
        'nameFolded',
        'phone',
        'yearOfBirth',
        'createdAt',
        'lastVisitAt',
      ]);
      createdAt.forEach((at, index) => {
        const id = index + 1;
        const record = `R-${String(id).padStart(6, '0')}`;
        patients.add(id, record, nameOf(id), fold(nameOf(id)), phoneOf(id), birthOf(id), at, lastVisitAt[index]);
      });
      for (const sink of [patients, visits, devices]) sink.flush();
    },
  };
}
