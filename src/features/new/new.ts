import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { insertItem } from '../../document/edit.ts';
import { quoteShort } from '../../document/place.ts';
import { manifestFilter } from '../../files/manifests.ts';
import type { LedgerFact } from '../../identity/ledger/line.ts';
import { buildCatalog } from '../../manifest/build.ts';
import { type InsertionPoint, insertionPointFor, listFor } from '../../manifest/edit.ts';
import { manifestLayout, type WrittenNode } from '../../manifest/manifest.ts';
import { fileNameFor, writtenNodes } from '../../manifest/outline.ts';
import type { Catalog, CatalogNode } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  type Address,
  addressOf,
  type IdKey,
  type Kind,
  keyOfAddress,
  parentKind,
} from '../../model/node.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import { completionPlacement } from '../../model/sdk/values.ts';
import { siblingsByParent } from '../../plan/desired.ts';
import {
  addLines,
  type LedgerMove,
  moveIn,
  refuseMinting,
  writtenOf,
} from '../../run/catalog/minting.ts';
import { openWorkspace, writeCatalog } from '../../run/catalog/workspace.ts';
import { addressMeant } from '../../run/naming.ts';
import type { World } from '../../run/world.ts';
import { manifestText } from '../import/imported.ts';
import { type ImportPlace, openImportPlace } from '../import/place.ts';
import { newFiles } from '../import/write-files.ts';

interface NewOptions {
  readonly kind: Kind;
  readonly title: string;
  /** The parent, by address, id or title. */
  readonly under?: string;
  /** The sibling before the new node; absent: it becomes the last. */
  readonly after?: string;
  /** The path of a file of its own; absent: no such file is asked for. */
  readonly file?: string;
  /** Further fields of the node. */
  readonly fields: JsonObject;
  /** Whether a course, or a unit of one, gets what apps on the official SDK need for its completion. */
  readonly forSdkApps?: boolean;
}

/** The added node with its address, its id and its place, and the files that changed. */
export interface NewResult extends LedgerMove {
  readonly address: Address;
  readonly sourcedId: string;
  /** The file of the new node. */
  readonly file: string;
  readonly line: number;
  readonly written: readonly string[];
  readonly changed: readonly string[];
}

type NewWorld = Pick<World, 'cwd' | 'sources' | 'uuid' | 'packageFolder'>;

/** The nodes that can be the parent of a kind, with their titles. */
export function possibleParents(
  kind: Kind,
  world: NewWorld,
): Checked<readonly { readonly address: Address; readonly title: string }[]> {
  const place = openExisting(world);
  if (!place.ok) return place;
  const above = kindAbove(kind);
  const nodes = [...place.value.catalog.nodes].filter(([, { entity }]) => entity.kind === above);
  const titled = nodes.map(([address, { entity }]) => ({ address, title: entity.title }));
  return checked(titled, []);
}

/** Adds a node with a new id to the manifests, as `timeback-catalog new` does. Other text stays unchanged. */
export function newNode(options: NewOptions, world: NewWorld): Checked<NewResult> {
  const place = openExisting(world);
  if (!place.ok) return place;
  if (options.forSdkApps) return newForSdkApps(options, world, place.value);
  const sourcedId = world.uuid();
  const item = { sourcedId, title: options.title, ...options.fields };
  const texts = textsWith(item, options, place.value);
  if (!texts.ok) return texts;
  const facts = [{ says: 'live', kind: options.kind, sourcedId }] as const;
  return finish(texts.value, { sourcedId, options, place: place.value, facts });
}

/** Adds a node and the records that the official sync makes of a course, under the ids that it uses. */
function newForSdkApps(
  options: NewOptions,
  world: NewWorld,
  place: ImportPlace,
): Checked<NewResult> {
  const { kind, title, fields } = options;
  const parent = parentOf(options, place);
  if (!parent.ok) return parent;
  const above = parent.value?.node.value['sourcedId'];
  const course = kind === 'course' ? world.uuid() : String(above);
  const refused = refuseCompletion(course, place);
  if (refused) return newRefusal(refused);
  const { unit, resource, facts } = completionOf(course, title);
  if (kind === 'course') {
    const item = { sourcedId: course, title, ...fields, units: [unit], resources: [resource] };
    const texts = textsWith(item, options, place);
    const own = { says: 'live', kind, sourcedId: course } as const;
    const all = { sourcedId: course, options, place, facts: [own, ...facts] };
    return texts.ok ? finish(texts.value, all) : texts;
  }
  const texts = textsWith(unit, options, place);
  if (!texts.ok) return texts;
  const then = { ...place, texts: new Map([...place.texts, ...texts.value]) };
  const inCourse: NewOptions = { kind: 'resource', title, under: course, fields: {} };
  const more = textsWith(resource, inCourse, then);
  if (!more.ok) return more;
  const changed = new Map([...texts.value, ...more.value]);
  return finish(changed, { sourcedId: unit.sourcedId, options, place, facts });
}

function refuseCompletion(course: string, { catalog, workspace }: ImportPlace): string | undefined {
  if (workspace.config.sourcedIdForm === 'uuid') {
    return 'The config allows only UUIDs, but apps on the official SDK look for ids that are not UUIDs.';
  }
  const { unit, resource } = completionOf(course, '');
  const taken = [addressOf('unit', unit.sourcedId), addressOf('resource', resource.sourcedId)].find(
    (address) => catalog.nodes.has(address),
  );
  return taken && `${taken} already exists.`;
}

/** Opens an existing catalog, since `new` does not start one. */
function openExisting(world: NewWorld): Checked<ImportPlace> {
  const workspace = openWorkspace(world);
  return workspace.ok ? openImportPlace(world) : workspace;
}

type Texts = ReadonlyMap<string, string>;

function textsWith(item: JsonObject, options: NewOptions, place: ImportPlace): Checked<Texts> {
  const { kind, title } = options;
  const parent = parentOf(options, place);
  if (!parent.ok) return parent;
  if (!parent.value) {
    const { fileFor, problems } = newFiles(place.workspace, undefined);
    const file =
      options.file === undefined ? checked(fileFor(kind, title), []) : ownFile(options.file, place);
    if (!file.ok || problems().length > 0)
      return { ok: false, problems: [...file.problems, ...problems()] };
    return checked(new Map([[file.value, ownText(file.value, item, { kind, place })]]), []);
  }
  const { node, after } = parent.value;
  const list = listFor(node.kind, kind) ?? '';
  const point = insertionPointFor(node, list, after, new Set(place.texts.keys()));
  return point.type === 'item' && options.file === undefined
    ? checked(inserted(item, kind, { point: point, place }), [])
    : inOwnFile(item, options, { point: point, place });
}

interface NewNodePlace {
  readonly point: InsertionPoint;
  readonly place: ImportPlace;
}

function inserted(item: JsonObject, kind: Kind, { point, place }: NewNodePlace): Texts {
  if (point.type === 'by-name') return new Map();
  const { parent, list, index } = point;
  const { file, kind: root } = parent.manifest;
  const text = place.texts.get(file) ?? '';
  const insert = { path: parent.path, list, index, item, shape: manifestLayout(kind) };
  return new Map([[file, insertItem(text, insert, manifestLayout(root))]]);
}

/** A file beside those of its siblings and, if no glob finds it, the include that does. */
function inOwnFile(
  item: JsonObject,
  options: NewOptions,
  { point, place }: NewNodePlace,
): Checked<Texts> {
  const { kind, title } = options;
  const [folder, extension] =
    point.type === 'item'
      ? [`${kind}s`, 'yaml']
      : [point.folder, point.type === 'by-name' ? point.extension : 'yaml'];
  const named = (name: string) => posix.join(folder, `${name}.${extension}`);
  const isFree = (name: string) => !existsSync(join(place.workspace.folder, named(name)));
  const name = options.file ?? named(fileNameFor(title, kind, isFree));
  const file = ownFile(name, place);
  if (!file.ok) return file;
  const own: [string, string] = [file.value, ownText(file.value, item, { kind, place })];
  if (point.type === 'by-name') return checked(new Map([own]), []);
  const from = posix.dirname(point.parent.manifest.file);
  const include = { include: posix.relative(from, file.value) };
  return checked(new Map([own, ...inserted(include, kind, { point, place })]), []);
}

function ownFile(path: string, { workspace }: ImportPlace): Checked<string> {
  const file = posix.normalize(path.replaceAll('\\', '/'));
  if (!manifestFilter(workspace.config.catalog)(file)) {
    const detail = `${file} is not matched by the globs of the config: ${workspace.config.catalog.join(', ')}.`;
    return failure('import/nowhere', { detail, hint: 'Name another with --file.' });
  }
  return existsSync(join(workspace.folder, file))
    ? newRefusal(`${file} exists already: name another file with --file.`)
    : checked(file, []);
}

function ownText(
  file: string,
  item: JsonObject,
  { kind, place }: { kind: Kind; place: ImportPlace },
): string {
  return manifestText(file, kind, { kind, ...item }, place.hasSchemas);
}

interface Finishing {
  readonly sourcedId: string;
  readonly options: NewOptions;
  readonly place: ImportPlace;
  /** Facts that the ledger gets. */
  readonly facts: readonly LedgerFact[];
}

/** Reads everything back before it is written: the node must be in its intended place. */
function finish(
  changed: Texts,
  { sourcedId, options, place, facts }: Finishing,
): Checked<NewResult> {
  const { workspace, texts, ledgerTexts } = place;
  const encoder = new TextEncoder();
  const files = [...new Map([...texts, ...changed])].map(([file, text]) => ({
    file,
    bytes: encoder.encode(text),
  }));
  workspace.sources.add(files);
  const built = buildCatalog({ files, globs: workspace.config.catalog.join(', ') });
  if (!built.ok) return built;
  const isNew = (id: string) => facts.some((fact) => fact.sourcedId === id);
  const lost = refuseMinting(workspace, { files, ledger: place.ledger, isNew });
  if (lost.length > 0) return { ok: false, problems: lost };
  const address = addressOf(options.kind, sourcedId);
  const node = built.value.nodes.get(address);
  if (!node || !isBehind(address, options, built.value)) return newRefusal(elsewhere(options));
  const ledger = addLines(workspace, ledgerTexts && { texts: ledgerTexts }, facts, files);
  writeCatalog(workspace, [...changed, ...ledger]);
  const isThere = (file: string) => texts.has(file) || ledgerTexts?.has(file) === true;
  const all = [...changed.keys(), ...writtenOf(ledger)];
  return checked(
    {
      address,
      sourcedId,
      file: node.source.file,
      line: node.source.start.line,
      ...moveIn(ledger),
      written: all.filter((file) => !isThere(file)),
      changed: all.filter(isThere),
    },
    [],
  );
}

function isBehind(address: Address, { kind, after }: NewOptions, catalog: Catalog): boolean {
  const meant =
    after === undefined ? undefined : addressMeant(after, catalog, { by: 'whole', kind });
  const sibling = meant?.ok ? meant.value : undefined;
  const parent = catalog.nodes.get(address)?.entity.parent;
  // Resources have no order.
  if (!sibling || !parent) return true;
  const family = siblingsByParent(catalog).get(parent) ?? [];
  return family.indexOf(address) === family.indexOf(sibling) + 1;
}

function elsewhere({ kind, after }: NewOptions): string {
  return `A glob includes the ${kind}s here in the order of their file names, and this name would not come after "${after ?? ''}". Choose a file name with --file PATH.`;
}

/**
 * The kind of node in whose manifest a new node is written: for a resource, a course. Undefined for a course.
 */
export function kindAbove(kind: Kind): Kind | undefined {
  if (kind === 'resource') return 'course';
  return kind === 'course' ? undefined : parentKind[kind];
}

/** The parent of a new node, and the sibling before it. */
interface Parent {
  readonly node: WrittenNode;
  readonly after?: WrittenNode;
}

/** The parent and sibling that the options mean; undefined for a course, which has no parent. */
function parentOf(
  { kind, under, after }: NewOptions,
  { catalog, texts, workspace }: ImportPlace,
): Checked<Parent | undefined> {
  const above = kindAbove(kind);
  if (!above) {
    return under === undefined && after === undefined
      ? checked(undefined, [])
      : newRefusal('A course has no parent and no order: remove --in and --after.');
  }
  const written = writtenNodes(
    [...texts].map(([file, text]) => ({ file, bytes: new TextEncoder().encode(text) })),
  );
  const environments = [...workspace.config.environments.values()];
  // OneRoster also keeps lessons below lessons.
  const nests = kind === 'lesson' && environments.some(({ dialect }) => dialect === 'oneroster');
  const others = nests ? [kind] : [];
  const sibling = after === undefined ? undefined : findAs(after, kind, { catalog, written });
  if (sibling && !sibling.ok) return sibling;
  const candidates = [...catalog.nodes.values()].filter(({ entity }) => entity.kind === above);
  const only = candidates.length === 1 ? candidates[0]?.entity.sourcedId : undefined;
  const named = under ?? only;
  if (sibling) {
    const parent = sibling.value.parent;
    if (!parent)
      return newRefusal(
        `The ${kind} "${after}" is in its own file, so nothing can come after it there: name the ${above} with --in.`,
      );
    if (under !== undefined) {
      const named = findAs(under, above, { catalog, written, others });
      if (!named.ok) return named;
      if (named.value !== parent)
        return newRefusal(`The ${kind} "${after}" is not in "${under}": remove --in.`);
    }
    return checked({ node: parent, after: sibling.value }, []);
  }
  if (named === undefined) {
    return newRefusal(
      candidates.length === 0
        ? `There is no ${above} yet for a ${kind}.`
        : `There are ${candidates.length} ${above}s: choose the place of the ${kind} with --in or --after.`,
      candidateLines(candidates),
    );
  }
  const parent = findAs(named, above, { catalog, written, others });
  return parent.ok ? checked({ node: parent.value }, []) : parent;
}

interface Within {
  readonly catalog: Catalog;
  readonly written: ReadonlyMap<IdKey, WrittenNode>;
  /** Further kinds that are accepted. */
  readonly others?: readonly Kind[];
}

function findAs(
  name: string,
  kind: Kind,
  { catalog, written, others = [] }: Within,
): Checked<WrittenNode> {
  // If several nodes share an id or a title, the one of the wanted kind counts.
  const meant = addressMeant(name, catalog, { by: 'whole', kind });
  if (!meant.ok) return meant;
  const address = meant.value;
  const node = written.get(keyOfAddress(address));
  if (!node) throw new Error(`no node: ${address}`);
  if (node.kind !== kind && !others.includes(node.kind))
    return newRefusal(`"${address}" is a ${node.kind}, but a ${kind} is expected here.`);
  return checked(node, []);
}

/** The most possible parents that a hint lists; if there are more, it lists none. */
const named = 10;

function candidateLines(candidates: readonly CatalogNode[]): string | undefined {
  if (candidates.length === 0 || candidates.length > named) return undefined;
  const line = ({ entity }: CatalogNode) =>
    `\n  --in ${shellWord(entity.sourcedId)}  ${quoteShort(entity.title)}`;
  return `One of these:${candidates.map(line).join('')}`;
}

/** The problem of a command line that names no place, or an impossible one. */
function newRefusal(detail: string, hint?: string): Checked<never> {
  return failure('usage/wrong', { detail, ...(hint !== undefined && { hint }) });
}

/**
 * The records that the official sync makes of a course: a component directly below the course, a resource,
 * and the placement under which apps on the SDK store the completion of the course.
 */
function completionOf(course: string, title: string) {
  const placement = completionPlacement(course);
  const unit = `${course}-component`;
  const resource = `${course}-resource`;
  const facts: readonly LedgerFact[] = [
    { says: 'live', kind: 'unit', sourcedId: unit },
    { says: 'live', kind: 'resource', sourcedId: resource },
    { says: 'placement', state: 'live', sourcedId: placement, parent: unit, resource },
  ];
  return {
    unit: { sourcedId: unit, title, resources: [{ resource, sourcedId: placement }] },
    resource: { sourcedId: resource, title, vendorResourceId: resource },
    facts,
  };
}
