import { eventUrl } from '../model/event-check.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { documentedHosts } from './documented.ts';
import type { NamedPlatform } from './rules.ts';

/** What a text turns out to be that should be the URL of a record on the platform. */
export type EventReference =
  | { readonly type: 'url'; readonly sourcedId: string }
  /**
   * Close to a URL of the platform, which may accept it or not. `reason` completes the sentence "It
   * …". `isHere`: it has the address of the collection, and no usable id behind it.
   */
  | {
      readonly type: 'other';
      readonly sourcedId?: string;
      readonly reason: string;
      readonly isHere?: true;
    };

/** Reads a reference that should begin with the base URL and a path. */
export function parseEventReference(
  text: string,
  path: string,
  { baseUrl, others, isCopy: isOfCopy }: NamedPlatform,
): EventReference {
  for (const base of [baseUrl, ...(isOfCopy ? documentedHosts : [])]) {
    const own = idBehind(`${base}${path}/`, text);
    if (own !== undefined) return fromId(own);
  }
  for (const [otherUrl, name] of others) {
    const sourcedId = idBehind(`${otherUrl}${path}/`, text);
    if (sourcedId !== undefined) {
      return { type: 'other', sourcedId, reason: `is an address of the environment ${name}` };
    }
  }
  const reason = `does not begin with ${baseUrl}${path}/`;
  const last = /^urn:uuid:(.+)$/i.exec(text)?.[1] ?? text.split('/').filter(Boolean).at(-1);
  return { type: 'other', ...(last !== undefined && { sourcedId: last }), reason };
}

/** Whether the platform at an address is a copy on this machine. */
export function isCopy(baseUrl: string): boolean {
  const { hostname = '' } = URL.parse(baseUrl) ?? {};
  return /^(?:127\.0\.0\.1|\[::1\]|(?:.+\.)?(?:localhost|invalid))$/.test(hostname);
}

function idBehind(prefix: string, text: string): string | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

function fromId(sourcedId: string): EventReference {
  const fault = isTemplate(sourcedId)
    ? ({ type: 'placeholder' } as const)
    : sourcedIdFault(sourcedId);
  if (!fault) return { type: 'url', sourcedId };
  const reason =
    fault.type === 'placeholder' ? 'ends in a placeholder' : `ends in an id that ${fault.reason}`;
  return { type: 'other', reason, isHere: true };
}

/** Placeholders as the developer guide writes them: YOUR_STUDENT_ID. */
function isTemplate(text: string): boolean {
  return /^\{?YOUR_[A-Z_]+\}?$/.test(text);
}

/** The sourcedId in a URL of the platform; undefined if the text is none. */
export function idInUrl(
  text: string | undefined,
  path: string | undefined,
  platform: NamedPlatform,
): string | undefined {
  if (text === undefined || path === undefined) return undefined;
  const reference = parseEventReference(text, path, platform);
  return reference.type === 'url' ? reference.sourcedId : undefined;
}

/** The correct form of a reference. */
export function rightForm(path: string, sourcedId: string, { baseUrl }: NamedPlatform): string {
  return eventUrl(baseUrl, path, sourcedId);
}
