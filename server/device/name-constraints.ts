import {BlockList, isIP} from 'node:net';

/** RFC 5280, 4.2.1.10. */
export const nameConstraintsId = '2.5.29.30';
const dnsTag = 0x82;
const addressTag = 0x87;

/** The extension's value: only these names, what lies below them, and these ranges (`10.0.0.0/8`) may be vouched for. */
export function encodeConstraints(names: readonly string[], ranges: readonly string[]): Uint8Array<ArrayBuffer> {
  const bases = [
    ...names.map((name) => der(dnsTag, Buffer.from(name, 'ascii'))),
    ...ranges.map((range) => der(addressTag, rangeBytes(range))),
  ];
  return new Uint8Array(der(0x30, der(0xa0, Buffer.concat(bases.map((base) => der(0x30, base))))));
}

/** Reads such a value, as `encodeConstraints` wrote it. */
export function permittedBy(value: Uint8Array): {names: string[]; addresses: BlockList} {
  const permitted = elements(elements(Buffer.from(value))[0]!.content)[0]!;
  const names: string[] = [];
  const addresses = new BlockList();
  for (const subtree of elements(permitted.content)) {
    const {tag, content} = elements(subtree.content)[0]!;
    if (tag === dnsTag) names.push(content.toString('ascii'));
    if (tag === addressTag) {
      const half = content.length / 2;
      const bits = [...content.subarray(half)].reduce(
        (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
        0,
      );
      addresses.addSubnet(addressText(content.subarray(0, half)), bits, half === 4 ? 'ipv4' : 'ipv6');
    }
  }
  return {names, addresses};
}

export function isPermitted(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  return Array.from({length: 8}, (_, group) => bytes.readUInt16BE(group * 2).toString(16)).join(':');
}

function rangeBytes(range: string): Buffer {
  const [net, bits] = range.split('/') as [string, string];
  const address = addressBytes(net);
  const mask = Buffer.alloc(address.length);
  for (let bit = 0; bit < Number(bits); bit++) mask[bit >> 3]! |= 0x80 >> (bit & 7);
  return Buffer.concat([address, mask]);
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({length: 8 - front.length - back.length}, () => '0');
  return Buffer.from(
    [...front, ...(tail === undefined ? [] : zeros), ...back].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    }),
  );
}

function der(tag: number, content: Buffer): Buffer {
  const {length} = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

/** The elements that stand one after the other in `bytes`. */
function elements(bytes: Buffer): {tag: number; content: Buffer}[] {
  const found: {tag: number; content: Buffer}[] = [];
  for (let at = 0; at < bytes.length; ) {
    const {tag, content, end} = elementAt(bytes, at);
    found.push({tag, content});
    at = end;
  }
  return found;
}

function elementAt(bytes: Buffer, at: number): {tag: number; content: Buffer; end: number} {
  const first = bytes[at + 1]!;
  const long = first & 0x80 ? first & 0x7f : 0;
  const length = long === 0 ? first : bytes.readUIntBE(at + 2, long);
  const from = at + 2 + long;
  return {tag: bytes[at]!, content: bytes.subarray(from, from + length), end: from + length};
}
