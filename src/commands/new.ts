import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { insertItem } from '../document/insert.ts';
import { manifestFilter } from '../files/manifests.ts';
import { writeBelow } from '../files/write.ts';
import { manifestText } from '../import/write.ts';
import { buildCatalog } from '../manifest/build.ts';
import { fileNameOf } from '../manifest/file-name.ts';
import { listFor, type SeatForNew, seatFor } from '../manifest/seat.ts';
import { shapeOf } from '../manifest/shape.ts';
import { type Address, addressOf } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { siblingsByParent } from '../plan/desired.ts';
import { findNode } from './find-node.ts';
import { newFiles } from './import-files.ts';
import { type ImportPlace, openImportPlace } from './import-place.ts';
import { addLines, writeLedger, writtenOf } from './ledger-lines.ts';
import { refuseMinting } from './minting.ts';
import { kindAbove, parentOf, refused } from './new-parent.ts';
import { openWorkspace } from './workspace.ts';
import type { World } from './world.ts';

export interface NewOptions {
  readonly kind: Kind;
  readonly title: string;
  /** The node that it hangs under, by sourcedId or address. */
  readonly under?: string;
  /** The sibling that it comes after; absent: the last. */
  readonly after?: string;
  /** Of a file of its own: its path. */
  readonly file?: string;
  /** Further fields. */
  readonly fields: JsonObject;
}

export interface NewResult {
  readonly address: Address;
  readonly sourcedId: string;
  /** Where it stands now. */
  readonly file: string;
  readonly line: number;
  readonly written: readonly string[];
  readonly changed: readonly string[];
}

type NewWorld = Pick<World, 'cwd' | 'sources' | 'uuid' | 'packageFolder'>;

/** The nodes that one of a kind can hang under, with their titles. */
export function possibleParents(
  kind: Kind,
  world: NewWorld,
): Checked<readonly { readonly address: Address; readonly title: string }[]> {
  const place = openExisting(world);
  if (!place.ok) return place;
  const above = kindAbove(kind);
  const nodes = [...place.value.catalog.nodes].filter(([, { entity }]) => entity.kind === above);
  return checked(
    nodes.map(([address, { entity }]) => ({
      address,
      title: String(entity.fields['title'] ?? ''),
    })),
    [],
  );
}

/** Mints an id and writes a node where it belongs; nothing else of the text changes. */
export function newNode(options: NewOptions, world: NewWorld): Checked<NewResult> {
  const place = openExisting(world);
  if (!place.ok) return place;
  const sourcedId = world.uuid();
  const item = { sourcedId, title: options.title, ...options.fields };
  const texts = textsWith(item, options, place.value);
  if (!texts.ok) return texts;
  return finish(texts.value, { sourcedId, options, place: place.value });
}

/** A catalog that is there: `new` starts none. */
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
  const seat = seatFor(node, list, after, new Set(place.texts.keys()));
  return seat.type === 'item' && options.file === undefined
    ? checked(inserted(item, kind, { seat, place }), [])
    : inOwnFile(item, options, { seat, place });
}

interface Seated {
  readonly seat: SeatForNew;
  readonly place: ImportPlace;
}

function inserted(item: JsonObject, kind: Kind, { seat, place }: Seated): Texts {
  if (seat.type === 'by-name') return new Map();
  const { parent, list, index } = seat;
  const { file, kind: root } = parent.manifest;
  const text = place.texts.get(file) ?? '';
  const insert = { path: parent.path, list, index, item, shape: shapeOf(kind) };
  return new Map([[file, insertItem(text, insert, shapeOf(root))]]);
}

/** A file beside those of the neighbours and, where no glob takes it in, the include that does. */
function inOwnFile(item: JsonObject, options: NewOptions, { seat, place }: Seated): Checked<Texts> {
  const { kind, title } = options;
  const [folder, extension] =
    seat.type === 'item'
      ? [`${kind}s`, 'yaml']
      : [seat.folder, seat.type === 'by-name' ? seat.extension : 'yaml'];
  const name = options.file ?? posix.join(folder, `${fileNameOf(title, kind)}.${extension}`);
  const file = ownFile(name, place);
  if (!file.ok) return file;
  const own: [string, string] = [file.value, ownText(file.value, item, { kind, place })];
  if (seat.type === 'by-name') return checked(new Map([own]), []);
  const from = posix.dirname(seat.parent.manifest.file);
  const include = { include: posix.relative(from, file.value) };
  return checked(new Map([own, ...inserted(include, kind, { seat, place })]), []);
}

function ownFile(path: string, { workspace }: ImportPlace): Checked<string> {
  const file = posix.normalize(path.replaceAll('\\', '/'));
  if (!manifestFilter(workspace.config.catalog)(file)) {
    const detail = `${file} is not matched by the globs of the config: ${workspace.config.catalog.join(', ')}.`;
    return {
      ok: false,
      problems: [problem('import/nowhere', { detail, hint: 'Name another with --file.' })],
    };
  }
  return existsSync(join(workspace.folder, file))
    ? refused(`${file} exists already: name another file with --file.`)
    : checked(file, []);
}

function ownText(
  file: string,
  item: JsonObject,
  { kind, place }: { kind: Kind; place: ImportPlace },
): string {
  return manifestText({ file, kind, value: { kind, ...item }, hasSchemas: place.hasSchemas });
}

/** Everything is read back before it is written: the node must stand where it was meant to. */
function finish(
  changed: Texts,
  { sourcedId, options, place }: { sourcedId: string; options: NewOptions; place: ImportPlace },
): Checked<NewResult> {
  const { workspace, texts, ledgerTexts } = place;
  const files = [...new Map([...texts, ...changed])].map(([file, text]) => ({
    file,
    bytes: new TextEncoder().encode(text),
  }));
  workspace.sources.add(files);
  const built = buildCatalog({ files, globs: workspace.config.catalog.join(', ') });
  if (!built.ok) return built;
  const isNew = (id: string) => id === sourcedId;
  const lost = refuseMinting(workspace, { files, ledger: place.ledger, isNew });
  if (lost.length > 0) return { ok: false, problems: lost };
  const address = addressOf(options.kind, sourcedId);
  const node = built.value.nodes.get(address);
  if (!node || !isBehind(address, options, built.value)) return refused(elsewhere(options));
  const facts = [{ says: 'live', kind: options.kind, sourcedId }] as const;
  const known = ledgerTexts && { texts: ledgerTexts };
  const ledger = addLines(workspace, known, facts, files);
  for (const [file, text] of changed) writeBelow(workspace.folder, file, text);
  writeLedger(workspace, ledger);
  const isThere = (file: string) => texts.has(file) || ledgerTexts?.has(file) === true;
  const all = [...changed.keys(), ...writtenOf(ledger)];
  return checked(
    {
      address,
      sourcedId,
      file: node.source.file,
      line: node.source.start.line,
      written: all.filter((file) => !isThere(file)),
      changed: all.filter(isThere),
    },
    [],
  );
}

function isBehind(address: Address, { after }: NewOptions, catalog: Catalog): boolean {
  const sibling = after === undefined ? undefined : findNode(after, catalog);
  const parent = catalog.nodes.get(address)?.entity.parent;
  // Resources have no order.
  if (!sibling || !parent) return true;
  const family = siblingsByParent(catalog).get(parent) ?? [];
  return family.indexOf(address) === family.indexOf(sibling) + 1;
}

function elsewhere({ kind, after }: NewOptions): string {
  return `The ${kind}s here are files that a glob takes in, in the order of their names, and under this name it would not come after "${after ?? ''}". Name its file so that it does: --file PATH.`;
}
