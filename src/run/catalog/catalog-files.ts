import type { LedgerPlace } from '../../config/config.ts';
import { decodeText } from '../../document/source-text.ts';
import { guesser } from '../../document/validate.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import { type ManifestFiles, readManifests } from '../../files/manifests.ts';
import { isUuid } from '../../identity/content.ts';
import type { LedgerTexts } from '../../identity/ledger/edit.ts';
import { type LedgerFile, type LedgerFiles, readLedgerFiles } from '../../identity/ledger/parse.ts';
import { buildCatalog } from '../../manifest/build.ts';
import type { ManifestReadings, SourceFile } from '../../manifest/manifest.ts';
import { type Catalog, type CatalogNode, fieldSpan, type Unnamed } from '../../model/catalog.ts';
import { isObject, type Json, parseJson, textsIn } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import { addressOf, type IdKey, idKey } from '../../model/node.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import { ledgerElsewhere } from './ledger-elsewhere.ts';
import { type Unmatched, unmatchedManifests, unmatchedOf } from './unmatched.ts';
import type { Workspace } from './workspace.ts';

/** The ledger of a catalog, as bytes, as texts and as read. */
export interface ReadLedger {
  /** The files of the ledger with their bytes. */
  readonly sources: readonly SourceFile[];
  readonly texts: LedgerTexts;
  readonly ledger: Ledger;
}

/**
 * Reads the ledger of ids; undefined if the catalog has none. A problem if it has errors or seems to be at
 * another place.
 */
export function readLedger(workspace: Workspace): Checked<ReadLedger | undefined> {
  const { folder, config, sources } = workspace;
  const read = readLedgerBytes(folder, config.ids);
  const elsewhere = ledgerElsewhere(workspace, !read.ok || read.value.length > 0);
  if (elsewhere) return { ok: false, problems: [elsewhere] };
  if (!read.ok) return read;
  if (read.value.length === 0) return checked(undefined, []);
  sources.add(read.value);
  const files = read.value.map(({ file, bytes }) => ({ file, text: decodeText(file, bytes) }));
  const undecoded = files.flatMap(({ text }) => text.problems);
  if (hasErrors(undecoded)) return { ok: false, problems: undecoded };
  const texts = new Map(
    files.flatMap(({ file, text }) => (text.ok ? [[file, text.value] as const] : [])),
  );
  const { ledger, problems } = readLedgerFiles(ledgerFiles(texts, config.ids));
  return checked({ sources: read.value, texts, ledger }, problems);
}

/** The texts of a ledger as one set of files, with the name of the ledger in messages. */
export function ledgerFiles(texts: LedgerTexts, place: LedgerPlace): LedgerFiles {
  const files = [...texts].map(([file, text]): LedgerFile => ({ file, text }));
  const isInFolder = files.some(({ file }) => file !== place.file);
  const where = place.form !== 'file' && isInFolder ? `${place.folder}/` : place.file;
  return { where, files, sorted: place.file };
}

/** A catalog with the files that it was read from. */
export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly files: readonly SourceFile[];
  /** The readings of the manifests, for reading another state of the catalog. */
  readonly readings?: ManifestReadings;
  /** The manifests beside the catalog that no glob matches. */
  readonly unmatched?: Unmatched;
  /**
   * The nodes without a usable id, in a catalog that was read despite errors about ids: see `Provisional`.
   */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
}

/**
 * Reads the bytes of all manifests of a workspace. `folders` is filled with the folders that were searched.
 */
export function readManifestFiles(
  { folder, config, sources }: Workspace,
  folders?: Set<string>,
): ManifestFiles {
  const read = readManifests(folder, config.catalog, folders);
  sources.add(read.files);
  return read;
}

/**
 * Reads and checks all manifests of a workspace. `readings` keeps the result of each file, so that
 * `readBase` need not read unchanged files again.
 */
export function readCatalog(
  workspace: Workspace,
  readings?: ManifestReadings,
  folders?: Set<string>,
): Checked<ReadCatalog> {
  return catalogFrom(readManifestFiles(workspace, folders), workspace, readings);
}

/** Checks manifests whose files were read already. */
export function catalogFrom(
  read: ManifestFiles,
  workspace: Workspace,
  readings?: ManifestReadings,
): Checked<ReadCatalog> {
  const { files, problems } = read;
  const { folder, config, configFile } = workspace;
  const unmatched = unmatchedOf(workspace, read.strays);
  const globs = config.catalog.join(', ');
  if (files.length === 0 && problems.length === 0) {
    const strays = unmatchedManifests(unmatched, workspace);
    if (isEmptied(workspace, strays.length > 0)) {
      return checked(
        { catalog: { nodes: new Map() }, files, unmatched, ...(readings && { readings }) },
        [],
      );
    }
    const none = problem('catalog/no-files', {
      detail: `No file below ${folder} matches ${globs}.`,
      hint:
        strays.length > 0
          ? `Manifests lie elsewhere: ${strays.length === 1 ? 'the warning' : 'each warning'} says how to include them. A glob names files and not a folder: \`catalog: ["catalog/**/*.{yaml,yml}"]\`.`
          : 'Correct `catalog` in the config, or begin with `timeback-catalog new course "TITLE"`.',
    });
    return { ok: false, problems: [none, ...strays] };
  }
  const shared = readings && { readings };
  let ledger: Checked<ReadLedger | undefined> | undefined;
  const hasLine = (node: IdKey) => {
    ledger ??= readLedger(workspace);
    return ledger.ok && ledger.value?.ledger.entries.has(node) === true;
  };
  const built = buildCatalog({ files, globs, ...shared });
  const further = built.ok
    ? [
        ...checkStandards(built.value, workspace),
        ...checkIdForm(built.value, { form: config.sourcedIdForm, configFile, hasLine }),
      ]
    : [];
  const all = inReadingOrder([...problems, ...built.problems, ...further]);
  if (!built.ok) return { ok: false, problems: all };
  return checked({ catalog: built.value, files, unmatched, ...shared }, all);
}

/**
 * Whether the catalog is empty because its nodes left it: the ledger knows them, and their states. If any
 * is live and there are manifests elsewhere, the globs are wrong instead.
 */
function isEmptied(workspace: Workspace, hasStrays: boolean): boolean {
  const ledger = readLedger(workspace);
  const entries = ledger.ok ? [...(ledger.value?.ledger.entries.values() ?? [])] : [];
  return entries.length > 0 && (!hasStrays || entries.every(({ state }) => state !== 'live'));
}

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
  const known = knownStandards(workspace);
  if (!known.ok) return [...twice, ...known.problems];
  const suggest = suggestions(known.value);
  const unknown = listing.flatMap((node) => {
    const ids = textsIn(node.entity.fields['standards']);
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

/**
 * The identifiers of standards by the codes that people know them by; a code that several standards have is not
 * among them. Problems: files of the config that are no frameworks.
 */
export function standardsByCode(workspace: Workspace): Checked<ReadonlyMap<string, string>> {
  if (workspace.config.standards.length === 0) return checked(new Map(), []);
  const known = knownStandards(workspace);
  if (!known.ok) return known;
  const byCode = Map.groupBy(known.value, ([, code]) => code);
  const only = [...byCode].flatMap(([code, [first, ...others]]) =>
    code !== undefined && first && others.length === 0 ? [[code, first[0]] as const] : [],
  );
  return checked(new Map(only), known.problems);
}

/** The identifiers of known standards, each with the code that people know it by. */
type Known = ReadonlyMap<string, string | undefined>;

interface Suggestion {
  /** The standard whose code is the given identifier. */
  readonly byCode: string | undefined;
  readonly like: string | undefined;
}

/** Gives a function that guesses which standard was meant. The known identifiers are read once. */
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
      ? `"${id}" is the code of a standard, not its CASE identifier.`
      : `No CFPackage of the config has a standard with the identifier "${id}".`,
    hint: like === undefined ? 'Correct it, or add its framework.' : `Did you mean "${like}"?`,
    ...where,
  });
}

function knownStandards({ folder, config, configFile }: Workspace): Checked<Known> {
  const { files, problems } = readManifests(folder, config.standards);
  const known = new Map<string, string | undefined>();
  const faults = files.flatMap(({ file, bytes }): readonly Problem[] => {
    const text = decodeText(file, bytes);
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
  detail = `${file} is not a CFPackage: it has no list CFItems.`,
): Problem {
  const hint =
    'Name the JSON file of a CASE framework from its publisher under `standards` in the config.';
  return problem('standards/package', {
    detail,
    hint,
    span: { file, start: { line: 1, column: 1 } },
  });
}

interface Demand {
  /** The form that the config requires. Absent: any form. */
  readonly form: 'uuid' | undefined;
  readonly configFile: string;
  /** Whether the ledger has an id. Asked only for ids of another form. */
  readonly hasLine: (node: IdKey) => boolean;
}

/** The problems of ids that do not have the form that the config requires. */
export function checkIdForm({ nodes }: Catalog, { form, configFile, hasLine }: Demand): Problem[] {
  if (form !== 'uuid') return [];
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const { kind, sourcedId } = entity;
    if (isUuid(sourcedId)) return [];
    const span = fieldSpan(source, 'sourcedId');
    return [
      problem('id/not-uuid', {
        detail: `The ${kind} has the id ${sourcedId}, but the config requires UUIDs (sourcedId.form in ${configFile}).`,
        hint: hasLine(idKey(kind, sourcedId))
          ? 'The ledger has it, and a published id never changes. If this one is published, remove `sourcedId` from the config.'
          : `Remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which generates a UUID.`,
        span,
        address,
      }),
    ];
  });
}
