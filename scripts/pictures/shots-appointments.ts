import type {Page} from 'playwright-core';
import type {Booked} from './scene-appointments.ts';
import type {Shot} from './shots.ts';
import {scanned} from './shots-kiosk.ts';

const phone = [360, 740] as const;
const desk = [1280, 800] as const;
const tablet = [1024, 768] as const;
const admin = [1440, 900] as const;
const kiosk = [1080, 1920] as const;

/** Appointments from the phone's first page to the administrator's figures. `display` is the cookie of a paired kiosk. */
export function appointmentShots(booked: Booked, display: string): Shot[] {
  return [
    ...phoneBookingShots(booked),
    ...deskBookingShots(),
    {
      name: 'appointments-doctor',
      path: '/doctor',
      size: tablet,
      as: 'doctor',
      lights: true,
      awaits: '.booked',
    },
    {
      name: 'appointments-doctor-open',
      path: '/doctor',
      size: tablet,
      as: 'doctor',
      awaits: '.booked',
      act: (page) => page.locator('.booked summary').click(),
    },
    ...adminBookingShots(),
    kioskTicket(booked, display),
  ];
}

export function phoneBookingShots({
  doctorId,
  departmentId,
  ticket,
  today,
  cancelled,
  waiting,
  offered,
}: Booked): Shot[] {
  const on = (name: string, path: string, more: Partial<Shot> = {}): Shot => ({
    name: `appointments-phone-${name}`,
    path,
    size: phone,
    whole: true,
    ...more,
  });
  const hold = async (page: Page) => {
    await page.locator('ul.times button').first().click();
    await page.locator('#left .clock').waitFor();
  };
  return [
    on('departments', '/book'),
    on('doctors', `/book/${departmentId}`),
    on('times', `/book/doctor/${doctorId}`, {lights: true}),
    on('hold', `/book/doctor/${doctorId}`, {lights: true, act: hold}),
    on('ticket', `/b/${ticket.key}`, {lights: true}),
    on('ticket-today', `/b/${today.key}`),
    on('move', `/b/${ticket.key}/move`),
    on('cancelled', `/b/${cancelled.key}`),
    on('waiting', `/w/${waiting.key}`),
    on('offered', `/w/${offered.key}`, {lights: true}),
    on('unknown', '/b/not-a-key'),
  ];
}

/** The desk's day by its keys alone, as somebody works it. */
export function deskBookingShots(): Shot[] {
  const times = async (page: Page) => {
    await page.keyboard.press('Alt+b');
    await page.locator('#times-grid').waitFor();
    await page.locator('td.slot').first().waitFor();
  };
  const at = (name: string, act: (page: Page) => Promise<void>, more: Partial<Shot> = {}): Shot => ({
    name: `appointments-desk-${name}`,
    path: '/desk',
    size: desk,
    as: 'desk',
    awaits: '.livemark:not(.cut)',
    act: async (page) => {
      await times(page);
      await act(page);
    },
    ...more,
  });
  const list = (place: number) => async (page: Page) => {
    // Both counts come at once, and move the buttons.
    await page.locator('.times-head .due').waitFor();
    for (let tries = 1; ; tries++) {
      await page.locator('.times-head.second .btn').nth(place).click();
      try {
        return await page.locator('dialog').waitFor({timeout: 10_000});
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  };
  return [
    at('day', async () => {}, {lights: true}),
    at('day-small', async () => {}, {size: tablet}),
    at('card', async (page) => {
      const cell = page.locator('td.slot.booked').first();
      await cell.click();
      await cell.click();
      await page.locator('.booking-card').waitFor();
    }),
    at('to-tell', list(0)),
    at('waiting', list(1)),
    at('keys', async (page) => {
      await page.keyboard.press('F1');
      await page.locator('.times-keys').waitFor();
    }),
  ];
}

export function adminBookingShots(): Shot[] {
  const at = (name: string, section: string): Shot => ({
    name: `appointments-admin-${name}`,
    path: `/admin#${section}`,
    size: admin,
    as: 'admin',
    awaits: '.admin-main h2',
    whole: true,
  });
  return [at('hours', 'hours'), at('figures', 'bookings')];
}

/** A ticket of another day: one of today would give a number to whoever looks first. */
export function kioskTicket({ticket}: Booked, display: string): Shot {
  return {
    name: 'appointments-kiosk-ticket',
    path: '/kiosk',
    size: kiosk,
    display,
    awaits: '.start',
    act: async (page) => {
      await scanned(page, `http://10.20.0.5:8080/b/${ticket.key}`);
      await page.locator('.found').waitFor();
    },
  };
}
