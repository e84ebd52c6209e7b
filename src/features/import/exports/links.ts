import { isForbiddenKey } from '../../../document/tree.ts';
import { cleanTitle } from '../imported.ts';
import { type WebAddress, webAddress } from './addresses.ts';
import { firstText } from './package.ts';
import { childrenOf, descend, type Element } from './xml.ts';

/** The web address of a resource that has one instead of a file; undefined for files. */
export function webAddressIn(
  href: string | undefined,
  path: string | undefined,
): WebAddress | undefined {
  if (href === undefined || path !== undefined || !/^\s*(?:[a-z][a-z+.-]+:|\/)/i.test(href))
    return undefined;
  return webAddress(href);
}

interface Link {
  readonly title: string;
  /** The address as it is written. */
  readonly text: string;
  readonly address: WebAddress;
  /** What a tool is told when it is opened, such as the chapter. */
  readonly custom: ReadonlyMap<string, string>;
  readonly lookup?: string;
}

/** The link in an element of a resource or its file; undefined if there is none. */
export function linkIn(elements: readonly Element[]): Link | undefined {
  for (const element of elements) {
    const text = linkTextIn(element);
    if (text === undefined) continue;
    const title = cleanTitle(descend(element, 'title')?.text);
    const lookup = propertiesIn(element, 'extensions').get('lookup_uuid');
    return {
      ...{ title, text: text.trim(), address: webAddress(text) },
      custom: propertiesIn(element, 'custom'),
      ...(lookup !== undefined && { lookup }),
    };
  }
  return undefined;
}

function linkTextIn(element: Element): string | undefined {
  switch (element.name) {
    case 'webLink':
      return descend(element, 'url')?.attributes.get('href') ?? '';
    case 'cartridge_basiclti_link':
      // The addresses to launch are those of the tool; a link of LTI 1.3 may have one of its own.
      return (
        propertiesIn(element, 'extensions').get('resource_link_url') ||
        firstText(element, ['secure_launch_url', 'launch_url'])
      );
    case 'CONTENT':
      return /^resource\/x-bb-(?:externallink|blti-link)$/.test(
        blackboardValue(element, 'CONTENTHANDLER') ?? '',
      )
        ? blackboardValue(element, 'URL')
        : undefined;
    default:
      return undefined;
  }
}

/** The properties in the children of a link to a tool, by name. A name that no map may have is passed over. */
function propertiesIn(element: Element, name: string): ReadonlyMap<string, string> {
  const found = childrenOf(element, name).flatMap((child) => childrenOf(child, 'property'));
  return new Map(
    found.flatMap(({ attributes, text }) => {
      const key = attributes.get('name')?.toWellFormed().trim() ?? '';
      return key === '' || isForbiddenKey(key) ? [] : [[key, text.toWellFormed().trim()] as const];
    }),
  );
}

/** What an item opens in a tool, as Canvas says it beside the manifest. */
export interface ToolItem {
  /** The identifier to which the organization refers, often of no resource. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly lookup: string;
}

/** A link to a tool as a thin cartridge has it, for one of which only the address is known. */
export function linkToTool({ id, title, url }: ToolItem): Element {
  const element = (name: string, text: string, children: readonly Element[] = []): Element => ({
    ...{ name, text, children, attributes: new Map<string, string>() },
  });
  const parts = [element('title', title), element('launch_url', url)];
  const attributes = new Map([
    ['identifier', id],
    ['type', 'imsbasiclti'],
  ]);
  return {
    ...element('resource', '', [element('cartridge_basiclti_link', '', parts)]),
    attributes,
  };
}

/** What Blackboard has at a path of names: its texts are in `value`. */
export function blackboardValue(
  element: Element | undefined,
  ...path: readonly string[]
): string | undefined {
  return descend(element, ...path)?.attributes.get('value');
}
