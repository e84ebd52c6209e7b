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
 * What answers at link-local, unspecified and multicast addresses, such as the metadata of a cloud, is no
 * content. Of IPv6 only 2000::/3 is given to hosts, without the blocks in it for tunnels, tests and documents:
 * a tunnel can lead to any IPv4 address.
 */
const never: readonly Range[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 3, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
];

/** Why an IP address may not be asked; undefined if it may, or if the text is not an IP address. */
export function whyPrivate(ip: string, rules: HostRules): string | undefined {
  const address = embedded(ip);
  if (isIn(address, here)) return rules.mayBeHere ? undefined : 'this machine';
  if (isIn(address, privateNetworks)) return rules.mayBePrivate ? undefined : 'a private network';
  return isIn(address, never) ? 'an address that is never asked' : undefined;
}

/**
 * The IPv4 address that an IPv6 address stands for, since both reach the same host: an IPv4-mapped one, or one
 * of NAT64, by which a network without IPv4 reaches all other hosts. Others stay, without their zone.
 */
function embedded(ip: string): string {
  const [bare = ''] = ip.split('%');
  const written = URL.parse(`http://[${bare}]`)?.hostname ?? '';
  const [, high = '', low = ''] =
    /^\[(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(written) ?? [];
  if (high === '') return bare;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function isIn(ip: string, ranges: readonly Range[]): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const version = isIP(ip);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  // Only ranges of its own family: a list takes all of IPv4 for a part of ::/3.
  for (const [network, prefix, of] of ranges)
    if (of === family) list.addSubnet(network, prefix, family);
  return version !== 0 && list.check(ip, family);
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
