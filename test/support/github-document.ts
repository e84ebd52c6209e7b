import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Exchange } from './github-server.ts';

// GitHub's own OpenAPI document, against which requests and answers are held.

interface Operation {
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly in?: string;
    readonly schema?: object;
  }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Content }>
  >;
}
type Content = Readonly<Record<string, { readonly schema?: object }>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface GitHubDocument {
  /** What is wrong with a request or its answer, in words; none if both are as documented. */
  readonly faultsOf: (exchange: Exchange) => readonly string[];
}

export function readGitHubDocument(file: string): GitHubDocument {
  const document: Document = JSON.parse(readFileSync(file, 'utf8'));
  const { paths, components } = document;
  const patterns = Object.keys(paths).map((path) => [path, patternOf(path)] as const);
  const ajv = new Ajv({ strict: false, logger: false });
  formats.default(ajv);
  ajv.addSchema({ components }, 'asked');
  ajv.addSchema({ components: closed(components) }, 'answered');
  const compiled = new Map<object, ValidateFunction>();
  const validate = (schema: object, of: 'asked' | 'answered', json: unknown): string[] => {
    const given = of === 'answered' ? closed(schema) : schema;
    const found = compiled.get(schema) ?? ajv.compile(pointed(given, of) as object);
    compiled.set(schema, found);
    if (found(json)) return [];
    return (found.errors ?? [])
      .slice(0, 3)
      .map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
  };
  const resolved = <T extends { readonly $ref?: string }>(one: T): T => {
    if (one.$ref === undefined) return one;
    const [, , kind = '', name = ''] = one.$ref.split('/');
    return components[kind]?.[name] as T;
  };

  return {
    faultsOf: ({ method, path, query, body, status, json, isForced }) => {
      const asked = `${method} ${path}`;
      const found = patterns.find(([, pattern]) => pattern.test(path));
      const operation = found && paths[found[0]]?.[method.toLowerCase()];
      if (!operation) return [`${asked}: no such request is documented`];
      const known = (operation.parameters ?? []).map(resolved);
      const unknown = [...query.keys()].filter(
        (name) => !known.some((one) => one.in === 'query' && one.name === name),
      );
      const values = known.flatMap(({ name = '', schema, ...one }) => {
        const value = one.in === 'query' ? query.get(name) : null;
        if (value === null || !schema) return [];
        const isNumber = 'type' in schema && schema.type === 'integer';
        return validate(schema, 'asked', isNumber ? Number(value) : value);
      });
      const wanted = operation.requestBody?.content?.['application/json']?.schema;
      const answers = operation.responses[String(status)];
      const answer = answers && resolved(answers).content?.['application/json']?.schema;
      // What every request may be told: no such token, too many, a fault of the server.
      const isOfAny = status === 401 || status === 403 || status === 404 || status >= 429;
      return [
        ...unknown.map((name) => `${asked}: there is no ${name} to ask with`),
        ...values.map((fault) => `${asked}, what it asks with: ${fault}`),
        ...(body !== undefined && wanted ? validate(wanted, 'asked', body) : []).map(
          (fault) => `${asked}, its body: ${fault}`,
        ),
        ...(answers || isOfAny || isForced ? [] : [`${asked}: no answer ${status} is documented`]),
        ...(answer && !isForced ? validate(answer, 'answered', json) : []).map(
          (fault) => `${asked}, its answer ${status}: ${fault}`,
        ),
      ];
    },
  };
}

/** The name of a branch may have slashes. */
function patternOf(path: string): RegExp {
  const parts = path.split(/(\{\w+\})/).map((part) => {
    if (!part.startsWith('{')) return escaped(part);
    return /ref|branch|basehead/.test(part) && !path.includes('/commits/') ? '.+' : '[^/]+';
  });
  return new RegExp(`^${parts.join('')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** References into one of the two documents. */
function pointed(json: unknown, of: string): unknown {
  if (Array.isArray(json)) return json.map((one) => pointed(one, of));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, `${of}${value}`]
        : [key, pointed(value, of)],
    ),
  );
}

/** Schemas that know all properties that there may be. */
function closed<T>(json: T): T;
function closed(json: unknown): unknown {
  if (Array.isArray(json)) return json.map((one) => closed(one));
  if (typeof json !== 'object' || json === null) return json;
  const { allOf } = json as { readonly allOf?: unknown };
  // What stands beside a record that is named only adds to it.
  const named = Array.isArray(allOf) ? allOf.find((one) => '$ref' in one) : undefined;
  if (named) return closed(named);
  const entries = Object.entries(json).map(([key, value]) => [key, closed(value)] as const);
  const isOpen =
    'properties' in json &&
    typeof json.properties === 'object' &&
    !('additionalProperties' in json);
  const isSchema = isOpen && 'type' in json && json.type === 'object';
  return { ...Object.fromEntries(entries), ...(isSchema && { additionalProperties: false }) };
}
