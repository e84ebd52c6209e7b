import { isNumber, isObject, type Json } from '../model/json.ts';
import type { Answered, Sending, Tried } from './attempt.ts';
import type { Connection } from './connection.ts';
import { evidenceOf, formsOf } from './credential-forms.ts';
import { limits } from './limits.ts';

/** Takes what nobody may be shown out of what came of a try before anybody is told of it. */
export type Concealer = (tried: Tried, sending: Sending) => Tried;

const placeholder = '[secret]';

/** A credential of a run, and what it is called in messages. */
interface Credential {
  readonly name: string;
  readonly evidence: readonly string[];
}

/**
 * Knows the client secret and the credentials that requests carried: what a platform refuses it may
 * quote, plainly, encoded, or inside an address that it points to.
 *
 * A success is data, and what is laid over it is written back: to hide a part of it would change the
 * record. So what was read is refused whole where it holds a credential. The answer that gives a
 * token holds one rightly, and what a write is answered is never used.
 */
export function concealer({
  credentials,
  network,
}: Pick<Connection, 'credentials' | 'network'>): Concealer {
  const { clientId, clientSecret } = credentials;
  const known = new Map<string, Credential>();
  // A password of a proxy may be any word: data that holds it is not refused.
  const ofProxies = network?.secrets ?? [];
  let conceal = concealing(ofProxies);
  // An id may be named: where both are one text, the secret is none.
  if (clientSecret.reveal() !== clientId) learn(clientSecret.reveal(), 'client secret');

  return (tried, sending) => {
    if (tried.type === 'too much') return { ...tried, what: conceal(tried.what) };
    if (tried.type !== 'answered') return tried;
    learn(sending.headers['authorization']?.split(' ')[1] ?? '', 'access token');
    if (tried.status < 200 || tried.status >= 300) return concealed(tried);
    return sending.method === 'GET' ? (toldIn(tried, sending) ?? tried) : tried;
  };

  function concealed(answer: Answered): Answered {
    const { headers: received, text, json } = answer;
    // By then another credential may be known, which this answer cannot hold.
    const hide = conceal;
    const get = (name: string) => {
      const value = received.get(name);
      return value === null ? null : hide(value);
    };
    return {
      ...answer,
      headers: { get },
      text: hide(text),
      json: json === undefined ? undefined : concealIn(json),
    };
  }

  function learn(value: string, name: string): void {
    if (known.has(value)) return;
    known.set(value, { name, evidence: evidenceOf(value) });
    const [first, second] = known.keys();
    // The client secret stays; of tokens that were withdrawn one after the other the oldest goes.
    const oldest = first === clientSecret.reveal() ? second : first;
    if (known.size > limits.tokens && oldest !== undefined) known.delete(oldest);
    conceal = concealing([...known.keys(), ...ofProxies]);
  }

  /** What a success tells of the credentials; undefined where that is nothing. */
  function toldIn({ text, json }: Answered, { method, url }: Sending): Tried | undefined {
    for (const { name, evidence } of known.values()) {
      const holds = (value: string) => evidence.some((form) => value.includes(form));
      // These escapes may spell any character; the others are written as they are searched for.
      const isSpelled = () => /\\[u/]/.test(text) && holds(JSON.stringify(json ?? null));
      if (!holds(text) && !isSpelled()) continue;
      const place = placeIn(json ?? null, holds);
      const where = place === undefined ? '' : `, in ${conceal(place)}`;
      const what = `the answer to ${method} ${conceal(url)} holds the ${name}${where}`;
      return { type: 'telling', what, credential: name };
    }
    return undefined;
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

/** Where a text stands, by the record around it and the keys from there; undefined: nowhere. */
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
  /** Where the value under the key is a record. */
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
 * Takes credentials out of texts, however they are spelled there. Looks for one form after the other:
 * an expression of all of them would be too large for the engine where a token is long.
 */
export function concealing(values: readonly string[]): (text: string) => string {
  // Escapes may be written in either case.
  const forms = values.flatMap(formsOf).map(lower);
  if (forms.length === 0) return (text) => text;
  return (text) => {
    const searched = lower(text);
    const found = forms.flatMap((form) => stretchesOf(form, searched));
    return found.length === 0 ? text : without(found, text);
  };
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

/** The text with one placeholder for what overlaps. */
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

/** Of ASCII alone: other letters may change their length. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
