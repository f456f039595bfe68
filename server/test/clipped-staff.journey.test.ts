// time-limit: 1200
// The desk, the doctor and the administrator in each of their states: see clipped-states.
import * as assert from 'uvu/assert';
import {setAppointments} from '../../scripts/pictures/scene-appointments.ts';
import {both, lookAt, lookAtAll, openFaces} from './every-state.ts';
import * as states from './states.ts';

const {faces, look} = openFaces('every state of every face that staff see');

look('desk', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.deskStates(hall.stage), spoken);
  assert.equal(hall.found, []);
});

look('doctor', async (hall) => {
  for (const spoken of both)
    await states.doctorsStates(hall.stage, hall.lines, spoken === 'hi' ? 'hi' : 'en', (state) =>
      lookAt(hall, state, spoken),
    );
  assert.equal(hall.found, []);
});

look('appointments', async (hall) => {
  const booked = await setAppointments(hall.stage);
  for (const spoken of both) await lookAtAll(hall, states.staffBookingStates(booked), spoken);
  assert.equal(hall.found, []);
});

// The last: one of its states gives the desk another password.
look('admin and set-up', async (hall) => {
  for (const spoken of both) await lookAtAll(hall, states.adminStates(hall.stage), spoken);
  assert.equal(hall.found, []);
});

faces.run();
