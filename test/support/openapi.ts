import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { ownDocumentFile } from './own-openapi.ts';

const cache = join(import.meta.dirname, '../../node_modules/.cache');
const file = join(import.meta.dirname, '../../../shared/reference/oneroster-api.yaml');

/** An OpenAPI document of the OneRoster API, with the file that holds what is needed of it. */
export interface ApiDocument {
  readonly name: string;
  readonly file: () => string;
}

const own: ApiDocument = { name: 'a document of our own', file: ownDocumentFile };
const published: ApiDocument = { name: 'the published document', file: publishedFile };
const isPublishedHere = existsSync(file);
if (!isPublishedHere) console.warn(`${file} is not here: ${own.name} stands alone.`);

/** The documents that exchanges can be held against: ours, and the published one if it is beside the project. */
export const documents = isPublishedHere ? [own, published] : [own];

const prefix = '/ims/oneroster/';
const read = new Map<ApiDocument, Operations>();

/** What a request has wrong. Other APIs of the emulator are none of the document's business. */
async function wrongRequest(
  request: Request,
  isAccepted: boolean,
  document: ApiDocument,
): Promise<string[]> {
  const found = operationOf(request, document);
  if (found === undefined || typeof found === 'string') return found ? [found] : [];
  const { searchParams, pathname } = new URL(request.url);
  // What is refused may well be wrong.
  const body = isAccepted ? found.body(await jsonOf(request)) : [];
  return [...found.query(searchParams), ...body.map((what) => `body ${what}`)].map(
    (what) => `${request.method} ${pathname}: ${what}`,
  );
}

/** What an answer to a request has wrong. */
async function wrongAnswer(
  request: Request,
  response: Response,
  document: ApiDocument,
): Promise<string[]> {
  const found = operationOf(request, document);
  if (found === undefined || typeof found === 'string') return [];
  const { searchParams, pathname } = new URL(request.url);
  return (await wrongIn(response, found, searchParams)).map(
    (what) => `${request.method} ${pathname}: ${what}`,
  );
}

/** The operation of a request, or what is wrong if the document has none. */
function operationOf(
  { method, url }: Request,
  document: ApiDocument,
): Operation | string | undefined {
  const { pathname } = new URL(url);
  if (!pathname.startsWith(prefix)) return undefined;
  const operations = read.get(document) ?? readOperations(document);
  read.set(document, operations);
  return (
    operations.find(method, pathname) ?? `${method} ${pathname}: the document has no such thing`
  );
}

async function wrongIn(
  response: Response,
  { answers }: Operation,
  asked: URLSearchParams,
): Promise<string[]> {
  const status = String(response.status);
  const check = answers.get(status);
  if (!check) return [`the document has no answer ${status}`];
  // If only some fields were asked for, the others are not required.
  if (asked.has('fields')) return [];
  return check(await jsonOf(response)).map((what) => `${status} ${what}`);
}

async function jsonOf(message: Request | Response): Promise<Json | undefined> {
  const text = await message.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** An emulator each of whose exchanges is held against the documents: a violation is a thrown Error. */
export function heldToDocument(
  emulator: Emulator,
  watch: { readonly answers: boolean; readonly held?: readonly ApiDocument[] },
): Emulator {
  return watchedBy(emulator, {
    ...watch,
    onExchange: (found) => {
      if (found.length === 0) return;
      throw new Error(`not as the OpenAPI document has it:\n${found.join('\n')}`);
    },
  });
}

/** An emulator that says of each of its exchanges what the document does not allow. */
export function watchedBy(
  emulator: Emulator,
  watch: {
    /** Otherwise only requests are held against it. */
    readonly answers: boolean;
    /** Absent: all. Ours is among them, so that it fits in a clone that has no other. */
    readonly held?: readonly ApiDocument[];
    readonly onExchange: (violations: readonly string[]) => void;
  },
): Emulator {
  return {
    ...emulator,
    fetch: async (request) => {
      const { held = documents } = watch;
      const sent = request.clone();
      const response = await emulator.fetch(request);
      const found = held.flatMap((document) => [
        wrongRequest(sent.clone(), response.ok, document),
        watch.answers ? wrongAnswer(sent.clone(), response.clone(), document) : [],
      ]);
      watch.onExchange((await Promise.all(found)).flat());
      return response;
    },
  };
}

/** The schemas of the records in the four lists of the document, by the names of the dialect's rows. */
export function recordSchemas(document: ApiDocument): Readonly<Record<string, Json>> {
  const { paths = {} } = readDocument(document);
  const lists = {
    course: ['rostering/v1p2/courses/', 'courses'],
    courseComponent: ['rostering/v1p2/courses/components', 'courseComponents'],
    componentResource: ['rostering/v1p2/courses/component-resources', 'componentResources'],
    resource: ['resources/v1p2/resources/', 'resources'],
  } as const;
  return Object.fromEntries(
    Object.entries(lists).map(([name, [path, plural]]) => {
      const schema = inside(paths, [
        ...[`${prefix}${path}`, 'get', 'responses', '200', 'content', 'application/json', 'schema'],
        ...['properties', plural, 'items'],
      ]);
      if (!isObject(schema)) throw new Error(`the document describes no ${plural}`);
      return [name, schema];
    }),
  );
}

function inside(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce(
    (at, key) => (isObject(at ?? null) ? (at as JsonObject)[key] : undefined),
    value,
  );
}

type Check = (value: Json | undefined) => string[];

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly query: (given: URLSearchParams) => string[];
  readonly body: Check;
  readonly answers: ReadonlyMap<string, Check>;
}

const entriesOf = (map: Json) => (isObject(map) ? Object.entries(map) : []);

interface Operations {
  find(method: string, path: string): Operation | undefined;
}

function readOperations(document: ApiDocument): Operations {
  const { paths = {}, components = {} } = readDocument(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', components });
  const compile = (schema: unknown): ValidateFunction =>
    ajv.compile(
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')),
    );
  const operations = entriesOf(paths).flatMap(([path, item]) =>
    entriesOf(item).flatMap(([method, operation]) =>
      isObject(operation) ? [described({ path, method, operation, compile })] : [],
    ),
  );
  return {
    // A name in the path is one segment, and what is spelt out comes before it.
    find: (method, path) =>
      operations
        .filter((one) => one.method === method && one.path.test(path))
        .sort((a, b) => b.path.source.length - a.path.source.length)[0],
  };
}

function readDocument(document: ApiDocument): JsonObject {
  return JSON.parse(readFileSync(document.file(), 'utf8'));
}

/**
 * A file with what is needed of the document: what it says of courses and of what is in them. Its YAML
 * takes seconds to parse, so that is kept for next time.
 */
function publishedFile(): string {
  const { mtimeMs, size } = statSync(file);
  const kept = join(cache, `timeback-catalog-openapi-3-${mtimeMs}-${size}.json`);
  if (existsSync(kept)) return kept;
  mkdirSync(cache, { recursive: true });
  const { paths, ...rest } = parse(readFileSync(file, 'utf8'));
  const ours = Object.entries(paths).filter(([path]) => isOurs.test(path));
  const fresh = `${kept}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify({ ...rest, paths: Object.fromEntries(ours) }));
  renameSync(fresh, kept);
  return kept;
}

const isOurs = /^\/ims\/oneroster\//;

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
  readonly compile: (schema: unknown) => ValidateFunction;
}

function described({ path, method, operation, compile }: Described): Operation {
  const { parameters, requestBody, responses } = operation;
  const answers = entriesOf(responses ?? null);
  const sent = schemaIn(requestBody);
  return {
    method: method.toUpperCase(),
    path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    query: queryCheck(Array.isArray(parameters) ? parameters.filter(isObject) : [], compile),
    body: sent ? checkBy(() => compile(sent)) : () => [],
    answers: new Map(
      answers.map(([status, answer]) => {
        const schema = schemaIn(answer);
        return [status, schema ? checkBy(() => compile(schema)) : nothing];
      }),
    ),
  };
}

const nothing: Check = (value) =>
  value === undefined ? [] : ['has a body, and the document none'];

function schemaIn(holder: Json | undefined): Json | undefined {
  const content = isObject(holder) && isObject(holder['content']) ? holder['content'] : {};
  const json = content['application/json'];
  return isObject(json) ? json['schema'] : undefined;
}

/** Compiled when it is first needed: a test needs few of them. */
function checkBy(compile: () => ValidateFunction): Check {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compile();
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

function queryCheck(
  parameters: readonly JsonObject[],
  compile: Described['compile'],
): Operation['query'] {
  const known = new Map(
    parameters
      .filter((parameter) => parameter['in'] === 'query')
      .map(
        (parameter) => [parameter['name'], checkBy(() => compile(parameter['schema']))] as const,
      ),
  );
  return (given) =>
    [...given].flatMap(([name, text]) => {
      const check = known.get(name);
      if (!check) return [`the document has no parameter "${name}"`];
      const value = /^\d+$/.test(text) && name !== 'filter' ? Number(text) : text;
      return check(value).map((what) => `"${name}" ${what}`);
    });
}
