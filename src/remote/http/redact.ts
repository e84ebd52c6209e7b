import { isNumber, isObject, type Json } from '../../model/json.ts';
import { textUnder } from '../../model/json-values.ts';
import { limits } from '../limits.ts';
import { hasErrorInside } from './failures.ts';
import { type AttemptResult, type HttpAnswer, type HttpRequest, isSuccess } from './transport.ts';

const placeholder = '[secret]';

/** A text that must not be shown. Printing, JSON and string concatenation give a placeholder. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for the code that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return placeholder;
  }

  toJSON(): string {
    return placeholder;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return placeholder;
  }
}

/** The token that an answer of the token endpoint gives; undefined if it is none that can be sent. */
export function tokenIn(answer: Json | undefined): string | undefined {
  const token = textUnder(answer, 'access_token') ?? '';
  // Other characters cannot stand in a header.
  return /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}

/** Removes credentials from the result of a try before anybody sees it. */
export type Redactor = (result: AttemptResult, request: HttpRequest) => AttemptResult;

/** A credential of a run and its name in messages. */
interface Credential {
  readonly name: string;
  readonly evidence: readonly string[];
}

/**
 * Opens the redactor of one platform. It knows the client secret and the tokens that requests carried. A
 * refusal may quote them plainly, encoded, or inside an address: they are replaced there.
 *
 * A success is data that is written back later, and hiding a part would change the record: an answer to GET
 * that holds a credential is refused as a whole. The success that gives a token holds it rightly. Any other
 * answer may be quoted, as a success with an error inside is. `ofProxies`: credentials of proxies, which may be
 * ordinary words, so data that holds them is neither refused nor changed.
 */
export function redactorOf(
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: Secret },
  ofProxies: readonly string[] = [],
): Redactor {
  const known = new Map<string, Credential>();
  let redact = redacting(ofProxies);
  let redactData = redacting([]);
  // The client id may be shown: if both texts are equal, the secret is not secret.
  if (clientSecret.reveal() !== clientId) learn(clientSecret.reveal(), 'client secret');

  return (result, request) => {
    if (result.type === 'too much') return { ...result, what: redact(result.what) };
    if (result.type !== 'answered') return result;
    learn(request.headers['authorization']?.split(' ')[1] ?? '', 'access token');
    if (!isSuccess(result.status)) return redacted(result);
    const isRead = request.method === 'GET';
    if (!isRead && request.expects === 'json' && tokenIn(result.json) !== undefined) return result;
    const refused = isRead ? credentialIn(result, request) : undefined;
    if (refused) return refused;
    if (hasErrorInside(result.json)) return redacted(result);
    return isRead ? result : redacted(result, redactData);
  };

  function redacted(answer: HttpAnswer, hideInJson = redact): HttpAnswer {
    const { headers: received, text, json } = answer;
    // A credential that is learned later cannot be in this answer.
    const hide = redact;
    const get = (name: string) => {
      const value = received.get(name);
      return value === null ? null : hide(value);
    };
    return {
      ...answer,
      headers: { get },
      text: hide(quotable(text)),
      json: json === undefined ? undefined : redactIn(json, hideInJson),
    };
  }

  function learn(value: string, name: string): void {
    if (known.has(value)) return;
    known.set(value, { name, evidence: evidenceOf(value) });
    const [first, second] = known.keys();
    // The client secret stays; of several replaced tokens the oldest is forgotten.
    const oldest = first === clientSecret.reveal() ? second : first;
    if (known.size > limits.tokens && oldest !== undefined) known.delete(oldest);
    redact = redacting([...known.keys(), ...ofProxies]);
    redactData = redacting([...known.keys()]);
  }

  /** The result if a success holds a credential; undefined if it holds none. */
  function credentialIn(
    { text, json }: HttpAnswer,
    { method, url }: HttpRequest,
  ): AttemptResult | undefined {
    for (const { name, evidence } of known.values()) {
      const holds = (value: string) => evidence.some((form) => value.includes(form));
      // These escapes can spell any character; all other characters are written as they are searched for.
      const isEscaped = text.includes('\\u') || text.includes('\\/');
      const isSpelled = () => isEscaped && holds(JSON.stringify(json ?? null));
      if (!holds(text) && !isSpelled()) continue;
      const place = placeIn(json ?? null, holds);
      const where = place === undefined ? '' : `, in ${redact(place)}`;
      const what = `the answer to ${method} ${redact(url)} holds the ${name}${where}`;
      return { type: 'credential', what, credential: name };
    }
    return undefined;
  }

  /** Redacts each text of a JSON value separately, since JSON can spell a character in several forms. */
  function redactIn(json: Json, hide: (text: string) => string): Json {
    if (typeof json === 'string') return hide(quotable(json));
    if (Array.isArray(json)) return json.map((value: Json) => redactIn(value, hide));
    if (!isObject(json)) return json;
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [hide(quotable(key)), redactIn(value, hide)]),
    );
  }
}

/** Where a value holds a text: `"title" of the record "lesson-1"`; undefined if nowhere. */
function placeIn(json: Json, holds: (text: string) => boolean): string | undefined {
  const path = pathTo(json, holds);
  if (!path) return undefined;
  const last = path.findLastIndex(({ id }) => id !== undefined);
  const keys = path.slice(last + 1).map(({ key }) => key);
  const field = keys.length > 0 ? JSON.stringify(keys.join('.')) : 'a key';
  const id = path[last]?.id;
  return id === undefined ? field : `${field} of the record ${JSON.stringify(id)}`;
}

interface Step {
  readonly key: string;
  /** The sourcedId of the value under the key, if it is a record. */
  readonly id?: string;
}

function pathTo(json: Json, holds: (text: string) => boolean): readonly Step[] | undefined {
  if (typeof json !== 'object' || json === null || isNumber(json)) {
    return holds(String(json)) ? [] : undefined;
  }
  for (const [key, value] of Object.entries(json)) {
    const below = holds(key) ? [] : pathTo(value, holds);
    if (!below) continue;
    const id = isObject(value) ? value['sourcedId'] : undefined;
    return [{ key, ...(typeof id === 'string' && { id }) }, ...below];
  }
  return undefined;
}

/**
 * Replaces credentials in texts by `[secret]` in every spelling. Searches for one form after the other: a
 * regular expression of all forms would be too large for the engine if a token is long.
 */
export function redacting(values: readonly string[]): (text: string) => string {
  // Escapes may be written in either case.
  const forms = [...new Set(values.flatMap(formsOf).map(lower))];
  const read = new Set(forms.map((form) => lower(unescaped({ text: form }).text)));
  const readForms = [...read].filter(({ length }) => length >= shortest);
  if (forms.length === 0) return (text) => text;
  return (text) => {
    const searched = lower(text);
    const found = forms.flatMap((form) => stretchesOf(form, searched));
    const { text: words, places } = unescaped({ text });
    if (places) {
      const lowered = lower(words);
      for (const { start, end } of readForms.flatMap((form) => stretchesOf(form, lowered)))
        found.push({ start: places[start] ?? 0, end: places[end] ?? text.length });
    }
    return found.length === 0 ? text : without(found, text);
  };
}

/** The beginning of a text of an answer that is quoted. Nobody sees more of it, and it may have megabytes. */
function quotable(text: string): string {
  return text.slice(0, limits.sentence);
}

/** A text without escapes. */
interface Reading {
  readonly text: string;
  /** Where each of its characters, and its end, stand in the text with escapes; absent if it has none. */
  readonly places?: Uint32Array | undefined;
}

/** Escapes of JSON and of programs, of addresses and of HTML, each for one character. */
const escapes =
  /\\u([\da-f]{4})|(?:%|\\x)([\da-f]{2})|&#x([\da-f]{1,8});|&#(\d{1,8});|(&[a-z]{2,4};)|\\(.)/gi;

/** The most layers of escapes: an answer may quote another one, which quotes an address. */
const mostLayers = 4;

/** A text as its last reader takes it, whatever quoted it on the way. */
function unescaped({ text, places: from }: Reading, layers = mostLayers): Reading {
  if (layers === 0 || text.search(escapes) === -1) return { text, places: from };
  const parts: string[] = [];
  // A text without escapes is shorter. `length` counts its characters.
  const places = new Uint32Array(text.length + 1);
  let length = 0;
  let done = 0;
  const take = (part: string, end: number, step: 0 | 1) => {
    parts.push(part);
    for (let at = 0; at < part.length; at += 1) {
      places[length] = from?.[done + at * step] ?? done + at * step;
      length += 1;
    }
    done = end;
  };
  for (const found of text.matchAll(escapes)) {
    take(text.slice(done, found.index), found.index, 1);
    take(meantBy(found), found.index + found[0].length, 0);
  }
  take(text.slice(done), text.length, 1);
  places[length] = from?.[done] ?? done;
  return unescaped({ text: parts.join(''), places }, layers - 1);
}

function meantBy([all, unit, byte, hex, decimal, name, kept]: RegExpExecArray): string {
  if (kept !== undefined) return kept;
  if (name !== undefined) return named.get(name.toLowerCase()) ?? name;
  const digits = unit ?? byte ?? hex;
  const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : all;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretchesOf(form: string, text: string): Stretch[] {
  const found: Stretch[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
    found.push({ start: at, end: at + form.length });
  }
  return found;
}

/** The text with one placeholder for ranges that overlap. */
function without(stretches: readonly Stretch[], text: string): string {
  const inOrder = stretches.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let end = 0;
  for (const stretch of inOrder) {
    if (stretch.start >= end) parts.push(text.slice(end, stretch.start), placeholder);
    end = Math.max(end, stretch.end);
  }
  return [...parts, text.slice(end)].join('');
}

/** Lower case of ASCII letters only: other letters may change their length. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The shortest text that is hidden: a shorter one is no secret, and ordinary words contain it. */
const shortest = 4;

/** The shortest range that proves that a text holds a credential: ordinary words contain shorter ones. */
const shortestEvidence = 12;

/** All spellings in which an answer may hold a credential. */
function formsOf(value: string): readonly string[] {
  if (value.length < shortest) return [];
  const plain = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const form = new URLSearchParams({ '': value }).toString().slice(1);
  const html = value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return [...new Set([...plain, form, html, ...insideBase64(value)])];
}

/** The forms of a credential that are long enough to prove that a text holds it. */
function evidenceOf(value: string): readonly string[] {
  const forms = formsOf(value).filter(({ length }) => length >= shortestEvidence);
  const lower = forms.map((form) => form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()));
  return [...new Set([...forms, ...lower])];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const named = new Map([
  ...Object.entries(entities).map(([is, name]) => [name, is] as const),
  ['&apos;', "'"],
]);

/** The shortest range of Base64 that is searched for: other texts contain shorter ones. */
const shortestEncoded = 8;

/**
 * How a text looks inside a longer one in Base64, such as the credentials of Basic authentication: one range
 * for each of the three positions at which it may begin in a group of three bytes.
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
