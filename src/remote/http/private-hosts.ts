import type { LookupFunction } from 'node:net';

/** Which addresses inside a private network may be asked. */
export interface HostRules {
  /** Whether addresses of this machine may be asked. */
  readonly mayBeHere: boolean;
  /** Whether addresses of private networks may be asked. */
  readonly mayBePrivate: boolean;
}

/** A host that may not be asked; the message says why. */
export class PrivateHostError extends Error {}

type Range = readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'];

const here: readonly Range[] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
];

const privateNetworks: readonly Range[] = [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
];

/**
 * Link-local, unspecified and multicast addresses: what answers there, such as the metadata of a cloud, is no
 * content.
 */
const never: readonly Range[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** Why an IP address may not be asked; undefined if it may, or if the text is not an IP address. */
export function whyPrivate(ip: string, rules: HostRules): string | undefined {
  const address = unmapped(ip);
  if (isIn(address, never)) return 'an address that is never asked';
  if (!rules.mayBeHere && isIn(address, here)) return 'this machine';
  if (!rules.mayBePrivate && isIn(address, privateNetworks)) return 'a private network';
  return undefined;
}

/** The IPv4 address that an IPv4-mapped IPv6 address stands for, since both reach the same host. */
function unmapped(ip: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  if (mapped !== undefined) return mapped;
  const [, high = '', low = ''] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(ip) ?? [];
  if (high === '') return ip;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function isIn(ip: string, ranges: readonly Range[]): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const version = isIP(ip);
  if (version === 0) return false;
  const list = new BlockList();
  for (const [network, prefix, family] of ranges) list.addSubnet(network, prefix, family);
  return list.check(ip, version === 4 ? 'ipv4' : 'ipv6');
}

/** A lookup for sockets that refuses a host if any of its addresses may not be asked. */
export function judgingLookup(rules: HostRules): LookupFunction {
  return (hostname, options, done) => {
    const { lookup } = process.getBuiltinModule('node:dns');
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const [why] = addresses.flatMap(({ address }) => whyPrivate(address, rules) ?? []);
      const [first] = addresses;
      if (why !== undefined) return done(new PrivateHostError(why), '');
      if (options.all) return done(null, addresses);
      return done(null, first?.address ?? '', first?.family);
    });
  };
}
