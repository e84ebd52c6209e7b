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

export interface ReadLedger {
  /** The bytes of its files. */
  readonly sources: readonly SourceFile[];
  readonly texts: LedgerTexts;
  readonly ledger: Ledger;
}

/** Reads the ledger of ids; undefined if the catalog has none. */
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

/** What is read as one ledger of these texts, and under which name. */
export function ledgerFiles(texts: LedgerTexts, place: LedgerPlace): LedgerFiles {
  const files = [...texts].map(([file, text]): LedgerFile => ({ file, text }));
  const isInFolder = files.some(({ file }) => file !== place.file);
  const where = place.form !== 'file' && isInFolder ? `${place.folder}/` : place.file;
  return { where, files, sorted: place.file };
}

export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly files: readonly SourceFile[];
  /** If another state of the catalog is to be read as well, for that. */
  readonly readings?: ManifestReadings;
  /** The manifests beside the catalog that no glob matches. */
  readonly unmatched?: Unmatched;
  /** Nodes without a usable id, if the catalog is wanted all the same: see `Provisional`. */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
}

/** The bytes of all manifests of a workspace. `folders` takes the folders that were looked through. */
export function readManifestFiles(
  { folder, config, sources }: Workspace,
  folders?: Set<string>,
): ManifestFiles {
  const read = readManifests(folder, config.catalog, folders);
  sources.add(read.files);
  return read;
}

/**
 * Reads and checks all manifests of a workspace. With `readings`, what was read is kept in them, so
 * that `readBase` need not read unchanged files again.
 */
export function readCatalog(
  workspace: Workspace,
  readings?: ManifestReadings,
  folders?: Set<string>,
): Checked<ReadCatalog> {
  return catalogFrom(readManifestFiles(workspace, folders), workspace, readings);
}

/** The same from files that were read already. */
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
 * Whether the catalog is empty because its nodes left it: the ledger knows them, and says what became of
 * each. If any is live and manifests lie elsewhere, the globs are wrong.
 */
function isEmptied(workspace: Workspace, hasStrays: boolean): boolean {
  const ledger = readLedger(workspace);
  const entries = ledger.ok ? [...(ledger.value?.ledger.entries.values() ?? [])] : [];
  return entries.length > 0 && (!hasStrays || entries.every(({ state }) => state !== 'live'));
}

/** Standards that manifests list, held against the CFPackage files of the config, if it names any. */
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
  /** The form that the config demands; absent: any. */
  readonly form: 'uuid' | undefined;
  readonly configFile: string;
  /** Says of an id whether the ledger has it. Asked only for ids of another form. */
  readonly hasLine: (node: IdKey) => boolean;
}

/** The ids of a catalog that are not of the form that its config demands. */
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
