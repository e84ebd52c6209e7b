import type { IncomingMessage } from 'node:http';

/** Says why a request is not meant for this emulator; undefined if it is. */
export type HostCheck = (
  request: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
) => string | undefined;

/** Host names of this machine for itself. */
const own = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests to other host names. A web page can have its own name lead to 127.0.0.1, and the
 * browser would let it read the answers; the name in the request gives it away. `more`: further
 * names that lead here, each with the port in requests if that differs.
 */
export function hostCheck(port: number, more: readonly string[] = []): HostCheck {
  const allowed = new Set(
    [...own, ...more].flatMap((name) => {
      const host = name.toLowerCase();
      return /:\d+$/.test(host) ? [host] : [host, `${host}:${port}`];
    }),
  );
  const isOwn = (host: string) => allowed.has(host.toLowerCase());
  return ({ rawHeaders, url = '/' }) => {
    const hosts = rawHeaders.filter(
      (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
    );
    const [host = ''] = hosts;
    if (hosts.length !== 1) return 'A request names one host in its Host header.';
    if (!isOwn(host)) return notFor(host);
    // The target may be a whole URL, which takes precedence over the header.
    if (url.startsWith('/') || url === '*') return undefined;
    const named = URL.parse(url)?.host ?? '';
    return isOwn(named) ? undefined : notFor(named);
  };
}

function notFor(host: string): string {
  const shown = JSON.stringify(host.slice(0, 100));
  return `This emulator answers to 127.0.0.1, localhost and [::1] with its port, and not to ${shown}. If that name leads here on purpose, start it with --host NAME.`;
}
