import { isObject, type Json } from '../model/json.ts';
import type { Answered, Sending } from './attempt.ts';
import type { Connection } from './connection.ts';

/** Takes what nobody may be shown out of an answer before anybody is told of it. */
export type Concealer = (answer: Answered, sending: Sending) => Answered;

const placeholder = '[secret]';

/**
 * Knows the client secret and every credential that a request carried: what a platform refuses it
 * may quote, plainly, encoded, or inside an address that it points to. An answer that is a success
 * stays as it is: it is data, and what is laid over it is written back.
 */
export function concealer({
  credentials,
  network,
}: Pick<Connection, 'credentials' | 'network'>): Concealer {
  const { clientId, clientSecret } = credentials;
  const known = new Set<string>();
  let conceal = concealing([]);
  // An id may be named: where both are one text, the secret is none.
  if (clientSecret.reveal() !== clientId) learn(clientSecret.reveal());
  for (const secret of network?.secrets ?? []) learn(secret);

  return (answer, { headers }) => {
    if (answer.status >= 200 && answer.status < 300) return answer;
    learn(headers['authorization']?.split(' ')[1] ?? '');
    const { headers: received, text, json } = answer;
    // By then another credential may be known, which this answer cannot hold.
    const concealed = conceal;
    const get = (name: string) => {
      const value = received.get(name);
      return value === null ? null : concealed(value);
    };
    return {
      ...answer,
      headers: { get },
      text: conceal(text),
      json: json === undefined ? undefined : concealIn(json),
    };
  };

  function learn(value: string): void {
    if (known.has(value)) return;
    known.add(value);
    conceal = concealing([...known]);
  }

  /** Each text by itself: JSON can spell any character in several ways. */
  function concealIn(json: Json): Json {
    if (typeof json === 'string') return conceal(json);
    if (Array.isArray(json)) return json.map(concealIn);
    if (!isObject(json)) return json;
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [conceal(key), concealIn(value)]),
    );
  }
}

/** Takes credentials out of texts, however they are spelled there. */
export function concealing(values: readonly string[]): (text: string) => string {
  const forms = values.flatMap(formsOf).sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  // Escapes may be written in either case.
  const pattern = new RegExp(forms.map(literally).join('|'), 'gi');
  return (text) => text.replace(pattern, placeholder);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Shorter than this it is no secret, and hiding it would leave gaps in ordinary words. */
const shortest = 4;

/** The ways in which an answer may spell a credential. */
function formsOf(value: string): string[] {
  if (value.length < shortest) return [];
  const plain = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const form = new URLSearchParams({ '': value }).toString().slice(1);
  const html = value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return [...plain, form, html, ...insideBase64(value)];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A stretch of Base64 that says little else would be found in other words. */
const shortestEncoded = 8;

/**
 * How a text looks within something longer that is in Base64, as in the credentials of Basic: one
 * stretch for each of the three places where it may begin in a group of three bytes.
 */
function insideBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const first = Math.ceil((offset * 8) / 6);
    const stretch = encoded.slice(first, Math.floor(((offset + bytes.length) * 8) / 6));
    if (stretch.length < shortestEncoded) return [];
    return [stretch, stretch.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
