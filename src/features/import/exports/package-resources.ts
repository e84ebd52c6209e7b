import { quoteShort } from '../../../document/place.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { SourceAccount, SourceItem } from '../account.ts';
import { cleanTitle, type OutlineNode, outlineNode } from '../imported.ts';
import { withParameters } from './addresses.ts';
import { blackboardValue, linkIn, linkToTool, type ToolItem, webAddressIn } from './links.ts';
import { type ContentPackage, firstText } from './package.ts';
import { childrenOf, descend, type Element } from './xml.ts';

/** A resource of a content package, before it is known whether a lesson places it. */
export interface PackageResource {
  readonly id: string;
  readonly element: Element;
  /** The type in words: `web link`. */
  readonly type: string;
  /** The resource's own title; empty if it has none. */
  readonly title: string;
  /** Whether it only describes a folder and has no content. */
  readonly isFolder: boolean;
  /** Why students do not see it in the source; absent if they do. */
  readonly hidden?: string;
  /** Paths of its files; the one that opens comes first. */
  readonly paths: readonly string[];
  /** CASE identifiers of the standards that it covers. */
  readonly standards: readonly string[];
  /** Ids of the resources that it depends on. */
  readonly needs: readonly string[];
  /** Ids of the resources in whose place systems show it that do not know them. */
  readonly standsFor: readonly string[];
  /** Its item in the account; `parts` are its files and its link. */
  readonly item: SourceItem;
  readonly parts: readonly SourceItem[];
  readonly metadata: JsonObject;
  /** The name by which Canvas finds a link of LTI 1.3. */
  readonly lookup?: string;
}

/**
 * Reads the list of resources of a package; `settings` are files that were read for the course. The caller
 * handles files that no resource lists.
 */
export function readResources(
  source: ContentPackage,
  account: SourceAccount,
  {
    settings,
    tools,
  }: { readonly settings: ReadonlySet<string>; readonly tools: readonly ToolItem[] },
) {
  const resources = new Map<string, PackageResource>();
  /** Paths of the files that resources list. */
  const listed = new Set<string>();
  const list = descend(source.manifest, 'resources');
  const bases = [source.manifest, list].map((one) => one?.attributes.get('base'));
  for (const element of childrenOf(list, 'resource')) read(element);
  /** Ids of links of LTI 1.3, by the identifiers to which the organization refers in their place. */
  const standIns = new Map<string, string>();
  const byLookup = new Map([...resources.values()].map(({ lookup = '', id }) => [lookup, id]));
  for (const tool of tools.filter(({ id }) => !resources.has(id))) {
    const listedAs = tool.lookup === '' ? undefined : byLookup.get(tool.lookup);
    if (listedAs !== undefined) standIns.set(tool.id, listedAs);
    else if (tool.url !== '') read(linkToTool(tool));
  }
  return { resources, listed, standIns };

  function read(element: Element): void {
    const id = element.attributes.get('identifier') ?? '';
    const type = typeOf(element);
    const at = id === '' ? source.at : `resource ${id}`;
    const shown = cleanTitle(element.attributes.get('title')) || hrefsOf(element)[0] || id;
    const what = `the resource ${quoteShort(shown)} (${type})`;
    const item = account.count({ sort: 'resources', what, at });
    if (id === '') account.leftOut(item, 'it has no identifier, so nothing can place it');
    else if (resources.has(id)) account.leftOut(item, 'another resource has its identifier');
    else resources.set(id, resourceOf({ id, element, type, item }));
  }

  function resourceOf(
    known: Pick<PackageResource, 'id' | 'element' | 'type' | 'item'>,
  ): PackageResource {
    const { element, type, item } = known;
    const allBases = [...bases, element.attributes.get('base')];
    const hrefs = hrefsOf(element);
    const paths = hrefs.map((href) => source.pathOf(href, ...allBases));
    const [href] = hrefs;
    const [path] = paths;
    const description = path === undefined ? undefined : source.xmlAt(path);
    const link = linkIn([...element.children, ...(description ? [description] : [])]);
    const address = link?.address ?? webAddressIn(href, path);
    const parts: SourceItem[] = [];
    for (const [index, one] of paths.entries()) {
      const what = `the file ${quoteShort(one ?? hrefs[index] ?? '')}`;
      if (one !== undefined && listed.has(one)) continue;
      if (one === undefined && address !== undefined && index === 0) continue;
      const sort = one === undefined ? 'missing files' : 'files';
      const part = account.count({ sort, what, at: item.at, of: item });
      if (one === undefined) account.leftOut(part, 'it is not in the package');
      else {
        listed.add(one);
        if (settings.has(one)) account.merged(part, 'the course');
        else if (index === 0 && (link || isDescription(description))) parts.push(part);
        else account.leftOut(part, content);
      }
    }
    if (address) {
      const text = link?.text ?? href ?? '';
      const what = `the address ${quoteShort(text)}`;
      const part = account.count({ sort: 'links', what, at: item.at, of: item });
      if ('url' in address) parts.push(part);
      else account.leftOut(part, address.why);
    }
    const lookup = link?.lookup;
    const standards = standardsIn(element, item, account);
    parts.push(...standards.map(({ part }) => part));
    const identifier = isQti(element) ? description?.attributes.get('identifier') : undefined;
    const url = address && 'url' in address ? address.url : undefined;
    const named = href?.toWellFormed().replaceAll('\\', '/');
    const hidden = hiddenIn(element, description);
    const standsFor = namedIn(element, 'variant');
    return {
      ...{ ...known, parts },
      title: titleOf(element, description, link?.title ?? ''),
      isFolder: isFolder(element, description),
      paths: paths.filter((one) => one !== undefined),
      standards: idsOf(standards),
      ...(hidden !== undefined && { hidden }),
      needs: [...namedIn(element, 'dependency'), ...standsFor],
      standsFor,
      ...(lookup !== undefined && { lookup }),
      metadata: {
        // Readers expect one of their own types under `type`; qti is one of these.
        ...(isQti(element) ? { type, subType: subTypeOf(element) } : { cartridgeType: type }),
        ...(identifier !== undefined && { identifier: identifier.toWellFormed() }),
        ...(url !== undefined && { url }),
        ...(link && link.custom.size > 0 && { custom: Object.fromEntries(link.custom) }),
        ...(url === undefined && named !== undefined && !address && { path: named }),
      },
    };
  }
}

/** Ids of the resources that children of an element name. */
function namedIn(element: Element, child: string): readonly string[] {
  return childrenOf(element, child).flatMap((one) => one.attributes.get('identifierref') ?? []);
}

const content =
  'a catalog refers to content but does not store it; the resource has its identifier and path';

/** The paths of a resource's files; the one that opens comes first. */
function hrefsOf(element: Element): readonly string[] {
  const opened = element.attributes.get('href') || element.attributes.get('file');
  const files = childrenOf(element, 'file').flatMap((one) => one.attributes.get('href') ?? []);
  const all = [...(opened ? [opened] : []), ...files].filter((href) => href.trim() !== '');
  return [...new Set(all)];
}

/** Whether an element is a description by Blackboard, with texts in `value`. */
function isDescription(element: Element | undefined): boolean {
  return element !== undefined && /^[A-Z]+$/.test(element.name);
}

function isFolder(element: Element, description: Element | undefined): boolean {
  if (element.attributes.get('material_type') === 'contentmodule') return true;
  if (description?.name === 'COURSETOC') return true;
  return (
    description?.name === 'CONTENT' && blackboardValue(description, 'FLAGS', 'ISFOLDER') === 'true'
  );
}

function hiddenIn(element: Element, description: Element | undefined): string | undefined {
  const flags = [
    ['FLAGS', 'ISAVAILABLE'],
    ['FLAGS', 'ISENABLED'],
  ];
  if (
    isDescription(description) &&
    flags.some((flag) => blackboardValue(description, ...flag) === 'false')
  )
    return 'not available to students in Blackboard';
  const roles = childrenOf(
    descend(element, 'metadata', 'lom', 'educational'),
    'intendedEndUserRole',
  )
    .map((role) => cleanTitle(descend(role, 'value')?.text).toLowerCase())
    .filter((role) => role !== '');
  const isForStaff =
    roles.length > 0 && roles.every((role) => role === 'instructor' || role === 'mentor');
  return isForStaff ? 'hidden from students: meant for instructors alone' : undefined;
}

function titleOf(element: Element, description: Element | undefined, ofLink: string): string {
  return (
    ofLink ||
    cleanTitle(element.attributes.get('title')) ||
    lomTitle(element) ||
    cleanTitle(
      description?.name === 'topic' || description?.name === 'assignment'
        ? descend(description, 'title')?.text
        : (blackboardValue(description, 'TITLE') ??
            descend(description, 'assessment')?.attributes.get('title')),
    ) ||
    cleanTitle(description?.attributes.get('title'))
  );
}

/** The title in the metadata of an element, in the first language that has one. */
export function lomTitle(element: Element | undefined): string {
  const title = descend(element, 'metadata', 'lom', 'general', 'title');
  return cleanTitle(firstText(title, ['string', 'langstring']));
}

/** Whether a resource is a test or an item of QTI 2 or 3. */
export function isQti(element: Element): boolean {
  return typeOf(element) === 'qti';
}

/** Whether a resource is a test of QTI 1, which holds its items itself. */
export function isTestOfFirstQti({ type }: Pick<PackageResource, 'type'>): boolean {
  return type === 'assessment' || type === 'qti-test';
}

/** Whether a resource holds questions, in whatever version of QTI: a test, an item or a bank of them. */
export function holdsQuestions(resource: PackageResource): boolean {
  const isBank = ['question bank', 'qti-pool'].includes(resource.type);
  return isQti(resource.element) || isTestOfFirstQti(resource) || isBank;
}

/** Which part of QTI a resource is, in the readers' word. */
function subTypeOf(element: Element): string {
  const isTest = /test|assessment/i.test(element.attributes.get('type') ?? '');
  return isTest ? 'qti-test' : 'qti-question';
}

/** Identifiers of standards, each once. */
export function idsOf(standards: readonly PackageStandard[]): readonly string[] {
  return [...new Set(standards.map(({ id }) => id))];
}

/** An identifier of CASE, with what the account has of it. */
export interface PackageStandard {
  readonly id: string;
  readonly part: SourceItem;
}

/** The standards that the metadata of an element name, if they have an identifier of CASE. */
export function standardsIn(
  element: Element,
  of: SourceItem,
  account: SourceAccount,
): readonly PackageStandard[] {
  const sets = childrenOf(descend(element, 'metadata'), 'curriculumStandardsMetadataSet');
  const guids = sets
    .flatMap((set) => childrenOf(set, 'curriculumStandardsMetadata'))
    .flatMap((metadata) => childrenOf(metadata, 'setOfGUIDs'))
    .flatMap((set) => childrenOf(set, 'labelledGUID'));
  return guids.flatMap((labelled) => {
    const written = cleanTitle(firstText(labelled, ['GUID', 'caseItemURI']));
    const id = /^https?:/.test(written) ? (written.split('/').at(-1) ?? '') : written;
    const label = cleanTitle(descend(labelled, 'label')?.text) || id;
    const what = `the standard ${quoteShort(label)}`;
    const part = account.count({ sort: 'standards', what, at: of.at, of });
    if (id !== '') return [{ id, part }];
    account.leftOut(part, 'it has no identifier of CASE');
    return [];
  });
}

/** The type without its version: `imswl_xmlv1p1` is a web link. */
function typeOf(element: Element): string {
  const written = element.attributes.get('type') ?? 'unknown';
  const { attributes } = element;
  if ((attributes.get('scormtype') ?? attributes.get('scormType')) === 'sco') return 'SCO';
  const material = names.get(element.attributes.get('material_type') ?? '');
  if (material !== undefined) return material;
  if (/question-?bank/i.test(written)) return 'question bank';
  const blackboard = /\/x-bb-(.+)$/.exec(written)?.[1];
  if (blackboard !== undefined) return cleanTitle(blackboard);
  const [type = ''] = written.split(/_xmlv\d|\//, 1);
  return names.get(type) ?? (cleanTitle(type) || 'unknown');
}

const names: ReadonlyMap<string, string> = new Map([
  ['imswl', 'web link'],
  ['imsdt', 'discussion topic'],
  ['imsqti', 'assessment'],
  ['imsqti_item', 'qti'],
  ['imsqti_test', 'qti'],
  ['imsqti_assessment', 'qti'],
  ['imsqti_apipitem', 'qti'],
  ['imsqti_apiptest', 'qti'],
  ['imsbasiclti', 'LTI link'],
  ['webcontent', 'web content'],
  ['contentlink', 'web link'],
  ['d2lquiz', 'assessment'],
  ['d2lselfassess', 'assessment'],
  ['d2ldiscussion', 'discussion topic'],
  ['d2ldropbox', 'assignment'],
]);

/** A resource as an item opens it that gives it parameters: each shows something else. */
export function openedWith(resource: PackageResource, parameters: string): PackageResource {
  const { id, metadata } = resource;
  const opened = ['url', 'path'].flatMap((field) => {
    const address = metadata[field];
    return typeof address === 'string'
      ? [[field, withParameters(address, parameters)] as const]
      : [];
  });
  if (opened.every(([field, address]) => address === metadata[field])) return resource;
  const all = { ...metadata, ...Object.fromEntries(opened) };
  return { ...resource, id: withParameters(id, parameters), metadata: all };
}

/** A resource as a node, once something places it. A resource without a title gets the title of its place. */
export function resourceNode(resource: PackageResource, placedAs: string): OutlineNode {
  const { id, item, parts, metadata, standards } = resource;
  const isTested = holdsQuestions(resource);
  const namesItself = metadata['url'] !== undefined || metadata['type'] === 'qti';
  const named = namesItself ? resource.title || placedAs : placedAs || resource.title;
  // An item of a test often has no title, and its file may be unreadable.
  const title = named || (isTested ? cleanTitle(metadata['identifier'] ?? id) : '');
  return outlineNode({
    kind: 'resource',
    key: id,
    at: item.at,
    fields: {
      title,
      vendorResourceId: id.toWellFormed(),
      metadata,
      ...(standards.length > 0 && { standards }),
    },
    items: [item, ...parts],
  });
}
