// time-limit: 240
// An appointment's life in real browsers: booked on a phone, seen at the desk as it happens, moved by the phone, checked in at
// the desk by the scanned ticket, and on the doctor's list with its number in the line.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {axeOn, openHall} from './desk-hall.ts';

const play = need('browser', 'an appointment from phone to doctor') ? test : test.skip;

play('a phone books, the desk sees it, it moves, it is checked in and stands with the doctor', async () => {
  const hall = await openHall();
  try {
    const desk = await hall.desk('desk');
    await desk.keyboard.press('Alt+b');
    await desk.waitForSelector('#times-grid');

    const context = await hall.browser.newContext({
      locale: 'en-IN',
      viewport: {width: 320, height: 568},
      bypassCSP: true,
    });
    const phone = await context.newPage();
    phone.on('pageerror', (error) => hall.faults.push(`phone: ${error.message}`));
    await phone.goto(`${hall.box.url}/`);
    await phone.click('a[href="/book"]');
    await phone.click('.queues a:has-text("Cardiology")');
    await phone.click('.queues a:has-text("Rao")');
    assert.equal(await axeOn(phone, 'days and times'), []);
    await phone.locator('ul.times button').first().click();
    await phone.waitForSelector('#left .clock');
    assert.equal(await axeOn(phone, 'two minutes'), []);
    // It counts: one second less than what the server wrote, whenever that is.
    await phone.waitForFunction(() => document.querySelector('.left .clock')?.textContent !== '2:00');
    await phone.fill('input[name=name]', 'Kamla Devi');
    await phone.click('form.ask button');
    const number = await phone.locator('h1.num').textContent();
    assert.match(number ?? '', /^APT-\d{5}$/);
    assert.equal(await axeOn(phone, 'ticket'), []);

    // The desk looks at the day on which it is, and it comes without a word from anybody.
    const ticket = phone.url();
    const key = ticket.split('/').at(-1)!;
    type Booking = {id: string; day: string; start: string};
    const booking = () =>
      fetch(`${hall.box.url}/api/bookings/${key}`).then((answer) => answer.json() as Promise<Booking>);
    const first = await booking();
    await desk.fill('.day-field input', first.day);
    await desk.waitForSelector('td.slot:has-text("Kamla Devi")');
    assert.equal(await axeOn(desk, 'the day of appointments'), []);

    await phone.click('a[href$="/move"]');
    await phone.waitForURL(/\/move$/);
    await phone.waitForSelector('nav.days');
    // In the evening the day has too few times left: then it moves to another one.
    if ((await phone.locator('ul.times button').count()) < 4)
      await phone.locator('nav.days a.day:not(.turn):not(.none):not(.here)').first().click();
    await phone.locator('ul.times button').nth(3).click();
    await phone.waitForSelector('h1.num');
    assert.is(await phone.locator('h1.num').textContent(), number);
    const second = await booking();
    assert.is.not(second.start, first.start);
    await desk.fill('.day-field input', second.day);
    await desk.waitForFunction(
      (time) =>
        [...document.querySelectorAll('tr')].some(
          (row) => row.querySelector('time')?.textContent === time && row.textContent?.includes('Kamla Devi'),
        ),
      second.start.slice(11, 16),
    );

    // The scanner types the ticket's address within a few hundredths of a second, wherever the focus is.
    await desk.evaluate((text) => {
      for (const key of [...text, 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    }, ticket);
    await desk.click('.booking-deeds .main');
    // Late in the evening the first free time is tomorrow's: then the desk is asked.
    const token = () =>
      fetch(`${hall.box.url}/api/bookings/${key}`)
        .then((answer) => answer.json() as Promise<{token: {number: string} | null}>)
        .then((answer) => answer.token);
    for (let tries = 0; tries < 200 && (await token()) === null; tries++) {
      if (await desk.locator('dialog .choice').isVisible()) await desk.locator('dialog .choice').click();
      await desk.waitForTimeout(100);
    }
    const {number: inLine} = (await token())!;
    type Tokens = {items: {number: string; lane: string; name: string}[]};
    const {items} = await hall.ask<Tokens>('doctor', 'GET', '/api/queues/2/tokens');
    assert.equal(
      items.filter((one) => one.number === inLine).map(({lane, name}) => ({lane, name})),
      [{lane: 'booked', name: 'Kamla Devi'}],
    );
    // The phone follows by itself to the number in the line.
    await phone.waitForSelector(`a.btn:has-text("${inLine}")`);
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

test.run();
