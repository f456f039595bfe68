import {Hono} from 'hono';
import type {Env} from '../web/conventions.ts';
import {assessmentRoutes} from './assessment-routes.ts';
import {bookingRoutes} from './booking-routes.ts';
import {deskRoutes} from './desk-routes.ts';
import {hoursRoutes} from './hours-routes.ts';
import {kioskRoutes} from './kiosk-routes.ts';
import {slotRoutes} from './slot-routes.ts';
import {waitlistRoutes} from './waitlist-routes.ts';

/** All of the room; the API's description names them in this order. The list before `/api/appointments/:id`, which takes any word. */
export const appointmentRoutes = new Hono<Env>()
  .route('/', slotRoutes)
  .route('/', bookingRoutes)
  .route('/', assessmentRoutes)
  .route('/', waitlistRoutes)
  .route('/', deskRoutes)
  .route('/', hoursRoutes)
  .route('/', kioskRoutes);
