import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Exchange } from './github-server.ts';

// GitHub's own OpenAPI document, against which requests and answers are held.

interface Operation {
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly in?: string;
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
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  ajv.addSchema({ components }, 'whole');
  // The server of the tests gives parts of records. What it gives must be documented and of the right kind.
  ajv.addSchema({ components: inPart(components) }, 'part');
  const compiled = new Map<object, ValidateFunction>();
  const validate = (schema: object, of: 'whole' | 'part', json: unknown): string[] => {
    const given = of === 'part' ? inPart(schema) : schema;
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
    faultsOf: ({ method, path, query, body, status, json }) => {
      const asked = `${method} ${path}`;
      const found = patterns.find(([, pattern]) => pattern.test(path));
      const operation = found && paths[found[0]]?.[method.toLowerCase()];
      if (!operation) return [`${asked}: no such request is documented`];
      const known = (operation.parameters ?? []).map(resolved);
      const unknown = [...query.keys()].filter(
        (name) => !known.some((one) => one.in === 'query' && one.name === name),
      );
      const wanted = operation.requestBody?.content?.['application/json']?.schema;
      const answers = operation.responses[String(status)];
      const answer = answers && resolved(answers).content?.['application/json']?.schema;
      const isRefusal = status >= 400;
      return [
        ...unknown.map((name) => `${asked}: there is no ${name} to ask with`),
        ...(body !== undefined && wanted ? validate(wanted, 'whole', body) : []).map(
          (fault) => `${asked}, its body: ${fault}`,
        ),
        ...(answers || isRefusal ? [] : [`${asked}: no answer ${status} is documented`]),
        ...(answer && !isRefusal ? validate(answer, 'part', json) : []).map(
          (fault) => `${asked}, its answer: ${fault}`,
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

/** Schemas that want no property, and know all that there may be. */
function inPart<T>(json: T): T;
function inPart(json: unknown): unknown {
  if (Array.isArray(json)) return json.map((one) => inPart(one));
  if (typeof json !== 'object' || json === null) return json;
  const { required, allOf, ...rest } = json as Record<string, unknown>;
  // What stands beside a record that is named only adds to it.
  const named = Array.isArray(allOf) ? allOf.find((one) => '$ref' in one) : undefined;
  if (named) return inPart(named);
  const entries = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, inPart(value)]),
  );
  const isObject = rest['type'] === 'object' && typeof rest['properties'] === 'object';
  return {
    ...entries,
    ...(allOf !== undefined && { allOf: inPart(allOf) }),
    // A property may have that name.
    ...(required !== undefined && !Array.isArray(required) && { required: inPart(required) }),
    ...(isObject && !('additionalProperties' in rest) && { additionalProperties: false }),
  };
}
