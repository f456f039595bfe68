/** Who does a deed. Rooms above give `role` and `queueIds` their meaning; the journal keeps kind, id and device. */
export interface Actor {
  readonly kind: 'staff' | 'patient' | 'display' | 'system';
  readonly id: number | null;
  readonly role: 'admin' | 'desk' | 'doctor' | 'kiosk' | 'board' | null;
  /** Queues that this person may call from; ignored for admins. */
  readonly queueIds: ReadonlySet<number>;
  /** Rooms and counters that this person works at; empty = all of the queue's. */
  readonly servicePointIds: ReadonlySet<number>;
  /** The browser's row in `devices`, or the session's for staff; never the secret itself. */
  readonly device: string | null;
}

export const systemActor: Actor = {
  kind: 'system',
  id: null,
  role: null,
  queueIds: new Set(),
  servicePointIds: new Set(),
  device: null,
};

/** Somebody with a phone (or a program) who is not signed in. */
export function patientActor(device: string | null): Actor {
  return {...systemActor, kind: 'patient', device};
}
