import type { ErrorObject } from 'ajv';
import { closestMatch } from 'leven';
import { isObject, type Json, withPlainNumbers } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { validators } from './generated/validators.js';
import type { LocatedDocument } from './parse.ts';
import { foundValue, type Path, quoteShort } from './place.ts';
import { emptyIdHint, expectedTypes, shapeHint } from './shape-hints.ts';

/** The most edits between two related names, however long they are. */
const farthest = 4;

/** The most characters of a name that is compared. */
const longest = 1024;

/** The most guesses of one list: guesses take time, and more wrong names are no typing errors. */
export const mostGuesses = 20;

/**
 * The known name that is most like a misspelt one, for "Did you mean …?"; undefined if none is near. At
 * most a third of the characters may differ, and at most four.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return guesser(() => known)(name);
}

/**
 * Gives a function that guesses like `nearest` for many names. The list of known names is read at the first
 * guess. Only the first `mostGuesses` names get a guess.
 */
export function guesser(known: () => Iterable<string>): (name: string) => string | undefined {
  let byLowerCase: ReadonlyMap<string, string> | undefined;
  let left = mostGuesses;
  return (name) => {
    // A name as long as a page is no typing error.
    if (left === 0 || name.length > longest) return undefined;
    left -= 1;
    byLowerCase ??= new Map([...known()].map((candidate) => [candidate.toLowerCase(), candidate]));
    const maxDistance = Math.min(Math.ceil(name.length / 3), farthest);
    const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
    return match === undefined ? undefined : byLowerCase.get(match);
  };
}

/** A schema of schemas/ as code. `errors` has the faults of the last call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

/** The kinds of documents that authors write. */
export type DocumentKind = keyof typeof validators;

/** Whether a value is a whole and valid document of a kind. */
export function fitsSchema(kind: DocumentKind, value: Json): boolean {
  return validators[kind](withPlainNumbers(value));
}

/** The problems of a document: every violation of the schema for its kind, or of another schema. */
export function validate(
  schema: DocumentKind | Validator,
  document: LocatedDocument,
  file: string,
): readonly Problem[] {
  // Schemas know only plain numbers.
  const value = withPlainNumbers(document.value);
  const isValid = typeof schema === 'function' ? schema : validators[schema];
  if (isValid(value)) return [];
  return dedupeAnyOfErrors(isValid.errors ?? []).map((error) =>
    schemaProblem({ error, document, ...locate(error, value) }, file),
  );
}

/** The path and the value that an error is about, from its JSON pointer. */
function locate({ instancePath }: ErrorObject, root: Json) {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of instancePath.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = inside(value, step) ?? null;
  }
  return { path, value };
}

function inside(value: Json, step: string | number): Json | undefined {
  if (typeof step === 'string') return isObject(value) ? value[step] : undefined;
  return Array.isArray(value) ? value[step] : undefined;
}

/** Keywords that only repeat a failure inside of them. */
const echoes: ReadonlySet<string> = new Set(['if', 'not']);

/**
 * The errors worth reporting. For a choice of types the validator reports each type. Errors about types
 * that the author did not choose are dropped; if no type fits, the error about the choice itself is enough.
 */
function dedupeAnyOfErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // The rule about names reports a wrong name better.
  const specific = errors.filter(
    ({ keyword, propertyName }) => !echoes.has(keyword) && propertyName === undefined,
  );
  const choices = specific.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  return withoutMisspelt(choices.reduce<readonly ErrorObject[]>(settle, specific));
}

/** Drops the error about a missing field that is there under a misspelt name: one mistake is one error. */
function withoutMisspelt(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const key = (at: string, name: unknown) => `${at}#${name}`;
  const meant = new Set(
    errors
      .filter(({ keyword }) => keyword === 'additionalProperties')
      .map((error) => key(error.instancePath, nearestField(error))),
  );
  return errors.filter(
    ({ keyword, instancePath, params }) =>
      keyword !== 'required' || !meant.has(key(instancePath, params['missingProperty'])),
  );
}

/** The field of the schema that is most like an unknown field; undefined if none is near. */
function nearestField({ params, parentSchema }: ErrorObject): string | undefined {
  return nearest(String(params['additionalProperty']), fieldsOf(parentSchema));
}

function fieldsOf(schema: ErrorObject['parentSchema']): readonly string[] {
  return Object.keys(schema?.['properties'] ?? {});
}

function settle(errors: readonly ErrorObject[], choice: ErrorObject): readonly ErrorObject[] {
  const { instancePath: at } = choice;
  const isTypeHere = (error: ErrorObject) => error.keyword === 'type' && error.instancePath === at;
  const isWithin = ({ instancePath: path }: ErrorObject) =>
    path === at || path.startsWith(`${at}/`);
  const isCloser = errors.some(
    (error) => error !== choice && isWithin(error) && !isTypeHere(error),
  );
  return errors.filter((error) => !isTypeHere(error) && (error !== choice || !isCloser));
}

/** An error of the validator, with the value that it is about. */
interface Complaint {
  readonly error: ErrorObject;
  readonly path: Path;
  readonly value: Json;
  readonly document: LocatedDocument;
}

interface Finding {
  readonly code: ProblemCode;
  readonly path: Path;
  /** Whether to point at the key of the path or at its value. */
  readonly what?: 'key' | 'value';
  readonly detail: string;
  readonly hint?: string | undefined;
}

/** Turns an error of the validator into a problem for authors. */
function schemaProblem(complaint: Complaint, file: string): Problem {
  const { code, path, what, detail, hint } = finding(complaint);
  const span = { file, start: complaint.document.pointAt(path, what) };
  return problem(code, { detail, span, ...(hint !== undefined && { hint }) });
}

function finding(complaint: Complaint): Finding {
  switch (complaint.error.keyword) {
    case 'additionalProperties':
      return unknownField(complaint);
    case 'required':
      return missingField(complaint);
    case 'type':
    case 'oneOf':
    case 'anyOf':
      return wrongType(complaint);
    case 'propertyNames':
      return forbiddenName(complaint);
    default:
      return wrongValue(complaint);
  }
}

function unknownField({ error, path }: Complaint): Finding {
  const name = String(error.params['additionalProperty']);
  const known = fieldsOf(error.parentSchema);
  const elsewhere = otherPlaces[`${noun(error)} ${name}`];
  const other = known.includes('additional') ? otherNames.get(name.toLowerCase()) : undefined;
  const near = nearestField(error);
  const guess = near === undefined ? fieldHelp(error, known, name) : `Did you mean "${near}"?`;
  return {
    code: 'schema/unknown-field',
    path: [...path, name],
    detail: `This ${noun(error)} has no field ${quoteShort(name)}.`,
    hint: elsewhere ?? other ?? guess,
  };
}

/** The names that other formats use for fields of nodes, in lower case, with the advice for each. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ...['id', 'uuid', 'guid', 'identifier'].map(
    (name) => [name, 'Did you mean "sourcedId"?'] as const,
  ),
  ...['name', 'label', 'heading'].map((name) => [name, 'Did you mean "title"?'] as const),
  ...['order', 'sortorder', 'position', 'number'].map(
    (name) => [name, 'Remove it: nodes are published in the order of their list.'] as const,
  ),
  ...['parent', 'course', 'unit', 'courseid', 'unitid', 'coursesourcedid'].map(
    (name) => [name, 'Remove it: a node belongs to the node in whose list it is written.'] as const,
  ),
  [
    'status',
    'Remove it: what is in the manifests is active, and `timeback-catalog retire` retires it.',
  ],
  ['datelastmodified', 'Remove it: it is written when the node is published.'],
  ...['includes', 'import', 'file', 'path'].map(
    (name) => [name, 'To take in another file, write `include:`.'] as const,
  ),
]);

/** Lists that belong to another kind, with the advice where to write them. */
const otherPlaces: Readonly<Record<string, string>> = {
  'course lessons': 'Lessons belong to a unit: write them in `lessons` of an entry of `units`.',
  'unit units': 'Units belong to a course, and a unit holds lessons: rename the key to `lessons`.',
  'resource lessons':
    'A resource holds no lessons. If this entry is a unit, move it into the list `units`.',
  'resource units': 'A resource holds no units. Write them in the list `units` of a course.',
  'placement vendorResourceId':
    'Move the resource into the list `resources` of a course, run `timeback-catalog fmt`, and write its sourcedId here.',
};

function quoteKey(name: string): string {
  return /^[A-Za-z]\w{0,40}$/.test(name) ? name : quoteShort(name);
}

/** Help from the schema's own comment, or from the names of the known fields. */
function fieldHelp({ parentSchema }: ErrorObject, known: readonly string[], name: string): string {
  const comment = parentSchema?.['$comment'];
  if (typeof comment === 'string') return comment;
  if (/\s/.test(name.trim()) && known.includes('additional')) {
    return 'Fields of manifests have no spaces in their names. If the line is no part of the manifest, remove it.';
  }
  if (known.join() === 'include') {
    return 'An entry with `include` has no other fields. If two entries were meant, put a dash before each.';
  }
  return known.includes('additional') && isTakenAsAdditional(name)
    ? `If apps read it, such as a description or XP, put it under \`metadata\`: \`metadata: { ${quoteKey(name)}: … }\`. If it is a field of the platform's own record, put it under \`additional\`.`
    : `It has: ${known.join(', ')}.`;
}

/** Whether `additional` of a node may have a field with this name. */
function isTakenAsAdditional(name: string): boolean {
  return validators.lesson({ kind: 'lesson', title: 'x', additional: { [name]: null } });
}

function missingField({ error, path, value }: Complaint): Finding {
  const detail = `This ${noun(error)} needs the field "${error.params['missingProperty']}".`;
  const isCutOff = isObject(value) && Object.keys(value).join() === 'sourcedId';
  const rest =
    ' If the next entry holds its other fields, remove the dash before them: they are one entry.';
  return {
    code: 'schema/missing-field',
    path,
    detail,
    hint: `Write \`${error.params['missingProperty']}: …\` beside its other fields.${isCutOff ? rest : ''}`,
  };
}

/** The name of the thing in a message, from the title of its schema: `lesson`, `environment`. */
function noun({ parentSchema }: ErrorObject): string {
  return String(parentSchema?.['title'] ?? 'map').toLowerCase();
}

function wrongType(complaint: Complaint): Finding {
  const { error, path, value, document } = complaint;
  const written = document.writtenAt(path);
  const expected = expectedTypes(error).flatMap((type) => typeNames[type] ?? []);
  const isTextWithoutQuotes =
    expected.includes('a string') && written !== undefined && value !== null;
  return {
    code: 'schema/wrong-type',
    path,
    what: 'value',
    detail:
      value === null
        ? `${nameOfPath(path)} is empty. It must be ${expected.join(' or ')}.`
        : `${nameOfPath(path)} must be ${expected.join(' or ')}, but it is ${foundValue(value, written)}.`,
    hint: isTextWithoutQuotes
      ? `Put it in quotes: "${written}".`
      : shapeHint({ path, value, types: expectedTypes(error), schema: error.parentSchema }),
  };
}

/** Names of fields that platforms have only in the records of placements. */
const ofPlacements: ReadonlySet<string> = new Set([
  ...['lessonType', 'placements', 'componentResources'],
]);

function forbiddenName({ error, path }: Complaint): Finding {
  const { schema } = error;
  const name = String(error.params['propertyName']);
  const isExplained = typeof schema === 'object' && schema !== null && 'description' in schema;
  const reason = isExplained ? ` ${schema.description}` : '';
  return {
    code: 'schema/wrong-value',
    path: [...path, name],
    detail: `${quoteShort(name)} is not allowed under ${nameOfPath(path)}.${reason}`,
    hint: ofPlacements.has(name)
      ? 'It belongs to a placement: write an entry of `resources` as a map, `- { resource: ID, lessonType: quiz }`.'
      : undefined,
  };
}

function wrongValue({ error, path, value, document }: Complaint): Finding {
  const found = foundValue(value, document.writtenAt(path));
  const allowed = allowedBy(error);
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const detail =
    allowed.length > 0
      ? `${nameOfPath(path)} must be ${allowed.join(' or ')}, but it is ${found}.`
      : `${nameOfPath(path)} ${rule(error)}, but it is ${found}.`;
  return {
    code: 'schema/wrong-value',
    path,
    what: 'value',
    detail,
    hint: near === undefined ? emptyIdHint(path, value) : `Did you mean "${near}"?`,
  };
}

function allowedBy({ keyword, params }: ErrorObject): string[] {
  if (keyword === 'const') return [String(params['allowedValue'])];
  const values: unknown = keyword === 'enum' ? params['allowedValues'] : [];
  return Array.isArray(values) ? values.map(String) : [];
}

function rule({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'minLength' && params['limit'] === 1) return 'must not be empty';
  if (keyword === 'minItems' && params['limit'] === 1) return 'needs at least one entry';
  if (keyword === 'maxLength') return `may have at most ${params['limit']} characters`;
  if (keyword === 'maxItems') return `may have at most ${params['limit']} entries`;
  return message ?? `breaks the rule "${keyword}"`;
}

/** The value at a path, as the subject of a sentence. */
function nameOfPath(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The document';
  if (typeof last === 'string') return quoteShort(last);
  const list = path.findLast((step) => typeof step === 'string');
  return `Entry ${last + 1}${list === undefined ? '' : ` of ${quoteShort(list)}`}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
};
