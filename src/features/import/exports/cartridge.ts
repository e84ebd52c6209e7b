import { quoteShort } from '../../../document/place.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { nodeInWords, SourceAccount, type SourceItem } from '../account.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
} from '../imported.ts';
import { type ContentPackage, openPackage } from './package.ts';
import {
  lomTitle,
  type PackageResource,
  readResources,
  resourceNode,
} from './package-resources.ts';
import { childrenOf, descend, type Element } from './xml.ts';

/**
 * Whether a file of a cartridge is read: the manifest, small files that hold links, and those in which
 * Blackboard describes its items.
 */
export function isCartridgeFile(path: string): boolean {
  return /\.xml$|(?:^|\/)res\d+\.dat$/i.test(path);
}

/**
 * Reads an IMS Common Cartridge 1.0 to 1.3, thin ones too, and the packages of Blackboard and
 * Brightspace: modules become units, the items in them that place content become lessons.
 */
export function readCartridge(file: string, found: ExportFiles): Checked<SourceOutline> {
  const opened = openPackage(file, found);
  return opened.ok ? checked(outlineOf(opened.value), opened.problems) : opened;
}

/** The outline of any content package, whatever its resources are. */
function outlineOf(source: ContentPackage): SourceOutline {
  const account = new SourceAccount();
  const { settings, hidden, title } = canvasSettings(source);
  const { resources, listed } = readResources(source, account, settings);
  const reading: Reading = { account, resources, hidden, used: new Map(), leftOut: [] };
  const organizations = organizationsOf(source, account);
  const course = courseOf(source, { organizations, title, reading });
  const unplaced =
    course.children.length > 0
      ? 'no item of the organization places it'
      : 'the cartridge has no modules, so nothing places it';
  leaveOutRest(reading, unplaced);
  for (const path of source.names) {
    if (listed.has(path)) continue;
    const item = account.count({ sort: 'files', what: `the file ${quoteShort(path)}`, at: path });
    if (path === source.at || settings.has(path)) account.merged(item, 'the course');
    else account.leftOut(item, 'no resource lists it');
  }
  const name = source.manifest.attributes.get('identifier');
  return { ...(name && { name }), courses: [course], leftOut: reading.leftOut, account };
}

interface Reading {
  readonly account: SourceAccount;
  readonly resources: ReadonlyMap<string, PackageResource>;
  /** Identifiers of items that Canvas hides. */
  readonly hidden: ReadonlySet<string>;
  /** Resources that lessons place. */
  readonly used: Map<string, OutlineNode>;
  readonly leftOut: LeftOut[];
}

/** What Canvas says beside the manifest: what is unpublished, and the title of the course. */
function canvasSettings(source: ContentPackage) {
  const settings = new Set<string>();
  const read = (name: string): Element | undefined => {
    const path = source.pathOf(`course_settings/${name}.xml`);
    const element = path === undefined ? undefined : source.xmlAt(path);
    if (path !== undefined && element) settings.add(path);
    return element;
  };
  const modules = childrenOf(read('module_meta'), 'module');
  const items = modules.flatMap((module) => childrenOf(descend(module, 'items'), 'item'));
  const unpublished = [...modules, ...items].filter(
    (one) => descend(one, 'workflow_state')?.text.trim() === 'unpublished',
  );
  const hidden = new Set(unpublished.flatMap((one) => one.attributes.get('identifier') ?? []));
  return { settings, hidden, title: cleanTitle(descend(read('course_settings'), 'title')?.text) };
}

interface Organization {
  readonly element: Element;
  readonly item: SourceItem;
}

/** The organizations, that which is meant to be shown in front. */
function organizationsOf({ manifest, at }: ContentPackage, account: SourceAccount): Organization[] {
  for (const inner of childrenOf(manifest, 'manifest')) {
    const what = `the manifest ${quoteShort(inner.attributes.get('identifier') ?? '')}`;
    account.leftOut(
      account.count({ sort: 'manifests', what, at }),
      'it stands inside of another one, and is a package of its own',
    );
  }
  const list = descend(manifest, 'organizations');
  const shown = list?.attributes.get('default');
  const elements = childrenOf(list, 'organization');
  const first = elements.filter((one) => shown && one.attributes.get('identifier') === shown);
  return [...new Set([...first, ...elements])].map((element) => {
    const id = element.attributes.get('identifier') ?? '';
    const what = `the organization ${quoteShort(cleanTitle(descend(element, 'title')?.text) || id)}`;
    return { element, item: account.count({ sort: 'organizations', what, at }) };
  });
}

/** An item of an organization. */
interface Item {
  readonly id: string;
  readonly title: string;
  readonly at: string;
  /** The resource that it names; absent if it names none. */
  readonly ref?: string;
  readonly hidden?: string;
  readonly children: readonly Item[];
  readonly counted: SourceItem;
}

function itemsIn(element: Element): readonly Element[] {
  return childrenOf(element, 'item');
}

function itemOf(element: Element, reading: Reading, isTop = false): Item {
  const id = element.attributes.get('identifier') ?? '';
  const ref = element.attributes.get('identifierref') || undefined;
  const title = cleanTitle(descend(element, 'title')?.text);
  // Names of items that only hold all others mean nothing to anybody.
  const isWrapper = isTop && title === '' && ref === undefined;
  const at = isWrapper ? 'the top of the organization' : `item ${id || title}`;
  const what = title === '' ? 'an item without a title' : `the item ${quoteShort(title)}`;
  const hidden = whyHidden(element, { id, ref }, reading);
  return {
    ...{ id, title, at },
    ...(ref !== undefined && { ref }),
    ...(hidden !== undefined && { hidden }),
    counted: reading.account.count({ sort: 'items', what, at }),
    children: itemsIn(element).map((inner) => itemOf(inner, reading)),
  };
}

function whyHidden(
  element: Element,
  { id, ref }: { readonly id: string; readonly ref: string | undefined },
  { hidden, resources }: Reading,
): string | undefined {
  // An item for a tool has the identifier there as the name of its resource.
  if (hidden.has(id) || (ref !== undefined && hidden.has(ref))) return 'unpublished in Canvas';
  if (element.attributes.get('isvisible') === 'false') return 'not visible in the source';
  return ref === undefined ? undefined : resources.get(ref)?.hidden;
}

interface Opening {
  readonly organizations: readonly Organization[];
  /** The title that settings give. */
  readonly title: string;
  readonly reading: Reading;
}

function courseOf(source: ContentPackage, { organizations, title, reading }: Opening): OutlineNode {
  const read = organizations.map(({ element, item }) => ({
    item,
    title: cleanTitle(descend(element, 'title')?.text),
    items: itemsIn(element).map((inner) => itemOf(inner, reading, true)),
  }));
  const named =
    lomTitle(source.manifest) ||
    (read.find((one) => one.title !== '')?.title ?? '') ||
    title ||
    blackboardTitle(source);
  const { account } = reading;
  const placing = read.flatMap(({ items }) => items).some(hasReference);
  const units: OutlineNode[] = [];
  const loose: OutlineNode[] = [];
  const items: SourceItem[] = [];
  const seen = new Set<string>();
  let ownTitle = named;
  for (const organization of read) {
    const refs = organization.items.flatMap(referencesIn);
    const isAgain = seen.size > 0 && refs.every((ref) => seen.has(ref));
    if (isAgain) {
      account.leftOut(organization.item, otherOrder);
      for (const item of organization.items) leaveOutItem(item, otherOrder, account);
      continue;
    }
    items.push(organization.item);
    for (const ref of refs) seen.add(ref);
    const { title: wrapper, modules } = withoutWrapper(organization.items, {
      course: ownTitle,
      account,
    });
    ownTitle ||= wrapper;
    const isFlat = !modules.some(({ children }) => children.length > 0);
    for (const item of modules) {
      const isPlacing = places(item, reading);
      const isModule =
        item.children.length > 0 || (!isPlacing && !(isFlat && modules.some(hasReference)));
      if (isModule) units.push(unitOf(item, { placing, reading }));
      else loose.push(...lessonsOf([item], { into: 'the course', placing, reading }));
    }
  }
  if (loose.length > 0) {
    reading.leftOut.push({
      what: loose.length === 1 ? 'a module around 1 item' : `a module around ${loose.length} items`,
      why: 'the source has none there; the lessons are taken into a unit named after the course',
    });
  }
  const fields = { title: ownTitle };
  const unit = outlineNode({ kind: 'unit', key: 'course items', at: 'organization', fields });
  return outlineNode({
    kind: 'course',
    key: 'course',
    at: source.at,
    fields,
    children: [...(loose.length > 0 ? [{ ...unit, children: loose }] : []), ...units],
    resources: [...reading.used.values()],
    items,
  });
}

const otherOrder = 'it puts in another order what an organization before it holds already';

function leaveOutItem(item: Item, why: string, account: SourceAccount): void {
  account.leftOut(item.counted, why);
  for (const child of item.children) leaveOutItem(child, why, account);
}

function referencesIn({ ref, children }: Item): string[] {
  return [...(ref === undefined ? [] : [ref]), ...children.flatMap(referencesIn)];
}

function hasReference({ ref, children }: Item): boolean {
  return ref !== undefined || children.some(hasReference);
}

/**
 * The first level of items with a meaning: exporters wrap the modules in one item without a title, or
 * with that of the course.
 */
function withoutWrapper(
  items: readonly Item[],
  { course, account }: { readonly course: string; readonly account: SourceAccount },
): { readonly title: string; readonly modules: readonly Item[] } {
  let title = '';
  let modules = items;
  for (;;) {
    const [only] = modules;
    if (!only || modules.length > 1 || only.ref !== undefined) break;
    const named = course || title;
    const isCourse =
      (named === '' || only.title === named) &&
      only.children.some(({ children }) => children.length > 0);
    if (only.title !== '' && !isCourse) break;
    account.merged(only.counted, 'the course');
    title ||= only.title;
    modules = only.children;
  }
  return { title, modules };
}

interface Within {
  /** Whether any item names a resource. Where none does, the items are all that there is. */
  readonly placing: boolean;
  readonly reading: Reading;
}

function unitOf(item: Item, within: Within): OutlineNode {
  const { id, title, at, hidden, counted } = item;
  const unit = outlineNode({
    kind: 'unit',
    key: id || title,
    isKeyTitle: id === '',
    at,
    fields: { title },
    ...(hidden !== undefined && { hidden }),
    items: [counted],
  });
  const into = nodeInWords(unit);
  let inner = item.children;
  // Blackboard puts all that an area holds into one folder of this name.
  for (let [top] = inner; top && inner.length === 1 && top.title === '--TOP--'; [top] = inner) {
    within.reading.account.merged(top.counted, into);
    inner = top.children;
  }
  const own = places(item, within.reading)
    ? [lessonOf({ ...item, hidden: '' }, within.reading)]
    : [];
  return { ...unit, children: [...own, ...lessonsOf(inner, { ...within, into })] };
}

/** Lessons of a module. Folders inside a module do not become a level. */
function lessonsOf(
  items: readonly Item[],
  within: Within & { readonly into: string },
): OutlineNode[] {
  const { into, placing, reading } = within;
  return items.flatMap((item): OutlineNode[] => {
    const isLesson = places(item, reading) || (!placing && item.children.length === 0);
    const own = isLesson ? [{ ...lessonOf(item, reading), items: [item.counted] }] : [];
    if (item.children.length === 0 && !isLesson) reading.account.leftOut(item.counted, heading);
    else if (!isLesson) reading.account.merged(item.counted, into);
    const { hidden } = item;
    const inner = lessonsOf(item.children, within);
    return [...own, ...(hidden === undefined ? inner : inner.map((one) => ({ hidden, ...one })))];
  });
}

const heading = 'it places nothing: it is a heading between lessons, and no lesson';

/** Whether an item shows something itself, and does not only hold other items. */
function places({ ref }: Item, { resources }: Reading): boolean {
  return ref !== undefined && resources.get(ref)?.isFolder !== true;
}

function lessonOf({ id, title, at, ref, hidden }: Item, reading: Reading): OutlineNode {
  const resource = ref === undefined ? undefined : reading.resources.get(ref);
  const name = title || (resource?.title ?? '');
  if (ref !== undefined && !resource) {
    reading.leftOut.push({
      what: `what ${quoteShort(name || id)} places`,
      why: 'the cartridge has no such resource',
    });
  }
  if (ref !== undefined && resource && !reading.used.has(ref))
    reading.used.set(ref, resourceNode(resource, title));
  return outlineNode({
    kind: 'lesson',
    key: id || name,
    isKeyTitle: id === '',
    at,
    fields: { title: name },
    ...(hidden && { hidden }),
    places: resource && ref !== undefined ? [ref] : [],
  });
}

/** What no lesson places: it belongs to what one does, or is left out. */
function leaveOutRest({ resources, used, account }: Reading, unplaced: string): void {
  const needed = new Map<string, string>();
  const follow = (id: string, by: string): void => {
    for (const need of resources.get(id)?.needs ?? []) {
      if (used.has(need) || needed.has(need)) continue;
      needed.set(need, by);
      follow(need, by);
    }
  };
  for (const [id, node] of used) follow(id, nodeInWords(node));
  for (const [id, { item, parts, isFolder }] of resources) {
    if (used.has(id)) continue;
    const by = needed.get(id);
    for (const one of [item, ...parts]) {
      if (by !== undefined) account.merged(one, by);
      else account.leftOut(one, isFolder ? 'it only describes a folder' : unplaced);
    }
  }
}

function blackboardTitle({ names, xmlAt }: ContentPackage): string {
  for (const name of names.filter((one) => /(?:^|\/)res\d+\.dat$/i.test(one))) {
    const element = xmlAt(name);
    if (element?.name !== 'COURSE') continue;
    return cleanTitle(descend(element, 'TITLE')?.attributes.get('value'));
  }
  return '';
}
