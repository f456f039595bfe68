import type {Tx} from '../base/door.ts';
import {addDevice} from '../staff/rows.ts';
import {deviceCookie} from '../staff/who.ts';
import type {Ctx} from '../web/conventions.ts';

/**
 * The browser that claims a time: its row by its cookie, or a new one that is written only when the claim stands; `cookie` is
 * what the answer sets then. Staff and kiosks have none.
 */
export function bookingDevice(c: Ctx, tx: Tx) {
  const {kind, role} = c.get('actor');
  const stranger = kind !== 'staff' && role !== 'kiosk';
  const capped = c.get('box').config.rateLimit;
  let cookie: string | null = null;
  const newDevice = () => {
    const device = addDevice(tx);
    cookie = deviceCookie(device.secret);
    return device.id;
  };
  return {
    how: {deviceId: stranger ? c.get('deviceId') : null, newDevice: stranger ? newDevice : null, capped},
    cookie: () => cookie,
  };
}
