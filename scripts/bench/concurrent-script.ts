// What an engineer would write without the tool: read the YAML, list everything in large pages side
// by side, compare, PUT what differs. It trusts its input, checks nothing afterwards, knows one
// layout of the catalog, and gives up at the first failure.
//
//   node concurrent-script.mjs FOLDER URL [--plan]
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

type Row = Readonly<Record<string, unknown>> & { readonly sourcedId: string };

const [folder = '.', url = '', mode] = process.argv.slice(2);
const inFlight = 8;
const pageSize = 1000;
const collections = ['courses', 'units', 'lessons'] as const;
type Collection = (typeof collections)[number];

const desired = readCatalog(join(folder, 'catalog'));
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
const token = await getToken();
const live = new Map(
  (await Promise.all(collections.map(list))).flat().map((row) => [row.sourcedId, row]),
);
let changes = 0;
for (const collection of collections) {
  const differing = desired[collection].filter(differs);
  changes += differing.length;
  if (mode !== '--plan') await sideBySide(differing, (row) => put(collection, row));
}
agent.destroy();
console.log(`${changes} changes`);
if (mode === '--plan' && changes > 0) process.exitCode = 2;

function readCatalog(top: string): Record<Collection, Row[]> {
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

async function getToken(): Promise<string> {
  const { TIMEBACK_CLIENT_ID: id, TIMEBACK_CLIENT_SECRET: secret } = process.env;
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const type = 'application/x-www-form-urlencoded';
  const headers = { authorization, 'content-type': type };
  const body = 'grant_type=client_credentials';
  const answer = await send({ method: 'POST', path: '/auth/1.0/token', headers, body });
  return answer.access_token;
}

async function list(collection: Collection): Promise<Row[]> {
  const page = (offset: number) => call('GET', `${collection}?limit=${pageSize}&offset=${offset}`);
  const first = await page(0);
  const count = Math.ceil(first.total / pageSize) - 1;
  const offsets = Array.from({ length: Math.max(0, count) }, (_, index) => (index + 1) * pageSize);
  const others = await Promise.all(offsets.map(page));
  return [first, ...others].flatMap((answer) => answer[collection]);
}

function differs(row: Row): boolean {
  const there = live.get(row.sourcedId);
  return Object.entries(row).some(([field, value]) => !isDeepStrictEqual(value, there?.[field]));
}

function put(collection: Collection, row: Row) {
  const record = { ...row, dateLastModified: new Date().toISOString() };
  const body = JSON.stringify({ [collection.slice(0, -1)]: record });
  return call('PUT', `${collection}/${row.sourcedId}`, body);
}

function call(method: string, path: string, body?: string) {
  const authorization = `Bearer ${token}`;
  const headers = { authorization, ...(body && { 'content-type': 'application/json' }) };
  return send({ method, path: `/rostering/1.0/${path}`, headers, ...(body && { body }) });
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

async function send({ path, body, ...options }: Message) {
  const text = await new Promise<string>((resolve, reject) => {
    const outgoing = request(url + path, { ...options, agent }, (incoming) => {
      let answer = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk) => {
        answer += chunk;
      });
      incoming.on('end', () => {
        const { statusCode = 0 } = incoming;
        if (statusCode < 300) resolve(answer);
        else reject(new Error(`${options.method} ${path}: ${statusCode} ${answer}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return JSON.parse(text);
}

async function sideBySide(
  rows: readonly Row[],
  task: (row: Row) => Promise<unknown>,
): Promise<void> {
  const untried = rows.values();
  const work = async () => {
    for (const row of untried) await task(row);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}
