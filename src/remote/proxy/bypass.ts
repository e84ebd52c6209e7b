import { BlockList, isIP } from 'node:net';

/**
 * Whether NO_PROXY has a URL asked for directly. Its entries stand between commas or blanks:
 *
 * - `*`: every host.
 * - `example.org` and `.example.org`: that host and all below it, as curl has it.
 * - `*.example.org`: all below it.
 * - `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]`: that address.
 * - `10.0.0.0/8`, `2001:db8::/32`: the addresses of that network.
 * - Each with `:PORT` behind it, an IPv6 address then in brackets: only that port.
 *
 * Names are never looked up: a name is not its address.
 */
export function isBypassed({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const host = withoutBrackets(hostname.toLowerCase()).replace(/\.$/, '');
  const usual = protocol === 'https:' ? '443' : '80';
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const { name, at } = parted(entry);
      return (at === undefined || at === (port || usual)) && matches(host, name);
    });
}

/** An entry without its port. Several colons and no brackets: an IPv6 address. */
function parted(entry: string): { readonly name: string; readonly at?: string } {
  const [, name = entry, at] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { name, ...(at !== undefined && { at }) };
}

function matches(host: string, entry: string): boolean {
  if (entry === '*') return true;
  if (isIP(host)) return matchesAddress(host, withoutBrackets(entry));
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1));
  const name = entry.replace(/^\./, '').replace(/\.$/, '');
  return host === name || host.endsWith(`.${name}`);
}

function matchesAddress(host: string, entry: string): boolean {
  const [address = '', length = isIP(entry) === 6 ? '128' : '32'] = entry.split('/');
  const family = isIP(address);
  const bits = Number(length);
  if (!family || !Number.isInteger(bits) || bits > (family === 6 ? 128 : 32)) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  return network.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
