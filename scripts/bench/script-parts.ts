// Code that both scripts of the benchmark share: reading the YAML, and one request to the platform.
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

/** A record as it should be on the platform. */
export type Row = Readonly<Record<string, unknown>> & { readonly sourcedId: string };

/** The collections, parents first. */
export const collections = ['courses', 'units', 'lessons'] as const;
type Collection = (typeof collections)[number];

/** The records in the manifests of a folder, in the two layouts of `catalog.ts`. */
export function readRows(folder: string): Record<Collection, Row[]> {
  const top = join(folder, 'catalog');
  const rows: Record<Collection, Row[]> = { courses: [], units: [], lessons: [] };
  for (const name of readdirSync(top, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.yaml')) continue;
    const file = join(top, name);
    const { kind, units, ...course } = parse(readFileSync(file, 'utf8'));
    if (kind !== 'course') continue;
    rows.courses.push({ ...course, status: 'active', org: { sourcedId: 'partner-sandbox' } });
    for (const [index, entry] of units.entries()) addUnit(entry, index, { file, course });
  }
  return rows;

  function addUnit(
    entry: Record<string, string>,
    index: number,
    { file, course: { sourcedId } }: { file: string; course: Row },
  ): void {
    const include = entry['include'];
    const written = include ? parse(readFileSync(join(dirname(file), include), 'utf8')) : entry;
    const { kind: _kind, lessons, ...unit } = written;
    const course = { sourcedId };
    rows.units.push({ ...unit, status: 'active', course, sortOrder: 10 * (index + 1) });
    for (const [at, lesson] of lessons.entries()) {
      const place = { course, unit: { sourcedId: unit.sourcedId }, sortOrder: 10 * (at + 1) };
      rows.lessons.push({ ...lesson, status: 'active', ...place });
    }
  }
}

/** Whether the platform has another value in a field that the manifests give. */
export function differs(row: Row, there: Row | undefined): boolean {
  return Object.entries(row).some(([field, value]) => !isDeepStrictEqual(value, there?.[field]));
}

/** Gets a token of the platform, and keeps up to `connections` connections open. */
export async function openApi(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { TIMEBACK_CLIENT_ID: id, TIMEBACK_CLIENT_SECRET: secret } = process.env;
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  const answer = await send('POST', '/auth/1.0/token', {
    authorization: `Basic ${basic}`,
    type: 'application/x-www-form-urlencoded',
    body: 'grant_type=client_credentials',
  });
  const authorization = `Bearer ${answer.access_token}`;
  return {
    /** The record, or undefined if there is none. */
    get: (path: string) => send('GET', `/rostering/1.0/${path}`, { authorization }),
    put: (collection: Collection, row: Row) => {
      const record = { ...row, dateLastModified: new Date().toISOString() };
      const body = JSON.stringify({ [collection.slice(0, -1)]: record });
      const path = `/rostering/1.0/${collection}/${row.sourcedId}`;
      return send('PUT', path, { authorization, type: 'application/json', body });
    },
    close: () => agent.destroy(),
  };

  async function send(method: string, path: string, { authorization, type, body }: Message) {
    const headers = { authorization, ...(type && { 'content-type': type }) };
    const text = await new Promise<string | undefined>((resolve, reject) => {
      const outgoing = request(url + path, { method, headers, agent }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => {
          const { statusCode = 0 } = incoming;
          if (statusCode < 300) resolve(text);
          else if (statusCode === 404 && method === 'GET') resolve(undefined);
          else reject(new Error(`${method} ${path}: ${statusCode} ${text}`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    return text === undefined ? undefined : JSON.parse(text);
  }
}

interface Message {
  readonly authorization: string;
  readonly type?: string;
  readonly body?: string;
}
