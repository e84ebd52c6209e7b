import { decodeText } from '../../document/source-text.ts';
import { guesser } from '../../document/validate.ts';
import { readManifests } from '../../files/manifests.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, type Json, parseJson, textsIn } from '../../model/json.ts';
import { addressOf } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { startOf } from '../../model/text.ts';
import type { Workspace } from './workspace.ts';

/**
 * The problems of standards that manifests list: standards that the CFPackage files of the config lack, if
 * the config names any, and standards that metadata has as well.
 */
export function checkStandards({ nodes }: Catalog, workspace: Workspace): readonly Problem[] {
  const all = [...nodes.values()].filter(({ entity }) => entity.fields['standards'] !== undefined);
  if (all.length === 0) return [];
  const listing = all.filter(({ entity }) => Array.isArray(entity.fields['standards']));
  const both = all.filter(({ entity: { fields } }) => {
    const metadata = fields['metadata'] ?? null;
    return isObject(metadata) && metadata['learningObjectiveSet'] !== undefined;
  });
  const twice = both.map((node) => {
    const detail = 'The node has standards, and its metadata also has a learningObjectiveSet.';
    const hint = 'Keep `standards`, and remove metadata.learningObjectiveSet.';
    return problem('standards/twice', { detail, hint, ...whereOf(node) });
  });
  if (listing.length === 0 || workspace.config.standards.length === 0) return twice;
  const read = knownStandards(workspace);
  if (!read.ok) return [...twice, ...read.problems];
  const known = new Map(read.value.map((standard) => [standard.id, standard]));
  const explain = explainer(known);
  const unknown = listing.flatMap((node) => {
    const ids = textsIn(node.entity.fields['standards']);
    return ids
      .filter((id) => !known.has(id))
      .map((id) => problem('standards/unknown', { ...explain(id), ...whereOf(node) }));
  });
  return [...twice, ...unknown];
}

function whereOf({ entity, source }: CatalogNode): Pick<Problem, 'span' | 'address'> {
  const address = addressOf(entity.kind, entity.sourcedId);
  return { span: fieldSpan(source, 'standards'), address };
}

/**
 * The identifiers of standards by the codes that people know them by; a code that several standards have is not
 * among them. Problems: files of the config that are no frameworks.
 */
export function standardsByCode(workspace: Workspace): Checked<ReadonlyMap<string, string>> {
  if (workspace.config.standards.length === 0) return checked(new Map(), []);
  const read = knownStandards(workspace);
  if (!read.ok) return read;
  const byCode = Map.groupBy(read.value, ({ code }) => code);
  const only = [...byCode].flatMap(([code, standards]) => {
    const [id, ...others] = new Set(standards.map((standard) => standard.id));
    return code !== undefined && id !== undefined && others.length === 0
      ? [[code, id] as const]
      : [];
  });
  return checked(new Map(only), read.problems);
}

/** A standard of a framework, with what people write in place of its identifier. */
interface Standard {
  readonly id: string;
  readonly code?: string;
  readonly uri?: string;
  readonly file: string;
}

type Known = ReadonlyMap<string, Standard>;

/** Gives a function that explains an unknown identifier. The known standards are gone through once. */
function explainer(known: Known): (id: string) => Pick<Problem, 'detail' | 'hint'> {
  let names: ReadonlyMap<string, readonly Standard[]> | undefined;
  const guess = guesser(() => known.keys());
  return (id) => {
    names ??= otherNames(known);
    const meant = names.get(id.toLowerCase()) ?? [];
    const [first] = meant;
    if (first) {
      return { detail: otherName(id, first, meant.length), hint: `Did you mean ${listOf(meant)}?` };
    }
    const like = guess(id);
    return {
      detail: `No CFPackage of the config has a standard with the identifier "${id}".`,
      hint: like === undefined ? 'Correct it, or add its framework.' : `Did you mean "${like}"?`,
    };
  };
}

/**
 * The standards by their other names in small letters: the identifier, the address, the code, and without
 * a standard of that code the end of codes, since people write 5.NF.A.1 for CCSS.Math.Content.5.NF.A.1.
 */
function otherNames(known: Known): ReadonlyMap<string, readonly Standard[]> {
  const whole = new Map<string, Standard[]>();
  const ends = new Map<string, Standard[]>();
  for (const standard of known.values()) {
    const { id, code, uri } = standard;
    for (const name of new Set([id, code, uri].map((text) => text?.toLowerCase()))) {
      if (name) add(whole, name, standard);
    }
    for (const end of endsOf(code?.toLowerCase() ?? '')) add(ends, end, standard);
  }
  return new Map([...ends, ...whole]);
}

function add(names: Map<string, Standard[]>, name: string, standard: Standard): void {
  const others = names.get(name);
  if (others) others.push(standard);
  else names.set(name, [standard]);
}

/** The most parts of a code that are left out; a code with more is no code. */
const mostParts = 5;

/** The ends of a code that have a point in them: of A.B.C only B.C, as C alone could be anything. */
function endsOf(code: string): readonly string[] {
  const parts = code.split('.', mostParts + 2);
  if (parts.length > mostParts + 1) return [];
  return parts.slice(1, -1).map((_, at) => parts.slice(at + 1).join('.'));
}

function otherName(written: string, { id, code, uri }: Standard, count: number): string {
  const isName = (text = '') => text.toLowerCase() === written.toLowerCase();
  if (isName(id)) return `The framework has "${written}" in other capitals and small letters.`;
  const what = isName(code) ? 'the code' : isName(uri) ? 'the address' : 'the end of the code';
  return count === 1
    ? `"${written}" is ${what} of a standard, not its CASE identifier.`
    : `"${written}" is ${what} of ${count} standards, not a CASE identifier.`;
}

/** The most standards that a hint lists. */
const mostListed = 4;

function listOf(meant: readonly Standard[]): string {
  if (meant.length === 1) return meant.map(({ id }) => `"${id}"`).join();
  const named = meant.slice(0, mostListed).map(({ id, file }) => `"${id}" of ${file}`);
  const further = meant.length - named.length;
  return [...named, ...(further > 0 ? [`one of ${further} more`] : [])].join(' or ');
}

function knownStandards({ folder, config, configFile }: Workspace): Checked<readonly Standard[]> {
  const limit = inputLimits.standards;
  const { files, problems } = readManifests(folder, config.standards, { limit });
  const read = files.map(({ file, bytes }) => {
    const text = decodeText(file, bytes);
    return text.ok ? standardsIn(file, text.value) : text;
  });
  const faults = read.flatMap((one) => one.problems);
  const none =
    files.length === 0 && problems.length === 0
      ? [noPackage(configFile, `No file matches ${config.standards.join(', ')}.`)]
      : [];
  const standards = read.flatMap((one) => (one.ok ? one.value : []));
  return checked(standards, [...problems, ...faults, ...none]);
}

function standardsIn(file: string, text: string): Checked<readonly Standard[]> {
  const json = parseJson(text);
  const items = itemsOf(json);
  const fault = (detail: string): Checked<never> => ({
    ok: false,
    problems: [noPackage(file, `${file} ${detail}`)],
  });
  if (!items) return fault(whyNoPackage(json));
  const standards = items.flatMap((item): Standard | readonly [] => {
    // The CASE service that the official SDK reads calls the identifier sourcedId.
    const { sourcedId, identifier: id = sourcedId, ...other } = isObject(item) ? item : {};
    const { humanCodingScheme: code, uri } = other;
    if (typeof id !== 'string') return [];
    const names = {
      ...(typeof code === 'string' && { code }),
      ...(typeof uri === 'string' && { uri }),
    };
    return { id, ...names, file };
  });
  const left = items.length - standards.length;
  return left === 0
    ? checked(standards, [])
    : fault(`is not a CFPackage: ${left} of its ${items.length} CFItems have no identifier.`);
}

/** The items of a package, of one in an envelope, or of a list of those, as pages of an API are kept. */
function itemsOf(json: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(json) && json.length > 0) {
    const each = json.map((one) => (isObject(one) ? itemsOf(one) : undefined));
    return each.some((items) => !items) ? undefined : each.flatMap((items) => items ?? []);
  }
  if (!isObject(json)) return undefined;
  const items =
    json['CFItems'] ?? (isObject(json['CFPackage']) ? json['CFPackage']['CFItems'] : undefined);
  return Array.isArray(items) ? items : undefined;
}

function whyNoPackage(json: Json | undefined): string {
  if (json === undefined) return 'is not JSON, or it is incomplete.';
  const keys = isObject(json) ? Object.keys(json).filter((key) => key !== 'CFItems') : [];
  const shown = keys.slice(0, mostListed).map((key) => startOf(key, 40));
  const rest = shown.length > 0 ? `, but ${shown.join(', ')}` : '';
  return `is not a CFPackage: it has no list CFItems${rest}.`;
}

function noPackage(file: string, detail: string): Problem {
  const hint =
    'Name the JSON file of a CASE framework from its publisher under `standards` in the config. A CASE server gives it at …/CFPackages/IDENTIFIER.';
  return problem('standards/package', {
    detail,
    hint,
    span: { file, start: { line: 1, column: 1 } },
  });
}
