import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import examples from './github-records.json' with { type: 'json' };

// GitHub's records as the examples of its OpenAPI document have them: test/witnesses/outside/github.witness.ts
// takes them from there.

/** The name of a schema of GitHub's OpenAPI document. */
export type RecordKind = keyof typeof examples;

/** What an example says of the state of its world, which is not that of a test. */
const unknownYet: Partial<Record<RecordKind, JsonObject>> = {
  'pull-request-simple': { merged_at: null, closed_at: null, merge_commit_sha: null },
  'pull-request': { merged_at: null, closed_at: null, merge_commit_sha: null, merged_by: null },
};

/** The text of each example, made once. */
const texts = new Map<RecordKind, string>();

/** A whole record: what is known, and for the rest what GitHub's own example says. */
export function wholeRecord(
  kind: RecordKind,
  known: Json,
  { url, repository }: { readonly url: string; readonly repository: string },
): Json {
  const example = texts.get(kind) ?? JSON.stringify(expanded(examples[kind]));
  texts.set(kind, example);
  const text = example
    .replaceAll('https://api.github.com', url)
    .replaceAll('octocat/Hello-World', repository);
  return merged(merged(JSON.parse(text), unknownYet[kind] ?? {}), known);
}

/** Records that stand in their own place are put where they were. */
function expanded(json: Json): Json {
  if (Array.isArray(json)) return json.map(expanded);
  if (!isObject(json)) return json;
  const { $ref: name } = json;
  if (typeof name === 'string') return expanded(examples[name as RecordKind]);
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, expanded(value ?? null)]),
  );
}

/** What a record is called by in addresses. */
const names = ['login', 'full_name', 'number', 'sha'];

function merged(example: Json, known: Json): Json {
  if (!isObject(example) || !isObject(known)) return known;
  const renamed = names.reduce(
    (record: JsonObject, name) => renamedTo(record, known, name),
    example,
  );
  const entries = Object.entries(known).map(([key, value = null]) => [
    key,
    merged(renamed[key] ?? null, value),
  ]);
  return { ...renamed, ...Object.fromEntries(entries) };
}

function renamedTo(example: JsonObject, known: JsonObject, name: string): JsonObject {
  const [from, to] = [example[name], known[name]];
  if (from === undefined || to === undefined || from === to) return example;
  const text = JSON.stringify(example).replaceAll(`/${from}`, `/${encodeURI(String(to))}`);
  const renamed: JsonObject = JSON.parse(text);
  if (name === 'full_name') return { ...renamed, id: numberOf(String(to)) };
  return name === 'login' ? { ...renamed, ...accountOf(String(to)) } : renamed;
}

function accountOf(login: string): JsonObject {
  return { id: numberOf(login), type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

/** No two accounts, and no two repositories, have the same number. */
function numberOf(name: string): number {
  return Number.parseInt(Buffer.from(name).toString('hex').slice(0, 12), 16);
}
