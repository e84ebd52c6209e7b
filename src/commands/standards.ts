import { decode } from '../document/decode.ts';
import { guesser } from '../document/nearest.ts';
import { readManifests } from '../files/manifests.ts';
import { addressOf } from '../model/address.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { isObject, type Json, parseJson } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** Standards that manifests list, held against the CFPackage files of the config, where it names any. */
export function checkStandards({ nodes }: Catalog, workspace: Workspace): readonly Problem[] {
  const listing = [...nodes.values()].filter(({ entity }) =>
    Array.isArray(entity.fields['standards']),
  );
  const both = [...nodes.values()].filter(({ entity }) => {
    const { standards, metadata } = entity.fields;
    const isListed = standards !== undefined && isObject(metadata);
    return isListed && metadata['learningObjectiveSet'] !== undefined;
  });
  const twice = both.map((node) => {
    const detail = 'The node lists standards, and its metadata has a learningObjectiveSet as well.';
    const hint = 'Keep `standards`, and take metadata.learningObjectiveSet out.';
    return problem('standards/twice', { detail, hint, ...whereOf(node) });
  });
  if (listing.length === 0 || workspace.config.standards.length === 0) return twice;
  const known = knownStandards(workspace);
  if (!known.ok) return [...twice, ...known.problems];
  const suggest = suggestions(known.value);
  const unknown = listing.flatMap((node) => {
    const standards = node.entity.fields['standards'];
    const ids = Array.isArray(standards) ? standards.filter((id) => typeof id === 'string') : [];
    return ids
      .filter((id) => !known.value.has(id))
      .map((id) => unknownStandard(id, suggest(id), whereOf(node)));
  });
  return [...twice, ...unknown];
}

function whereOf({ entity, source }: CatalogNode): Pick<Problem, 'span' | 'address'> {
  const address = addressOf(entity.kind, entity.sourcedId);
  return { span: fieldSpan(source, 'standards'), address };
}

/** Identifiers with the codes that people know the standards by. */
type Known = ReadonlyMap<string, string | undefined>;

interface Suggestion {
  /** The standard that has this identifier for its code. */
  readonly byCode: string | undefined;
  readonly like: string | undefined;
}

/** What may have been meant. Each identifier is looked at once, and for the first few names again. */
function suggestions(known: Known): (id: string) => Suggestion {
  const byCodes = new Map(
    [...known].flatMap(([id, code]) => (code === undefined ? [] : [[code, id]])),
  );
  const guess = guesser(() => [...known.keys()]);
  return (id) => {
    const byCode = byCodes.get(id);
    return { byCode, like: byCode ?? guess(id) };
  };
}

function unknownStandard(
  id: string,
  { byCode, like }: Suggestion,
  where: Pick<Problem, 'span' | 'address'>,
): Problem {
  return problem('standards/unknown', {
    detail: byCode
      ? `"${id}" is the code of a standard and not its CASE identifier.`
      : `No CFPackage of the config has a standard with the identifier "${id}".`,
    hint: like === undefined ? 'Correct it, or add its framework.' : `Did you mean "${like}"?`,
    ...where,
  });
}

function knownStandards({ folder, config, configFile }: Workspace): Checked<Known> {
  const { files, problems } = readManifests(folder, config.standards);
  const known = new Map<string, string | undefined>();
  const faults = files.flatMap(({ file, bytes }): readonly Problem[] => {
    const text = decode(file, bytes);
    if (!text.ok) return text.problems;
    const items = itemsOf(parseJson(text.value));
    if (!items) return [noPackage(file)];
    for (const item of items) {
      const { identifier, humanCodingScheme: code } = isObject(item) ? item : {};
      if (typeof identifier === 'string')
        known.set(identifier, typeof code === 'string' ? code : undefined);
    }
    return [];
  });
  const none =
    files.length === 0 && problems.length === 0
      ? [noPackage(configFile, `No file matches ${config.standards.join(', ')}.`)]
      : [];
  return checked(known, [...problems, ...faults, ...none]);
}

function itemsOf(json: Json | undefined): readonly Json[] | undefined {
  if (!isObject(json)) return undefined;
  const items =
    json['CFItems'] ?? (isObject(json['CFPackage']) ? json['CFPackage']['CFItems'] : undefined);
  return Array.isArray(items) ? items : undefined;
}

function noPackage(
  file: string,
  detail = `${file} is no CFPackage: it has no list CFItems.`,
): Problem {
  const hint =
    'Name the JSON of a CASE framework, as its publisher gives it, under `standards` in the config.';
  return problem('standards/package', {
    detail,
    hint,
    span: { file, start: { line: 1, column: 1 } },
  });
}
