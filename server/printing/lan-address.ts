import {BlockList, isIP} from 'node:net';

/** Ports on which printers listen for what to print: 9100, and its neighbours on print servers with several outlets. */
export const printerPorts = [9100, 9101, 9102] as const;

const lan = new BlockList();
lan.addSubnet('10.0.0.0', 8, 'ipv4');
lan.addSubnet('172.16.0.0', 12, 'ipv4');
lan.addSubnet('192.168.0.0', 16, 'ipv4');
lan.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whether this is an address inside the building. Numbers only: a name could mean another machine tomorrow. Neither this box
 * itself (127.0.0.1) nor the addresses that clouds keep for themselves (169.254), so that nobody prints into a service.
 */
export function isLanAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  // ::ffff:10.0.0.9 is another way to write 10.0.0.9; one way is enough.
  if (family === 6 && address.includes('.')) return false;
  return lan.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
