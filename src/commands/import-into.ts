import { quoted } from '../document/wording.ts';
import { classify } from '../identity/classify.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import { type Identified, identify, type Known, keyName } from '../import/identify.ts';
import { nameOf, sourceName, writeKeys } from '../import/keys.ts';
import type { Outline } from '../import/outline.ts';
import { oncePlaced, type Repeated } from '../import/placements.ts';
import { importedSnapshot } from '../import/snapshot.ts';
import { addressOf } from '../model/address.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { type ReadKeys, readKeys } from './import-keys.ts';
import { type ImportPlace, openImportPlace } from './import-place.ts';
import {
  finishImport,
  type ImportOptions,
  type ImportResult,
  prepareImport,
} from './import-write.ts';
import type { World } from './world.ts';

/** What an import of an outline takes, whatever the outline was read from. */
export interface OutlineImportOptions extends ImportOptions {
  /** The name under which the source's keys are kept; absent: its own, or that of its form. */
  readonly source?: string;
  readonly repeated: Repeated;
  /** Nodes of manifests with an id of the source may be changed to what it says. */
  readonly adopt: boolean;
  /** What to do with nodes like those whose keys are gone; absent: refuse. */
  readonly likeGone?: 'same' | 'new';
}

export interface OutlineImportResult extends ImportResult {
  readonly source: string;
  /** Nodes that this source gave once and gives no more. They stay. */
  readonly gone: readonly {
    readonly kind: Kind;
    readonly sourcedId: string;
    readonly title: string;
  }[];
}

/** Takes an outline into manifests, ledger and keys. */
export function importOutlineInto(
  outline: Outline,
  options: OutlineImportOptions,
  { world, otherwise }: { readonly world: World; readonly otherwise: string },
): Checked<OutlineImportResult> {
  const place = openImportPlace(world);
  if (!place.ok) return place;
  const keys = readKeys(place.value.workspace);
  if (!keys.ok) return keys;
  const source = sourceName(options.source ?? outline.name ?? otherwise);
  const book = new Map(
    keys.value.entries
      .filter((entry) => entry.source === source)
      .map(({ kind, key, sourcedId }) => [keyName({ kind, key }), sourcedId]),
  );
  const once = oncePlaced(outline, options.repeated);
  const known: Known = {
    present: new Map(
      [...place.value.catalog.nodes.values()].map(({ entity }) => [entity.sourcedId, entity.kind]),
    ),
    keys: book,
    mint: world.uuid,
    adopt: options.adopt,
    ...(place.value.ledger && { ledger: place.value.ledger }),
    ...(options.untitled !== undefined && { untitled: options.untitled }),
  };
  const recognised = recognise(once, known, {
    place: place.value,
    options,
    source,
    keysFile: keys.value.file,
  });
  if (!recognised.ok) return recognised;
  const { identified } = recognised.value;
  if (identified.imported.courses.length === 0)
    return { ok: false, problems: [nothingIn(identified)] };
  return write(identified, { place: place.value, keys: keys.value, source, options, book });
}

interface Recognising {
  readonly place: ImportPlace;
  readonly options: OutlineImportOptions;
  readonly source: string;
  readonly keysFile: string;
}

/** Ids for all nodes; refused where known nodes seem to come under other keys. */
function recognise(
  outline: Outline,
  known: Known,
  { place, options, source, keysFile }: Recognising,
): Checked<{ readonly identified: Identified }> {
  const identified = identify(outline, known);
  if (identified.notFromHere.length > 0)
    return { ok: false, problems: [notFromHere(identified, source)] };
  if (options.likeGone === 'new') return checked({ identified }, []);
  const pairs = likeGone(identified, known, place);
  if (pairs.length === 0) return checked({ identified }, []);
  const keyOf = new Map([...identified.keys].map(([key, id]) => [id, key]));
  if (options.likeGone !== 'same') {
    return { ok: false, problems: [reminted(pairs, { keyOf, known, keysFile, source })] };
  }
  const renamed = pairs.flatMap(({ was, now }): [string, string][] => {
    const key = keyOf.get(now.sourcedId);
    return key === undefined ? [] : [[key, was.sourcedId]];
  });
  const keys = new Map([...known.keys, ...renamed]);
  return checked({ identified: identify(outline, { ...known, keys }) }, []);
}

interface Pair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/** New nodes that are like nodes which an earlier import wrote and this one does not name. */
function likeGone(
  { imported }: Identified,
  known: Known,
  { catalog, workspace }: ImportPlace,
): Pair[] {
  const ours = new Set(known.keys.values());
  const isNew = ours.size === 0;
  const before = new Map([...snapshotOf(catalog)].filter(([id]) => isNew || ours.has(id)));
  const after = importedSnapshot(imported, workspace.configFile);
  const pairs = classify(before, after).flatMap(({ refused, was, now }) =>
    refused === 're-minted' && was && now ? [{ was, now }] : [],
  );
  // Units of two courses are often named alike; it is a whole course that tells of another name.
  return isNew && !pairs.some(({ was }) => was.kind === 'course') ? [] : pairs;
}

interface Told {
  readonly keyOf: ReadonlyMap<string, string>;
  readonly known: Known;
  readonly keysFile: string;
  readonly source: string;
}

function reminted(pairs: readonly Pair[], { keyOf, known, keysFile, source }: Told): Problem {
  const oldKeys = new Map([...known.keys].map(([key, id]) => [id, key]));
  const named = pairs.slice(0, 10).map(({ was, now }) => {
    const [before, after] = [oldKeys.get(was.sourcedId), keyOf.get(now.sourcedId)];
    return `${before ?? was.sourcedId} ${quoted(was.title)} → ${after ?? ''} ${quoted(now.title)}`;
  });
  const more = pairs.length > named.length ? `\n  and ${pairs.length - named.length} more` : '';
  const list = `\n  ${named.join('\n  ')}${more}`;
  const [are, count] = pairs.length === 1 ? ['is', '1 node'] : ['are', `${pairs.length} nodes`];
  const detail =
    known.keys.size > 0
      ? `${count} of an earlier import ${are} not in the source by key any more, and new ones are like them. A new id would part them from what students did:${list}`
      : `No import was made under the name ${source} yet, and ${count} of the manifests ${are} like what it would bring:${list}`;
  const name =
    known.keys.size > 0
      ? ''
      : ' If it was imported under another name, say so with `--source NAME`.';
  return problem('import/re-minted', {
    detail,
    hint: `\`--rekey\` says that they are the same and keeps their ids, \`--as-new\` that they are not.${name} To decide one by one, change keys in ${keysFile}.`,
  });
}

function notFromHere({ notFromHere: nodes }: Identified, source: string): Problem {
  const [first] = nodes;
  return problem('import/not-from-here', {
    detail: `${nodes.length} ids of the source are ids of manifests here, and no import of ${source} wrote them: ${first?.ownId ?? ''}, the ${first?.kind ?? ''} at ${first?.at ?? ''}, is one.`,
    hint: 'Where they are the same nodes and may become what the source says, add `--adopt`; `--dry-run` shows what would change.',
  });
}

function nothingIn({ leftOut }: Identified): Problem {
  const [first] = leftOut;
  return problem('import/empty', {
    detail: `The source holds no course that can be taken in.${first ? ` ${first.what}: ${first.why}.` : ''}`,
  });
}

interface Writing {
  readonly place: ImportPlace;
  readonly keys: ReadKeys;
  readonly source: string;
  readonly options: OutlineImportOptions;
  readonly book: ReadonlyMap<string, string>;
}

function write(
  { imported, keys: taken, leftOut }: Identified,
  { place, keys, source, options, book }: Writing,
): Checked<OutlineImportResult> {
  const text = writeKeys(keysAfter(keys, source, taken));
  const further = new Map(text === keys.text ? [] : [[keys.file, text]]);
  const prepared = prepareImport(
    place,
    { imported, present: 'follow', retired: [], reason: '', further },
    options,
  );
  if (!prepared.ok) return prepared;
  const result = finishImport(place, prepared.value, { dryRun: options.dryRun, leftOut });
  const here = new Set(taken.values());
  const gone = [...new Set(book.values())].flatMap((sourcedId) => {
    const node = kinds
      .map((kind) => place.catalog.nodes.get(addressOf(kind, sourcedId)))
      .find(Boolean);
    if (here.has(sourcedId) || !node) return [];
    const { kind, fields } = node.entity;
    return [{ kind, sourcedId, title: String(fields['title'] ?? '') }];
  });
  const isKnown = keys.text !== undefined;
  return checked(
    {
      ...result,
      written: result.written.filter((file) => !(isKnown && file === keys.file)),
      changed: [
        ...result.changed,
        ...result.written.filter((file) => isKnown && file === keys.file),
      ],
      source,
      gone,
    },
    [],
  );
}

/** Of a node only its present key is kept; nodes that the source names no more keep theirs. */
function keysAfter({ entries }: ReadKeys, source: string, taken: ReadonlyMap<string, string>) {
  const here = new Set(taken.values());
  const fresh = [...taken].flatMap(([name, sourcedId]) => {
    const kind = kinds.find((one) => name.startsWith(`${one} `));
    return kind ? [{ source, kind, key: name.slice(kind.length + 1), sourcedId }] : [];
  });
  const names = new Set(fresh.map(nameOf));
  const others = entries.filter(
    (entry) => !(entry.source === source && here.has(entry.sourcedId)) && !names.has(nameOf(entry)),
  );
  return [...others, ...fresh];
}
