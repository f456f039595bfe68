import {BlockList, isIP} from 'node:net';
import {refuse} from '../base/refusal.ts';
import type {Ctx} from '../web/conventions.ts';

const inside = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/**
 * A phone checks itself in only from the hospital's own network: whoever holds a ticket at home is not here yet. Addresses
 * of private networks are inside; staff and kiosks are wherever they are. Refuses check-in.outside.
 */
export function insistInside(c: Ctx): void {
  const {kind, role} = c.get('actor');
  if (kind === 'staff' || role === 'kiosk') return;
  if (!isInside(c.get('address'))) refuse('check-in.outside');
}

/** Whether an address belongs to a private network, this machine, or no network at all (a test without a socket). */
export function isInside(address: string): boolean {
  // As the entrance groups them: an IPv6 network of one house.
  const plain = address
    .replace(/^::ffff:/i, '')
    .replace(/%.*$/, '')
    .replace(/\/64$/, '');
  const kind = isIP(plain);
  return kind === 0 ? plain === '' : inside.check(plain, kind === 4 ? 'ipv4' : 'ipv6');
}
