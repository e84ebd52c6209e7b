import { quoteShort } from '../../../document/place.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Checked, checked, problem } from '../../../model/problem.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
} from '../imported.ts';
import { childrenOf, descend, type Element, readXml } from './xml.ts';

/** Whether a file of a cartridge is read: the manifest, and small files that hold links. */
export function isCartridgeFile(path: string): boolean {
  return path.toLowerCase().endsWith('.xml');
}

/** Reads an IMS Common Cartridge 1.1 to 1.3: modules become units, their items lessons. */
export function readCartridge(
  file: string,
  files: ReadonlyMap<string, Uint8Array>,
): Checked<SourceOutline> {
  const bytes = files.get('imsmanifest.xml');
  if (!bytes) {
    const detail = `${file} holds no imsmanifest.xml at its top, so it is no Common Cartridge.`;
    const hint = 'Where it is an export of Open edX: `timeback-catalog import olx`.';
    return { ok: false, problems: [problem('import/unreadable', { detail, hint })] };
  }
  const manifest = readXml('imsmanifest.xml', bytes);
  if (!manifest.ok) return manifest;
  const { value } = manifest;
  const leftOut: LeftOut[] = [];
  const resources = new Map(
    childrenOf(descend(value, 'resources'), 'resource').flatMap((resource) => {
      const id = resource.attributes.get('identifier');
      return id === undefined ? [] : [[id, resource] as const];
    }),
  );
  const used = new Map<string, OutlineNode>();
  const organization = descend(value, 'organizations', 'organization');
  const course = courseOf(value, organization, { files, resources, used, leftOut });
  for (const [id, resource] of resources) {
    if (used.has(id)) continue;
    const type = typeOf(resource);
    leftOut.push({
      what: `resources of the type ${type}`,
      why: 'no item of the organization places them',
    });
  }
  const name = value.attributes.get('identifier');
  return checked({ ...(name && { name }), courses: [course], leftOut }, []);
}

interface Reading {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly resources: ReadonlyMap<string, Element>;
  /** Resources that lessons place. */
  readonly used: Map<string, OutlineNode>;
  readonly leftOut: LeftOut[];
}

function courseOf(
  manifest: Element,
  organization: Element | undefined,
  reading: Reading,
): OutlineNode {
  const title =
    cleanTitle(descend(manifest, 'metadata', 'lom', 'general', 'title', 'string')?.text) ||
    cleanTitle(descend(organization, 'title')?.text);
  const items = modulesOf(organization);
  const direct = items.filter((item) => childrenOf(item, 'item').length === 0);
  const units = items
    .filter((item) => childrenOf(item, 'item').length > 0)
    .map((item) => unitOf(item, reading));
  for (const item of direct) {
    reading.leftOut.push({
      what: `a module around ${quoteShort(titleOf(item))}`,
      why: 'the item stands in none; it is taken into a unit named after the course',
    });
  }
  const loose =
    direct.length === 0
      ? []
      : [
          outlineNode({
            kind: 'unit',
            key: 'course items',
            at: 'organization',
            fields: { title },
            children: direct.map((item) => lessonOf(item, reading)),
          }),
        ];
  return outlineNode({
    kind: 'course',
    key: 'course',
    at: 'imsmanifest.xml',
    fields: { title },
    children: [...loose, ...units],
    resources: [...reading.used.values()],
  });
}

/**
 * The first level of items with a meaning: exporters wrap the modules in one item without title.
 */
function modulesOf(organization: Element | undefined): readonly Element[] {
  const items = childrenOf(organization, 'item');
  const [only] = items;
  const isWrapper =
    only && items.length === 1 && titleOf(only) === '' && childrenOf(only, 'item').length > 0;
  return isWrapper ? childrenOf(only, 'item') : items;
}

function unitOf(item: Element, reading: Reading): OutlineNode {
  return outlineNode({
    kind: 'unit',
    key: keyOf(item),
    isKeyTitle: !item.attributes.get('identifier'),
    at: `item ${keyOf(item)}`,
    fields: { title: titleOf(item) },
    children: lessonsIn(item, reading),
  });
}

/** Lessons of a module. Folders inside a module do not become a level. */
function lessonsIn(item: Element, reading: Reading): OutlineNode[] {
  return childrenOf(item, 'item').flatMap((inner) => {
    if (childrenOf(inner, 'item').length === 0) return [lessonOf(inner, reading)];
    reading.leftOut.push({
      what: `the folder ${quoteShort(titleOf(inner))}`,
      why: 'there is no level between unit and lesson; what is in it is taken into the unit',
    });
    return lessonsIn(inner, reading);
  });
}

function lessonOf(item: Element, reading: Reading): OutlineNode {
  const reference = item.attributes.get('identifierref');
  const resource = reference === undefined ? undefined : reading.resources.get(reference);
  if (reference !== undefined && !resource) {
    reading.leftOut.push({
      what: `what ${quoteShort(titleOf(item))} places`,
      why: 'the cartridge has no such resource',
    });
  }
  if (reference !== undefined && resource && !reading.used.has(reference)) {
    reading.used.set(reference, resourceOf(reference, resource, { item, reading }));
  }
  return outlineNode({
    kind: 'lesson',
    key: keyOf(item),
    isKeyTitle: !item.attributes.get('identifier'),
    at: `item ${keyOf(item)}`,
    fields: { title: titleOf(item) },
    places: resource && reference !== undefined ? [reference] : [],
  });
}

function resourceOf(
  id: string,
  resource: Element,
  { item, reading }: { readonly item: Element; readonly reading: Reading },
): OutlineNode {
  const type = typeOf(resource);
  const path =
    resource.attributes.get('href') ?? childrenOf(resource, 'file')[0]?.attributes.get('href');
  const link = path === undefined ? undefined : linkIn(path, reading.files);
  if (link?.url === undefined) {
    reading.leftOut.push({
      what: `the content of resources of the type ${type}`,
      why: 'a catalog names content and holds none; the resource has its identifier and path',
    });
  }
  const metadata: JsonObject = {
    type,
    ...(link?.url !== undefined && { url: link.url }),
    ...(link?.url === undefined && path !== undefined && { path: path.toWellFormed() }),
  };
  return outlineNode({
    kind: 'resource',
    key: id,
    at: `resource ${id}`,
    fields: { title: link?.title || titleOf(item), vendorResourceId: id.toWellFormed(), metadata },
  });
}

/** The type without its version: `imswl_xmlv1p1` is a web link. */
function typeOf(resource: Element): string {
  const [type] = (resource.attributes.get('type') ?? 'unknown').split(/_xmlv\d|\//, 1);
  const names: Readonly<Record<string, string>> = {
    imswl: 'web link',
    imsdt: 'discussion topic',
    imsqti: 'assessment',
    imsbasiclti: 'LTI link',
    webcontent: 'web content',
  };
  return names[type ?? ''] ?? cleanTitle(type) ?? 'unknown';
}

function titleOf(item: Element): string {
  return cleanTitle(descend(item, 'title')?.text);
}

function keyOf(item: Element): string {
  return item.attributes.get('identifier') || titleOf(item);
}

/** The target of a small XML file of a cartridge. */
export interface Link {
  readonly title: string;
  readonly url?: string;
}

/** The address of a web link or LTI link; undefined for any other file. */
function linkIn(path: string, files: ReadonlyMap<string, Uint8Array>): Link | undefined {
  const bytes = files.get(path);
  const read = bytes && readXml(path, bytes);
  if (!read?.ok) return undefined;
  const { value } = read;
  const title = cleanTitle(descend(value, 'title')?.text);
  switch (value.name) {
    case 'webLink':
      return withUrl(title, descend(value, 'url')?.attributes.get('href'));
    case 'cartridge_basiclti_link':
      return withUrl(
        title,
        (descend(value, 'secure_launch_url') ?? descend(value, 'launch_url'))?.text,
      );
    default:
      return undefined;
  }
}

/** Only http and https addresses count, never scripts. */
function withUrl(title: string, address: string | undefined): Link {
  const url = address?.trim().toWellFormed() ?? '';
  return /^https?:\/\/\S+$/i.test(url) ? { title, url } : { title };
}
