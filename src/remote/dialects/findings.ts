import type { CorrectedRow, DifferenceGroup } from '../../model/explanation.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Kind, parseAddress } from '../../model/node.ts';
import type { Finding, RecordOf, Records } from './dialect.ts';
import { idOf, numberOf } from './record.ts';

/** A row that names the key of a reference, with what is known about that reference. */
interface ReferenceRow {
  readonly row: string;
  /** The collection whose records have the reference. */
  readonly in: string;
  /** The collection that the reference leads to; absent: a collection that is not part of a catalog. */
  readonly to?: string;
  /**
   * Whether every record has the reference. If it does and no record has the key, the row is contradicted.
   */
  readonly isRequired?: true;
  /**
   * Fields of nodes that are read from the reference, such as `unit parent`: the row may cause their
   * differences.
   */
  readonly explains?: readonly `${Kind} ${string}`[];
  /** Whether the row may hold an empty key, which means that records have no such reference. */
  readonly mayBeEmpty?: true;
  /** The row that says whether the key holds `one` reference or a `list`. */
  readonly shapeRow?: string;
}

/** A row that names one of two possible forms of a value. */
interface FormRow {
  readonly row: string;
  readonly in: string;
  /** The key that holds the value, or the row that names this key. */
  readonly key: string;
  readonly formsOf: (value: Json) => readonly string[];
  /** The field of a node that has the form, and the form that may explain its differences. */
  readonly explains?: readonly [field: `${Kind} ${string}`, form: string];
}

/** What the rows of a table claim about the records of its collections. */
export interface RecordStructure {
  readonly references: readonly ReferenceRow[];
  readonly forms: readonly FormRow[];
  /** The collections whose records have an order among siblings. */
  readonly ordered: readonly string[];
}

/** The rows in force and what they claim about records. */
interface Structured {
  readonly facts: object;
  readonly structure: RecordStructure;
  /** Collections by name, each with its plural for people. */
  readonly called: Readonly<Record<string, string>>;
}

/** Some records, with the plural that names them. */
interface Sample {
  readonly records: readonly JsonObject[];
  readonly noun: string;
}

/** What the records of the lists say about the rows of a table. */
export function recordFindings(
  records: Records,
  { facts, structure, called }: Structured,
): readonly Finding[] {
  const value = (row: string): string => String(Reflect.get(facts, row) ?? '');
  const sampleOf = (names: readonly string[]): Sample => ({
    records: names.flatMap((name) => records.get(name) ?? []),
    noun: names.map((name) => called[name]).join(' and '),
  });
  const references = structure.references.map((reference) =>
    referenceFinding(
      reference,
      value(reference.row),
      sampleOf([reference.in]),
      reference.to === undefined ? undefined : sampleOf([reference.to]),
    ),
  );
  const forms = structure.forms.map(({ row, in: name, key, formsOf }) => {
    const at = Object.hasOwn(facts, key) ? value(key) : key;
    const seen = sampleOf([name]).records.flatMap((record) => formsOf(own(record, at) ?? null));
    return oneForm(row, value(row), new Set(seen));
  });
  return [
    ...references,
    ...forms,
    orderFinding(value('sortOrder.key'), sampleOf(structure.ordered)),
    ...statusFindings(sampleOf(Object.keys(called)).records, value),
  ].flatMap((finding) => finding ?? []);
}

/** A finding about whether records have a reference under the key of a row. */
function referenceFinding(
  { row, isRequired }: ReferenceRow,
  key: string,
  sample: Sample,
  to: Sample | undefined,
): Finding | undefined {
  const ids = new Set((to?.records ?? []).map((record) => own(record, 'sourcedId')));
  const namesTarget = (value: Json) => linksOf(value).some((id) => ids.has(id));
  const elsewhere = () => {
    const keys = keysWith(sample.records, namesTarget).filter((other) => other !== 'sourcedId');
    return to && keys.length > 0 ? `ids of ${to.noun} are under ${namesText(keys)}` : '';
  };
  // An empty key claims that records have no such reference.
  if (key === '') {
    const evidence = elsewhere();
    return evidence === '' ? undefined : { row, verdict: 'differs', evidence };
  }
  const namesSome = (value: Json) => linksOf(value).some((id) => typeof id === 'string');
  return underKey({ row, key, isRequired: isRequired === true }, sample, namesSome, elsewhere);
}

/**
 * Whether records have a fitting value under a key; `elsewhere` says under which other keys they have one.
 */
function underKey(
  {
    row,
    key,
    isRequired,
  }: { readonly row: string; readonly key: string; readonly isRequired: boolean },
  { records, noun }: Sample,
  passes: (value: Json) => boolean,
  elsewhere: () => string,
): Finding {
  if (records.length === 0) return { row, verdict: 'unknown', evidence: `no ${noun} to check` };
  const having = records.filter((record) => passes(own(record, key) ?? null)).length;
  const of = `${having} of ${records.length} ${noun} seen have it`;
  if (having > 0) return { row, verdict: 'holds', evidence: of };
  const others = elsewhere();
  const evidence = others ? `${of}; ${others}` : of;
  return { row, verdict: others || isRequired ? 'differs' : 'unknown', evidence };
}

/** The ids in a reference, or in a list of them. */
function linksOf(value: Json): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).map(idOf);
}

function orderFinding(key: string, sample: Sample): Finding {
  const isOrder = (value: Json) => numberOf(value) !== undefined;
  return underKey({ row: 'sortOrder.key', key, isRequired: true }, sample, isOrder, () => {
    const keys = keysWith(sample.records, isOrder);
    return keys.length > 0 ? `numbers are under ${namesText(keys)}` : '';
  });
}

/** Findings about which of the two status words were seen. */
function statusFindings(
  records: readonly JsonObject[],
  value: (row: string) => string,
): readonly Finding[] {
  const words = records.map((record) => own(record, 'status'));
  const texts = [...new Set(words.filter((word) => typeof word === 'string'))];
  const known = [value('status.active'), value('status.retired')];
  const others = texts.filter((word) => !known.includes(word));
  const alsoSeen = others.length > 0 ? `seen instead: ${namesText(others)}` : 'none was seen';
  return (['status.active', 'status.retired'] as const).map((row) => {
    if (texts.includes(value(row))) return { row, verdict: 'holds', evidence: 'records have it' };
    // The absence of retired records proves nothing; that of live ones does if records have other words.
    const differs = row === 'status.active' && others.length > 0;
    return { row, verdict: differs ? 'differs' : 'unknown', evidence: alsoSeen };
  });
}

/** Compares a row that names one of two forms with the forms that were seen. */
function oneForm(row: string, expected: string, seen: ReadonlySet<string>): Finding | undefined {
  if (seen.size === 0) return undefined;
  const evidence = `seen as ${[...seen].join(' and as ')}`;
  const isOther = !seen.has(expected);
  return { row, verdict: isOther ? 'differs' : seen.size > 1 ? 'unknown' : 'holds', evidence };
}

/** How many names are shown: enough to recognise an answer. */
const mostNames = 8;
const longestName = 60;

/** Names from outside as evidence, limited in number and length: `"courses", "total"`. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => JSON.stringify(name.slice(0, longestName)));
  return names.length > mostNames ? `${shown.join(', ')} and more` : shown.join(', ');
}

/** The keys of an answer, as evidence that the expected key is missing. */
export function keysText(answer: Json): string {
  if (!isObject(answer)) return 'the answer is not an object';
  const keys = Object.keys(answer);
  return keys.length > 0 ? `the answer has ${namesText(keys)}` : 'the answer is empty';
}

/** The value under a key of the record, inherited properties aside. */
function own(record: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The keys under which any record has a fitting value. */
function keysWith(
  records: readonly JsonObject[],
  passes: (value: Json) => boolean,
): readonly string[] {
  const keys = records.flatMap((record) =>
    Object.entries(record).flatMap(([key, value]) => (passes(value) ? key : [])),
  );
  return [...new Set(keys)];
}

/** Corrections to try; each entry corrects one row or several together. */
type Corrections = readonly (readonly CorrectedRow[])[];

/** Whether the value in a record expresses the wanted one, whatever the key. */
type Matches = (held: Json, wanted: Json) => boolean;

/**
 * Corrections of keys, forms and words that may make a group of differences vanish. The caller has to try
 * whether they do.
 */
export function proposeCorrections(
  group: DifferenceGroup,
  recordOf: RecordOf,
  { facts, structure }: { readonly facts: object; readonly structure: RecordStructure },
): Corrections {
  const { kind, path, nodes } = group;
  const field: `${typeof kind} ${string}` = `${kind} ${path.join('.')}`;
  const find = (matches: Matches) => keysOf(group, recordOf, matches);
  if (path.length === 1 && path[0] === 'status') {
    return statusRows(group, Reflect.get(facts, 'status.active'));
  }
  if (path.length === 1 && path[0] === 'sortOrder') {
    const isOrder: Matches = (held, wanted) => numberOf(held) === wanted;
    return find(isOrder).map((key) => [{ row: 'sortOrder.key', value: key }]);
  }
  const reference = structure.references.find(({ explains }) => explains?.includes(field));
  if (reference?.shapeRow !== undefined) return listRows(reference, find, facts);
  if (reference) {
    const { row, mayBeEmpty } = reference;
    const keys = find(path[0] === 'parent' ? namesParent : namesOne);
    const isAbsent = mayBeEmpty && nodes.every(({ held }) => held === null);
    return [...keys, ...(isAbsent ? [''] : [])].map((key) => [{ row, value: key }]);
  }
  const form = structure.forms.find(({ explains }) => explains?.[0] === field);
  const [, value] = form?.explains ?? [];
  const isSo = nodes.every(
    ({ held }) => Array.isArray(held) && form?.formsOf(held).every((one) => one === value),
  );
  return form && value !== undefined && isSo ? [[{ row: form.row, value }]] : [];
}

/** Keys under which every record of a group holds the wanted value. */
function keysOf({ nodes }: DifferenceGroup, recordOf: RecordOf, matches: Matches): string[] {
  const [first] = nodes;
  const candidates = Object.keys(recordOf(first.address) ?? {});
  return candidates.filter(
    (key) =>
      key !== 'sourcedId' &&
      nodes.every(({ address, wanted }) => matches(heldUnder(recordOf(address), key), wanted)),
  );
}

function heldUnder(record: JsonObject | undefined, key: string): Json {
  return record && Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

const namesOne: Matches = (held, wanted) => idOf(held) === wanted;

const namesParent: Matches = (held, wanted) =>
  typeof wanted === 'string' && idOf(held) === parseAddress(wanted)?.sourcedId;

const namesOneOf: Matches = (held, wanted) =>
  Array.isArray(wanted) && wanted.length === 1 && idOf(held) === wanted[0];

const listsAll: Matches = (held, wanted) =>
  Array.isArray(held) &&
  Array.isArray(wanted) &&
  held.length === wanted.length &&
  held.every((link, index) => idOf(link) === wanted[index]);

/** Corrections for a list of references: another key, another form, or both. */
function listRows(
  { row, shapeRow = '' }: ReferenceRow,
  find: (matches: Matches) => readonly string[],
  facts: object,
): Corrections {
  const rows = (key: string, shape: 'one' | 'list'): CorrectedRow[] => [
    { row, value: key },
    { row: shapeRow, value: shape },
  ];
  const found = [
    ...find(namesOneOf).map((key) => rows(key, 'one')),
    ...find(listsAll).map((key) => rows(key, 'list')),
  ];
  return found
    .map((both) => both.filter((one) => Reflect.get(facts, one.row) !== one.value))
    .filter((some) => some.length > 0);
}

/** Corrections for the word for retired: the one that all records of the group have. */
function statusRows({ nodes: [first, ...others] }: DifferenceGroup, active: unknown): Corrections {
  const word = first.held;
  const isOneWord = others.every(({ held }) => held === word);
  if (typeof word !== 'string' || word === active || !isOneWord) return [];
  return [[{ row: 'status.retired', value: word }]];
}
