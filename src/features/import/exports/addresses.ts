/** A web address from a source: the complete URL, or why it is not an address. */
export type WebAddress = { readonly url: string } | { readonly why: string };

/**
 * Completes an address as exporters write it: a missing scheme is added, as browsers do, and characters that
 * no address may hold are escaped. Only http and https are accepted, never scripts.
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

/** Whether a text is a host name: names and dots, the last no number, perhaps with a port. */
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

/** Joins an address that was broken into lines with blanks in front. */
function linesJoined(text: string): string {
  return text
    .split(/[\t\r\n]/)
    .map((line) => line.trim())
    .join('');
}

const fileName = /^[^/]+\.(?:html?|pdf|docx?|pptx?|xlsx?|xml|txt|jpe?g|png|gif|mp[34])$/i;

/** Escapes blanks and other characters that would break an address; the rest stays. */
function escaped(address: string): string {
  return address.replace(/[\s"<>\\^`{|}]/gu, (letter) => encodeURIComponent(letter));
}
