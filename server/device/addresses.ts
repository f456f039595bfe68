import os from 'node:os';

/** The addresses under which the LAN can reach this box, the likeliest first. Virtual interfaces come last. */
export function lanAddresses(): string[] {
  const found = Object.entries(os.networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter((one) => one.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))
      .map((one) => ({address: one.address, virtual: /^(docker|veth|br-|virbr|tun|tap|wg)/.test(name)})),
  );
  return found.sort((a, b) => Number(a.virtual) - Number(b.virtual)).map((one) => one.address);
}

/** Asking the system costs more than a whole join; an address changes a few times a year. */
const askedEveryMs = 10_000;

/** The address that links carry when nobody configured one; a change of network is noticed within seconds. */
export function openOwnAddress(host: string): (port: number) => string {
  let known = {port: -1, at: Number.NEGATIVE_INFINITY, address: ''};
  return (port) => {
    const now = performance.now();
    if (known.port !== port || now - known.at > askedEveryMs) known = {port, at: now, address: ownAddress(host, port)};
    return known.address;
  };
}

export function ownAddress(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? (lanAddresses()[0] ?? '127.0.0.1') : host;
  return `http://${name.includes(':') ? `[${name}]` : name}${port === 80 ? '' : `:${port}`}`;
}
