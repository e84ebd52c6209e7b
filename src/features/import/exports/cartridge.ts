import { quoteShort } from '../../../document/place.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { inputLimits, limitInWords } from '../../../model/input-limits.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { type Into, SourceAccount, type SourceItem } from '../account.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
  unreadable,
} from '../imported.ts';
import {
  canvasSettings,
  hasReference,
  type ItemReading,
  itemOf,
  leaveOutItem,
  type Organization,
  organizationsOf,
  type PackageItem,
  referencesIn,
  withoutWrapper,
} from './organization.ts';
import { type ContentPackage, openPackage } from './package.ts';
import {
  holdsQuestions,
  idsOf,
  isTestOfFirstQti,
  lomTitle,
  openedWith,
  type PackageResource,
  readResources,
  resourceNode,
} from './package-resources.ts';
import { isTest, itemsOfTest, type QtiReading, qtiByPath } from './qti.ts';
import { childrenOf, descend } from './xml.ts';

/** Whether a file is read: XML, and those in which Blackboard describes its items. */
export function isCartridgeFile(path: string): boolean {
  return /\.xml$|(?:^|\/)res\d+\.dat$/i.test(path);
}

/**
 * Reads an IMS Common Cartridge 1.0 to 1.3, thin ones too, and packages of SCORM, QTI, Blackboard and
 * Brightspace: modules become units, the items in them that place content become lessons.
 */
export function readCartridge(file: string, found: ExportFiles): Checked<SourceOutline> {
  const opened = openPackage(file, found);
  return opened.ok ? outlineOf(file, opened.value) : opened;
}

/** The outline of a content package, whatever its resources are. */
function outlineOf(file: string, source: ContentPackage): Checked<SourceOutline> {
  const account = new SourceAccount();
  const { hidden, prerequisites, title, ...beside } = canvasSettings(source);
  const { resources, listed, standIns } = readResources(source, account, beside);
  const reading: Reading = {
    ...{ source, account, resources, hidden, prerequisites, standIns },
    ...{ used: new Map(), shown: new Map(), leftOut: [] },
    ...{ byPath: qtiByPath(resources), placements: { count: 0 } },
  };
  const organizations = organizationsOf(source, account);
  const course = courseOf(reading, organizations, title);
  if (reading.placements.count > inputLimits.placements.most) return tooManyPlaced(file);
  leaveOutRest(reading, whyUnplaced(organizations, course));
  for (const path of source.names) {
    if (listed.has(path)) continue;
    const item = account.count({ sort: 'files', what: `the file ${quoteShort(path)}`, at: path });
    if (path === source.at || beside.settings.has(path)) account.merged(item, 'the course');
    else account.leftOut(item, 'no resource lists it');
  }
  const name = source.manifest.attributes.get('identifier');
  const { leftOut } = reading;
  return checked({ ...(name && { name }), courses: [course], leftOut, account }, []);
}

function tooManyPlaced(file: string): Checked<never> {
  return unreadable(
    `The lessons of ${file} place more than ${limitInWords(inputLimits.placements)} in all.`,
    'Export fewer tests at a time.',
  );
}

interface Reading extends ItemReading, QtiReading {
  /** Resources that lessons place, by key. */
  readonly used: Map<string, OutlineNode>;
  /** The first of those that each resource of the package became, by its id. */
  readonly shown: Map<string, OutlineNode>;
  /** Each lesson of a test places all items of it: a small package may come to very many. */
  readonly placements: { count: number };
  readonly leftOut: LeftOut[];
  /** Identifiers of the modules that come before a module in Canvas, by its own. */
  readonly prerequisites: ReadonlyMap<string, readonly string[]>;
}

/** @param title The title of the course in the settings of the exporter. */
function courseOf(
  reading: Reading,
  organizations: readonly Organization[],
  title: string,
): OutlineNode {
  const { source, account } = reading;
  const read = organizations.map(({ element, item }) => ({
    item,
    title: cleanTitle(descend(element, 'title')?.text),
    items: childrenOf(element, 'item').map((inner) => itemOf(inner, reading, true)),
  }));
  const again = repeated(read);
  const named =
    lomTitle(source.manifest) ||
    (read.find((one) => one.title !== '' && !again.has(one))?.title ?? '') ||
    title ||
    blackboardTitle(source);
  const placing = read.flatMap(({ items }) => items).some(hasReference);
  const within: Within = { ...reading, placing };
  const units: OutlineNode[] = [];
  const loose: OutlineNode[] = [];
  const items: SourceItem[] = [];
  let ownTitle = named;
  for (const organization of read) {
    if (again.has(organization)) {
      account.leftOut(organization.item, otherOrder);
      for (const item of organization.items) leaveOutItem(item, otherOrder, account);
      continue;
    }
    items.push(organization.item);
    const { title: wrapper, modules } = withoutWrapper(organization.items, ownTitle, account);
    ownTitle ||= wrapper;
    const isFlat = !modules.some(({ children }) => children.length > 0);
    for (const item of modules) {
      const isPlacing = places(item, reading);
      const isModule =
        item.children.length > 0 || (!isPlacing && !(isFlat && modules.some(hasReference)));
      if (isModule) units.push(unitOf(item, within));
      else loose.push(...lessonsOf([item], 'the course', within));
    }
  }
  const tests = read.every(({ items: found }) => found.every(saysNothing))
    ? lessonsOfTests(ownTitle, reading)
    : [];
  const [only] = tests;
  if (only && tests.length === 1) ownTitle ||= cleanTitle(only.fields['title']);
  const inUnit = [...loose, ...tests];
  if (loose.length > 0) {
    reading.leftOut.push({
      what: loose.length === 1 ? 'a module around 1 item' : `a module around ${loose.length} items`,
      why: 'the source has none there; the lessons go into a unit named after the course',
    });
  }
  // A title from an organization that is left out is better than none.
  const otherTitle = read.find((one) => one.title !== '')?.title ?? '';
  const fields = { title: ownTitle || otherTitle };
  const unit = outlineNode({ kind: 'unit', key: 'course items', at: 'organization', fields });
  return outlineNode({
    kind: 'course',
    key: 'course',
    at: source.at,
    fields,
    children: [...(inUnit.length > 0 ? [{ ...unit, children: inUnit }] : []), ...units],
    resources: [...reading.used.values()],
    items,
  });
}

/** An item that holds others at most, as Canvas writes one around modules, though there be none. */
function saysNothing({ title, ref, children }: PackageItem): boolean {
  return title === '' && ref === undefined && children.every(saysNothing);
}

/** Organizations that only repeat items of earlier ones in another order. */
function repeated<One extends { readonly items: readonly PackageItem[] }>(
  read: readonly One[],
): ReadonlySet<One> {
  const seen = new Set<string>();
  const again = new Set<One>();
  for (const organization of read) {
    const refs = organization.items.flatMap(referencesIn);
    if (seen.size > 0 && refs.every((ref) => seen.has(ref))) again.add(organization);
    for (const ref of refs) seen.add(ref);
  }
  return again;
}

const otherOrder = 'all that it refers to is in an earlier organization';

interface Within extends Reading {
  /** Whether any item names a resource. If none does, every item counts as content. */
  readonly placing: boolean;
}

function unitOf(item: PackageItem, within: Within): OutlineNode {
  const { id, title, at, hidden, counted } = item;
  const before = within.prerequisites.get(id) ?? [];
  const unit = outlineNode({
    kind: 'unit',
    key: id || title,
    isKeyTitle: id === '',
    at,
    fields: { title, ...(before.length > 0 && { prerequisites: before }) },
    ...(hidden !== undefined && { hidden }),
    items: [counted],
  });
  let inner = item.children;
  // Blackboard puts everything in an area into one folder with this name.
  for (let [top] = inner; top && inner.length === 1 && top.title === '--TOP--'; [top] = inner) {
    within.account.merged(top.counted, unit);
    inner = top.children;
  }
  const own = places(item, within) ? [lessonOf({ ...item, hidden: '' }, within)] : [];
  return { ...unit, children: [...own, ...lessonsOf(inner, unit, within)] };
}

/** The lessons of a module. Folders inside of a module do not become a level. */
function lessonsOf(items: readonly PackageItem[], into: Into, within: Within): OutlineNode[] {
  const { placing, account } = within;
  return items.flatMap((item): OutlineNode[] => {
    const isLesson = places(item, within) || (!placing && item.children.length === 0);
    const own = isLesson ? [lessonOf(item, within, [item.counted])] : [];
    if (item.children.length === 0 && !isLesson) account.leftOut(item.counted, heading);
    else if (!isLesson) account.merged(item.counted, into);
    const { hidden } = item;
    const inner = lessonsOf(item.children, into, within);
    return [...own, ...(hidden === undefined ? inner : inner.map((one) => ({ hidden, ...one })))];
  });
}

const heading = 'it places nothing: it is a heading between lessons, not a lesson';

/** Whether an item shows content itself, and does not only hold other items. */
function places({ ref }: PackageItem, { resources }: Reading): boolean {
  return ref !== undefined && resources.get(ref)?.isFolder !== true;
}

function lessonOf(
  { id, title, at, ref, hidden, parameters, standards }: PackageItem,
  reading: Reading,
  items: readonly SourceItem[] = [],
): OutlineNode {
  const resource = ref === undefined ? undefined : reading.resources.get(ref);
  const name = title || (resource?.title ?? '');
  if (ref !== undefined && !resource) {
    reading.leftOut.push({
      what: `what ${quoteShort(name || id)} places`,
      why: 'the cartridge has no such resource',
    });
  }
  return outlineNode({
    kind: 'lesson',
    key: id || name,
    isKeyTitle: id === '',
    at,
    fields: { title: name, ...(standards.length > 0 && { standards: idsOf(standards) }) },
    ...(hidden && { hidden }),
    places: resource ? placedBy(openedWith(resource, parameters), title, reading) : [],
    items: [...items, ...standards.map(({ part }) => part)],
  });
}

/** Keys of the resources that a lesson places: the named resource, and the items of a test. */
function placedBy(resource: PackageResource, title: string, reading: Reading): readonly string[] {
  const { source, resources, used, shown, placements } = reading;
  if (placements.count > inputLimits.placements.most) return [];
  const items = isTest(resource, source) ? itemsOfTest(resource, reading) : [];
  placements.count += 1 + items.length;
  const placed = [resource, ...items.flatMap((id) => resources.get(id) ?? [])];
  for (const [index, one] of placed.entries()) {
    if (used.has(one.id)) continue;
    const node = resourceNode(one, index === 0 ? title : '');
    const id = one.element.attributes.get('identifier') ?? one.id;
    const isFirst = !shown.has(id);
    if (isFirst) shown.set(id, node);
    used.set(one.id, isFirst ? node : { ...node, items: [] });
  }
  return placed.map(({ id }) => id);
}

/**
 * The lessons of a package of tests, which usually has no organization: each test is a lesson. Without a
 * test, all items together are one lesson.
 */
function lessonsOfTests(title: string, reading: Reading): OutlineNode[] {
  const all = [...reading.resources.values()].filter(holdsQuestions);
  const tests = all.filter((one) => isTestOfFirstQti(one) || isTest(one, reading.source));
  if (all.length === 0) return [];
  if (tests.length === 0) {
    const places = all.flatMap((one) => placedBy(one, '', reading));
    return [
      outlineNode({ kind: 'lesson', key: 'items', at: 'resources', fields: { title }, places }),
    ];
  }
  return tests.map((test) =>
    outlineNode({
      kind: 'lesson',
      key: test.id,
      at: test.item.at,
      fields: { title: test.title },
      places: placedBy(test, '', reading),
    }),
  );
}

function whyUnplaced(organizations: readonly Organization[], course: OutlineNode): string {
  if (course.children.length === 0) return 'the cartridge has no modules, so nothing places it';
  const hasItems = organizations.some(({ element }) => childrenOf(element, 'item').length > 0);
  return hasItems
    ? 'no item of the organization places it'
    : 'no test and no organization of the package refers to it';
}

/** Resources that no lesson places: they are merged with the resource that needs them, or left out. */
function leaveOutRest({ resources, shown, account }: Reading, unplaced: string): void {
  const needed = new Map<string, OutlineNode>();
  for (const [first, node] of shown) {
    const open = [first];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const need of resources.get(id)?.needs ?? []) {
        if (shown.has(need) || needed.has(need)) continue;
        needed.set(need, node);
        open.push(need);
      }
    }
  }
  for (const [id, { item, parts, isFolder, standsFor }] of resources) {
    if (shown.has(id)) continue;
    const [other] = standsFor.flatMap((one) => shown.get(one) ?? []);
    const by = needed.get(id) ?? other;
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
