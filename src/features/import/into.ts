import { inputLimits } from '../../model/input-limits.ts';
import { textsIn } from '../../model/json.ts';
import { defined } from '../../model/json-values.ts';
import { entriesWith } from '../../model/ledger.ts';
import { addressOf, type Kind, kinds } from '../../model/node.ts';
import { type Checked, checked, failure, hasErrors } from '../../model/problem.ts';
import { readBesideLedger } from '../../run/catalog/beside-ledger.ts';
import { refuseMinting } from '../../run/catalog/minting.ts';
import { standardsByCode } from '../../run/catalog/standards.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { nodeInWords } from './account.ts';
import { type Repeated, withoutRepeats } from './arrange.ts';
import { disagreementProblems, isOfOtherNode } from './disagreements.ts';
import { type HiddenChoice, type HiddenNode, hiddenIn, withoutHidden } from './hidden.ts';
import { type Identified, type IdentifyContext, reportOn, type SourceReport } from './identify.ts';
import { branchOf, keyName, type SourceOutline, tooManyNodes } from './imported.ts';
import {
  type ColumnEntry,
  checkOwnIds,
  idsOfSource,
  type KeyFile,
  keyEntryName,
  type OwnIdContext,
  parseKeys,
  sharedKeys,
  sourceName,
  writeKeys,
} from './keys.ts';
import { type ImportPlace, openImportPlace } from './place.ts';
import { recognise } from './recognise.ts';
import { withStandardIds } from './standards.ts';
import {
  finishImport,
  type ImportOptions,
  type ImportResult,
  prepareImport,
} from './write-files.ts';

/** Options of importing an outline, whatever it was read from. */
export interface OutlineImportOptions extends ImportOptions {
  /** The name under which the keys of the source are kept; absent: its own name, or that of its form. */
  readonly source?: string;
  readonly repeated: Repeated;
  /** Whether nodes of the manifests with an id of the source may be changed to what it says. */
  readonly adopt: boolean;
  /** What nodes similar to those with missing keys become; absent: the import is refused. */
  readonly likeGone?: 'same' | 'new';
  /** Ids of renamed nodes, which only a key or a place identifies. */
  readonly same?: readonly string[];
  /** What happens to nodes that are hidden from students in the source; absent: they are imported. */
  readonly hidden?: HiddenChoice;
}

export interface OutlineImportResult extends ImportResult {
  readonly source: string;
  /** Nodes that are hidden from students in the source and were imported all the same. */
  readonly hidden: readonly HiddenNode[];
  /** Nodes that an earlier import of this source gave and it no longer holds. They stay. */
  readonly gone: readonly {
    readonly kind: Kind;
    readonly sourcedId: string;
    readonly title: string;
  }[];
}

/** The world of an import, and the name of the source if the options give none. */
export interface ImportBy {
  readonly world: World;
  readonly otherwise: string;
  /** The opened catalog; absent: it is opened. */
  readonly book?: ImportBook;
  /** Statements of `--map` about columns, which are kept with the keys. */
  readonly columns?: readonly Omit<ColumnEntry, 'source'>[];
}

/** The catalog that an import writes into, with the keys of earlier imports. */
export interface ImportBook {
  readonly place: ImportPlace;
  readonly keys: ReadKeys;
}

/** Opens the catalog of the folder, or starts one. */
export function openImportBook(world: World): Checked<ImportBook> {
  const place = openImportPlace(world);
  if (!place.ok) return place;
  const keys = readKeys(place.value.workspace);
  return keys.ok ? checked({ place: place.value, keys: keys.value }, place.problems) : keys;
}

/** Imports what was read of a source into manifests, ledger and keys. */
export function importOutlineInto(
  found: Checked<SourceOutline>,
  options: OutlineImportOptions,
  { world, otherwise, book: opened, columns = [] }: ImportBy,
): Checked<OutlineImportResult> {
  if (!found.ok) return found;
  const outline = options.hidden === 'leave-out' ? withoutHidden(found.value) : found.value;
  if (outline.courses.flatMap(branchOf).length > inputLimits.nodes.most) return tooManyNodes();
  const read = opened ? checked(opened, []) : openImportBook(world);
  if (!read.ok) return read;
  const { place, keys } = read.value;
  const source = sourceName(options.source ?? outline.name ?? otherwise);
  const book = idsOfSource(keys, source);
  const { ledger, workspace } = place;
  const given = new Set(book.values());
  const door: OwnIdContext = {
    isKnown: (id) => entriesWith(ledger, id).length > 0 || given.has(id),
    ...defined({ ledger, form: workspace.config.sourcedIdForm }),
  };
  const atTheDoor = checkOwnIds(outline, door);
  if (hasErrors(atTheDoor)) return { ok: false, problems: atTheDoor };
  const named = withStandardIds(outline, () => {
    const codes = standardsByCode(workspace);
    const nodes = [...place.catalog.nodes.values()];
    return {
      byCode: codes.ok ? codes.value : new Map(),
      listed: nodes.flatMap(({ entity }) => textsIn(entity.fields['standards'])),
    };
  });
  const once = withoutRepeats(named.outline, options.repeated);
  const known: IdentifyContext = {
    present: new Map(
      [...place.catalog.nodes.values()].map(({ entity }) => [entity.sourcedId, entity.kind]),
    ),
    keys: book,
    mint: world.uuid,
    adopt: options.adopt || outline.isExported === true,
    ...defined({ ledger, untitled: options.untitled }),
  };
  const into: Into = { place, keys, source, options, book };
  const recognised = idsOf(once, known, into);
  if (!recognised.ok) return recognised;
  const identified = recognised.value;
  const report = reportOn(once, identified);
  if (identified.imported.courses.length === 0) return nothingIn(identified, report);
  const written = write(identified, {
    ...into,
    report,
    isExported: outline.isExported === true,
    keys: { ...keys, columns: columnsAfter(keys, source, columns) },
  });
  const problems = [
    ...found.problems,
    ...atTheDoor,
    ...sharedKeys(outline),
    ...named.problems,
    ...written.problems,
  ];
  if (!written.ok) return { ok: false, problems };
  return checked({ ...written.value, hidden: hiddenIn(once, identified.taken) }, problems);
}

interface Into {
  readonly place: ImportPlace;
  readonly keys: ReadKeys;
  readonly source: string;
  readonly options: OutlineImportOptions;
  /** The ids that this source gave, by kind and key. */
  readonly book: ReadonlyMap<string, string>;
}

/** Ids for all nodes. Problems: keys and content disagree, and a person has to decide. */
function idsOf(
  outline: SourceOutline,
  known: IdentifyContext,
  { place, options, source, keys }: Into,
): Checked<Identified> {
  const { likeGone, same = [] } = options;
  const file = place.workspace.configFile;
  const found = recognise(outline, { known, file, catalog: place.catalog, same: new Set(same) });
  const { byKey, byContent, disagreements } = found;
  if (byContent.notFromHere.length > 0) return notFromHere(byContent, source);
  const open = likeGone === 'new' ? disagreements.filter(isOfOtherNode) : disagreements;
  if (open.length > 0 && likeGone !== 'same') {
    const words = { known, source, keysFile: keys.file, same };
    return { ok: false, problems: disagreementProblems(open, words) };
  }
  return checked(likeGone === 'new' ? byKey() : byContent, []);
}

function notFromHere({ notFromHere: nodes }: Identified, source: string) {
  const [first] = nodes;
  return failure('import/not-from-here', {
    detail: `${nodes.length} ids of the source are ids of manifests here, and no import of ${source} wrote them: ${first?.ownId ?? ''}, the ${first?.kind ?? ''} at ${first?.at ?? ''}, is one.`,
    hint: 'If they are the same nodes and the import may change them, add `--adopt`. `--dry-run` shows what would change.',
  });
}

/** The problem of a source without courses: why its first course was left out, or most parts. */
function nothingIn({ dropped }: Identified, { leftOut }: SourceReport) {
  const course = dropped.find(({ node, field }) => node.kind === 'course' && field === undefined);
  const byReason = [...Map.groupBy(leftOut, ({ why }) => why).values()];
  const [most] = byReason.sort((a, b) => b.length - a.length);
  const first = course
    ? { what: `${nodeInWords(course.node)} at ${course.node.at}`, why: course.why }
    : most?.[0];
  return failure('import/empty', {
    detail: `The source has no course to import.${first ? ` ${first.what}: ${first.why}.` : ''}`,
  });
}

interface Writing extends Into {
  readonly isExported: boolean;
  readonly report: SourceReport;
}

function write(
  { imported, keys: taken, taken: nodes }: Identified,
  { isExported, report, place, keys, source, options, book }: Writing,
): Checked<Omit<OutlineImportResult, 'hidden'>> {
  const ofIds = nodes.filter(({ ownId, ...node }) => ownId === taken.get(keyName(node)));
  const said = new Set(isExported ? ofIds.map(keyName) : []);
  const kept = new Map([...taken].filter(([name]) => !said.has(name)));
  const text = writeKeys({ entries: keysAfter(keys, source, kept), columns: keys.columns });
  const isEmpty = kept.size === 0 && keys.columns.length === 0;
  const isSame = text === keys.text || (keys.text === undefined && isEmpty);
  const further = new Map(isSame ? [] : [[keys.file, text]]);
  const prepared = prepareImport(
    place,
    { imported, present: 'follow', retired: [], reason: '', further },
    options,
  );
  if (!prepared.ok) return prepared;
  const { sources: files, changes } = prepared.value;
  const { ledger, workspace } = place;
  const added = new Set(changes.flatMap((one) => (one.what === 'added' ? [one.sourcedId] : [])));
  const isNew = (id: string) => added.has(id) && entriesWith(ledger, id).length === 0;
  const lost = refuseMinting(workspace, { files, ledger, isNew });
  if (lost.length > 0) return { ok: false, problems: lost };
  const result = finishImport(place, prepared.value, { dryRun: options.dryRun, ...report });
  const here = new Set(taken.values());
  const gone = [...new Set(book.values())].flatMap((sourcedId) => {
    const node = kinds
      .map((kind) => place.catalog.nodes.get(addressOf(kind, sourcedId)))
      .find(Boolean);
    if (here.has(sourcedId) || !node) return [];
    const { kind, title } = node.entity;
    return [{ kind, sourcedId, title }];
  });
  return checked({ ...result, source, gone }, []);
}

/** Statements about columns: the latest one counts. */
function columnsAfter(
  { columns }: KeyFile,
  source: string,
  said: readonly Omit<ColumnEntry, 'source'>[],
): readonly ColumnEntry[] {
  const fresh = said.map((one) => ({ ...one, source }));
  const names = new Set(fresh.map(({ column }) => column));
  return [...columns.filter((one) => one.source !== source || !names.has(one.column)), ...fresh];
}

/** The keys after an import. Nodes that the source no longer names keep theirs. */
function keysAfter({ entries }: ReadKeys, source: string, taken: ReadonlyMap<string, string>) {
  const here = new Set(taken.values());
  const fresh = [...taken].flatMap(([name, sourcedId]) => {
    const kind = kinds.find((one) => name.startsWith(`${one} `));
    return kind ? [{ source, kind, key: name.slice(kind.length + 1), sourcedId }] : [];
  });
  const names = new Set(fresh.map(keyEntryName));
  const others = entries.filter(
    (entry) =>
      !(entry.source === source && here.has(entry.sourcedId)) && !names.has(keyEntryName(entry)),
  );
  return [...others, ...fresh];
}

/** The keys of imported nodes, from the file beside the ledger. */
interface ReadKeys extends KeyFile {
  readonly file: string;
  readonly text?: string;
}

function readKeys(workspace: Workspace): Checked<ReadKeys> {
  const read = readBesideLedger(workspace, {
    ending: '.keys',
    what: 'the file of keys',
    parse: parseKeys,
    isSome: ({ entries, columns }) => entries.length > 0 || columns.length > 0,
  });
  if (!read.ok) return read;
  const { file, found } = read.value;
  return found
    ? checked({ file, ...found.content, text: found.text }, read.problems)
    : checked({ file, entries: [], columns: [] }, []);
}
