import { quoteShort } from '../../../document/place.ts';
import type { SourceAccount, SourceItem } from '../account.ts';
import { cleanTitle } from '../imported.ts';
import type { ToolItem } from './links.ts';
import type { ContentPackage } from './package.ts';
import { type PackageResource, type PackageStandard, standardsIn } from './package-resources.ts';
import { childrenOf, descend, type Element } from './xml.ts';

/**
 * What Canvas says beside the manifest: what is unpublished, which module opens which, what items open in
 * tools, and the title of the course.
 */
export function canvasSettings(source: ContentPackage) {
  const settings = new Set<string>();
  const read = (name: string): Element | undefined => {
    const path = source.pathOf(`course_settings/${name}.xml`);
    const element = path === undefined ? undefined : source.xmlAt(path);
    if (path !== undefined && element) settings.add(path);
    return element;
  };
  const textIn = (one: Element, name: string) => descend(one, name)?.text.trim() ?? '';
  const modules = childrenOf(read('module_meta'), 'module');
  const items = modules.flatMap((module) => childrenOf(descend(module, 'items'), 'item'));
  const unpublished = [...modules, ...items].filter(
    (one) => textIn(one, 'workflow_state') === 'unpublished',
  );
  const hidden = new Set(unpublished.flatMap((one) => one.attributes.get('identifier') ?? []));
  const tools = items
    .filter((one) => textIn(one, 'content_type') === 'ContextExternalTool')
    .map(
      (one): ToolItem => ({
        id: one.attributes.get('identifier') ?? '',
        title: textIn(one, 'title'),
        url: textIn(one, 'url'),
        lookup: textIn(one, 'lti_resource_link_lookup_uuid'),
      }),
    );
  const prerequisites = new Map(
    modules.map((module) => [
      module.attributes.get('identifier') ?? '',
      childrenOf(descend(module, 'prerequisites'), 'prerequisite').flatMap(
        (one) => textIn(one, 'identifierref') || [],
      ),
    ]),
  );
  return {
    settings,
    hidden,
    prerequisites,
    tools,
    title: cleanTitle(descend(read('course_settings'), 'title')?.text),
  };
}

export interface Organization {
  readonly element: Element;
  readonly item: SourceItem;
}

/** The organizations; the one to show comes first. */
export function organizationsOf(
  { manifest, at }: ContentPackage,
  account: SourceAccount,
): Organization[] {
  for (const inner of childrenOf(manifest, 'manifest')) {
    const what = `the manifest ${quoteShort(inner.attributes.get('identifier') ?? '')}`;
    account.skip({ sort: 'manifests', what, at }, 'it is inside another package');
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

export interface ItemReading {
  readonly account: SourceAccount;
  readonly resources: ReadonlyMap<string, PackageResource>;
  /** Identifiers of items that Canvas hides. */
  readonly hidden: ReadonlySet<string>;
  /** Ids of resources in whose place the organization has another identifier. */
  readonly standIns: ReadonlyMap<string, string>;
}

export interface PackageItem {
  readonly id: string;
  readonly title: string;
  readonly at: string;
  /** The id of the resource that it names; absent if it names none. */
  readonly ref?: string;
  readonly hidden?: string;
  /** What the item adds to the address of its resource. */
  readonly parameters: string;
  /** CASE identifiers of standards, and what the account has of them. */
  readonly standards: readonly PackageStandard[];
  readonly children: readonly PackageItem[];
  readonly counted: SourceItem;
}

export function itemOf(element: Element, reading: ItemReading, isTop = false): PackageItem {
  const id = element.attributes.get('identifier') ?? '';
  const written = element.attributes.get('identifierref') || undefined;
  const ref = written && (reading.standIns.get(written) ?? written);
  const title =
    cleanTitle(descend(element, 'title')?.text) || cleanTitle(element.attributes.get('title'));
  // An item that only holds all others has a name that means nothing.
  const isWrapper = isTop && title === '' && ref === undefined;
  const at = isWrapper ? 'the top of the organization' : `item ${id || title}`;
  const what = title === '' ? 'an item without a title' : `the item ${quoteShort(title)}`;
  const hidden = whyHidden(element, id, written, reading);
  const counted = reading.account.count({ sort: 'items', what, at });
  return {
    ...{ id, title, at, counted },
    ...(ref !== undefined && { ref }),
    ...(hidden !== undefined && { hidden }),
    parameters: element.attributes.get('parameters') ?? '',
    standards: standardsIn(element, counted, reading.account),
    children: childrenOf(element, 'item').map((inner) => itemOf(inner, reading)),
  };
}

function whyHidden(
  element: Element,
  id: string,
  ref: string | undefined,
  { hidden, resources }: ItemReading,
): string | undefined {
  // For an item of a tool, Canvas has the identifier of its resource there.
  if (hidden.has(id) || (ref !== undefined && hidden.has(ref))) return 'unpublished in Canvas';
  if (element.attributes.get('isvisible') === 'false') return 'not visible in the source';
  return ref === undefined ? undefined : resources.get(ref)?.hidden;
}

export function leaveOutItem(item: PackageItem, why: string, account: SourceAccount): void {
  account.leftOut(item.counted, why);
  for (const child of item.children) leaveOutItem(child, why, account);
}

export function referencesIn({ ref, children }: PackageItem): string[] {
  return [...(ref === undefined ? [] : [ref]), ...children.flatMap(referencesIn)];
}

export function hasReference({ ref, children }: PackageItem): boolean {
  return ref !== undefined || children.some(hasReference);
}

/**
 * The first level of items with a meaning: exporters wrap the modules in one item without a title, or with
 * the title of the course.
 */
export function withoutWrapper(
  items: readonly PackageItem[],
  course: string,
  account: SourceAccount,
): { readonly title: string; readonly modules: readonly PackageItem[] } {
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
