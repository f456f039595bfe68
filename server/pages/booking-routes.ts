import {Hono} from 'hono';
import type {Env} from '../web/conventions.ts';
import {assessRoutes} from './assess-routes.ts';
import {bookRoutes} from './book-routes.ts';
import {ticketRoutes} from './ticket-routes.ts';
import {waitingListRoutes} from './waiting-list-routes.ts';

/** Booking on a phone: pages and plain forms, whole without a script. */
export const bookingPages = new Hono<Env>()
  .route('/', bookRoutes)
  .route('/', ticketRoutes)
  .route('/', waitingListRoutes)
  .route('/', assessRoutes);
