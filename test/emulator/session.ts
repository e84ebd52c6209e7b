import { onTestFinished } from 'vitest';
import {
  createEmulator,
  defaultClient,
  type Emulator,
  type EmulatorClient,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type Kind, plural } from '../../src/model/node.ts';

/** An answer, read to its end. `body` is the text if it is no JSON, and empty if there is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** One client of an emulator, signed in. */
export interface Session {
  readonly token: string;
  /** With the token and, if there is a body, as JSON. */
  send(path: string, init?: RequestInit): Promise<Reply>;
  put(kind: Kind, record: JsonObject): Promise<Reply>;
  get(kind: Kind, sourcedId: string): Promise<Reply>;
  list(kind: Kind, query?: Readonly<Record<string, string>>): Promise<Reply>;
}

/** An emulator that is closed when the test ends. */
export function start(options?: EmulatorOptions): Emulator {
  const emulator = createEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}

export async function send(emulator: Emulator, path: string, init?: RequestInit): Promise<Reply> {
  const response = await emulator.fetch(new Request(`http://emulator.test${path}`, init));
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function askToken(
  emulator: Emulator,
  { id, secret }: EmulatorClient = defaultClient,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, ...more };
  const body = new URLSearchParams(form);
  return send(emulator, '/auth/1.0/token', { method: 'POST', body });
}

export async function signIn(
  emulator: Emulator,
  client?: EmulatorClient,
  more?: Readonly<Record<string, string>>,
): Promise<Session> {
  const { body } = await askToken(emulator, client, more);
  const token = isObject(body) ? String(body['access_token']) : '';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sendAs = (path: string, init: RequestInit = {}) =>
    send(emulator, path, { ...init, headers: { ...headers, ...init.headers } });
  return {
    token,
    send: sendAs,
    put: (kind, record) =>
      sendAs(`${pathOf(kind)}/${encodeURIComponent(String(record['sourcedId']))}`, {
        method: 'PUT',
        body: JSON.stringify({ [kind]: record }),
      }),
    get: (kind, sourcedId) => sendAs(`${pathOf(kind)}/${encodeURIComponent(sourcedId)}`),
    list: (kind, query = {}) => sendAs(`${pathOf(kind)}?${new URLSearchParams(query)}`),
  };
}

export function pathOf(kind: Kind): string {
  return `/rostering/1.0/${plural[kind]}`;
}

/** The records of a list answer; the one record of any other. */
export function records({ body }: Reply): readonly JsonObject[] {
  const values = isObject(body) ? Object.values(body) : [];
  return values.flatMap((value) => (isObject(value) || Array.isArray(value) ? value : []));
}

export function ids(reply: Reply): readonly Json[] {
  return records(reply).map(({ sourcedId }) => sourcedId ?? null);
}

const date = '2026-01-01T00:00:00.000Z';

/** The smallest record of each kind, under a course `c` and a unit `u`. */
export const sample = {
  course: { sourcedId: 'c', status: 'active', title: 'Course' },
  unit: {
    sourcedId: 'u',
    status: 'active',
    title: 'Unit',
    dateLastModified: date,
    course: { sourcedId: 'c' },
  },
  lesson: {
    sourcedId: 'l',
    status: 'active',
    title: 'Lesson',
    course: { sourcedId: 'c' },
    unit: { sourcedId: 'u' },
  },
  resource: { sourcedId: 'r', status: 'active', title: 'Resource', vendorResourceId: 'v' },
} as const satisfies Record<Kind, JsonObject>;

/** Puts the sample records there, parents first, and signs in. */
export async function startWithSamples(
  options?: EmulatorOptions,
): Promise<{ readonly emulator: Emulator; readonly session: Session }> {
  const emulator = start(options);
  emulator.seed([
    { kind: 'course', record: sample.course },
    { kind: 'unit', record: sample.unit },
    { kind: 'lesson', record: sample.lesson },
    { kind: 'resource', record: sample.resource },
  ]);
  return { emulator, session: await signIn(emulator) };
}
