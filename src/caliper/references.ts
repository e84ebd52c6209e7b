import { sourcedIdFault } from '../model/sourced-id.ts';
import { documentedHosts } from './documented.ts';
import type { NamedPlatform } from './rules.ts';

/** The result of reading a text that should be the URL of a record on the platform. */
export type EventReference =
  | { readonly type: 'url'; readonly sourcedId: string }
  /**
   * No URL of the platform, but perhaps close to one, which the platform may accept. `reason` completes the
   * sentence "It …". `isHere`: the text begins with the collection's address, but no usable id follows.
   */
  | {
      readonly type: 'other';
      readonly sourcedId?: string;
      readonly reason: string;
      readonly isHere?: true;
    };

/** Reads a reference that should be the base URL, a path and a sourcedId. */
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

/** Whether a base URL is that of a copy of the platform on this machine. */
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

/** The sourcedId in a URL of the platform; undefined if the text is no such URL. */
export function idInUrl(
  text: string | undefined,
  path: string | undefined,
  platform: NamedPlatform,
): string | undefined {
  if (text === undefined || path === undefined) return undefined;
  const reference = parseEventReference(text, path, platform);
  return reference.type === 'url' ? reference.sourcedId : undefined;
}
