/** An address of the web as a source writes it: completed, or why it is none. */
export type WebAddress = { readonly url: string } | { readonly why: string };

/**
 * Makes an address of what exporters write. A scheme that is missing is completed, as browsers do, and
 * what no address may hold is escaped. Only http and https count, never scripts.
 */
export function webAddress(written: string): WebAddress {
  const text = linesJoined(written.toWellFormed());
  if (text === '') return { why: 'it is empty' };
  const scheme = /^([a-z][-a-z\d+.]*):(?!\d+(?:\/|$))/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return { why: `it is not the address of a web page (${scheme})` };
  if (scheme === undefined && /^(?:\/(?!\/)|[.#?])/.test(text))
    return { why: 'it is relative to an unknown server' };
  if (scheme === undefined && fileName.test(text))
    return { why: 'it is the name of a file that is not in the source' };
  const whole = scheme === undefined ? `https:${text.startsWith('//') ? '' : '//'}${text}` : text;
  const url = URL.parse(whole);
  const isHost = scheme !== undefined || isHostName(hostIn(whole));
  if (!url || url.hostname === '' || !isHost) return { why: 'it is not an address' };
  return { url: hostIn(whole) === '' ? url.href : escaped(whole) };
}

/** An address with the parameters of the item that opens it, as SCORM joins the two. */
export function withParameters(address: string, parameters: string): string {
  const said = parameters.trim().replace(/^[?&]+/, '');
  if (said === '' || (said.startsWith('#') && address.includes('#'))) return address;
  if (said.startsWith('#')) return address + said;
  return `${address}${address.includes('?') ? '&' : '?'}${said}`;
}

function hostIn(address: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? '';
}

/** Names with dots between them, the last one no number, and perhaps a port. */
function isHostName(host: string): boolean {
  const [name = '', port = '0', ...more] = host.split(':');
  const parts = name.split('.');
  const isNamed = parts.every((part) => part !== '' && !/[@\s]/.test(part));
  return (
    more.length === 0 &&
    /^\d+$/.test(port) &&
    parts.length > 1 &&
    isNamed &&
    !/^\d|^.$/.test(parts.at(-1) ?? '')
  );
}

/** An address may be broken into lines, with blanks in front of each. */
function linesJoined(text: string): string {
  return text
    .split(/[\t\r\n]/)
    .map((line) => line.trim())
    .join('');
}

const fileName = /^[^/]+\.(?:html?|pdf|docx?|pptx?|xlsx?|xml|txt|jpe?g|png|gif|mp[34])$/i;

/** Blanks, and what else breaks an address in two, as addresses spell them; all else is kept. */
function escaped(address: string): string {
  return address.replace(/[\s"<>\\^`{|}]/gu, (letter) => encodeURIComponent(letter));
}
