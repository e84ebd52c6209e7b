import type { IncomingMessage } from 'node:http';

/** Says why a request is not for this emulator; undefined where it is. */
export type HostCheck = (
  request: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
) => string | undefined;

/** The names of this machine to itself. */
const own = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Answers nobody but who meant this emulator. A page on the internet can have its own name lead to
 * 127.0.0.1, and a browser then lets it read what answers there; but the name stays in the request.
 * `more` are names that lead here as well, each with the port that stands in requests if it is another.
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
    // The target may be a whole address, which counts for more than the header.
    if (url.startsWith('/') || url === '*') return undefined;
    const named = URL.parse(url)?.host ?? '';
    return isOwn(named) ? undefined : notFor(named);
  };
}

function notFor(host: string): string {
  const shown = JSON.stringify(host.slice(0, 100));
  return `This emulator answers to 127.0.0.1, localhost and [::1] with its port, and not to ${shown}. If that name leads here on purpose, start it with --host NAME.`;
}
