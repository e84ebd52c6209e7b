import type { LocatedDocument } from '../document/parse.ts';
import { type Address, addressOf, parseAddress } from '../model/address.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Kind, kinds } from '../model/kind.ts';
import type { Override } from '../model/override.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Point } from '../model/span.ts';
import { environmentsOf } from './written.ts';

/** An override with its place in the config for messages. */
export type WrittenOverride = Override & { readonly at: Point };

/** The overrides of an environment, kinds before single nodes: the later one wins. */
export function readOverrides(
  environment: string,
  value: JsonObject,
  document: LocatedDocument,
): readonly WrittenOverride[] {
  const overrides = Object.entries(value).flatMap(([key, fields]): WrittenOverride[] => {
    const of = kindOrAddress(key);
    if (of === undefined || !isObject(fields)) return [];
    const at = document.pointAt(['environments', environment, 'overrides', key]);
    return [{ of, fields: asManifest(fields), at }];
  });
  const isKind = ({ of }: Override) => kinds.some((kind) => kind === of);
  return [...overrides.filter(isKind), ...overrides.filter((one) => !isKind(one))];
}

/** Fields that tell nodes apart, so that no override of a whole kind may set them. */
const ofOneNode = ['title', 'courseCode', 'vendorResourceId'];

/** Overrides that would give all nodes of a kind the same name. */
export function checkOverrides(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, { overrides }]) =>
    kinds.flatMap((kind) => {
      const fields = isObject(overrides) ? overrides[kind] : undefined;
      const own = ofOneNode.filter((field) => isObject(fields) && Object.hasOwn(fields, field));
      return own.map((field) => {
        const path = ['environments', name, 'overrides', kind, field];
        return problem('config/override-of-all', {
          detail: `${path.join('.')} would give every ${kind} the same ${field}.`,
          hint: `Name the node: \`${kind}/ID: {${field}: …}\`.`,
          span: { file, start: document.pointAt(path) },
        });
      });
    }),
  );
}

function kindOrAddress(key: string): Kind | Address | undefined {
  const kind = kinds.find((each) => each === key);
  const address = parseAddress(key);
  return kind ?? (address && addressOf(address.kind, address.sourcedId));
}

function asText(grade: Json): string {
  return typeof grade === 'string' ? grade : canonicalJson(grade);
}

/** The fields under the names that catalog nodes use. */
function asManifest({ additional, ...fields }: JsonObject): JsonObject {
  const { grades } = fields;
  return {
    ...fields,
    // The platform expects grades as texts; authors write `6`.
    ...(Array.isArray(grades) && { grades: grades.map(asText) }),
    ...(isObject(additional) && additional),
  };
}
