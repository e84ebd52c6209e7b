import type { LocatedDocument } from '../document/parse.ts';
import type { Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { builtIn } from './environment.ts';
import { environmentsOf } from './written.ts';

/** Environments that do not say which platform they are, or say it twice. */
export function checkAddresses(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, { emulator, baseUrl }]) => {
    const known = builtIn.some((standing) => standing.name === name);
    if ((emulator === true) !== (baseUrl !== undefined) || (known && emulator !== true)) return [];
    return [
      problem('schema/missing-field', {
        detail: `environments.${name} must say where it publishes: either \`baseUrl\` or \`emulator: true\`${emulator ? ', not both' : ''}.`,
        hint: 'Write for example `baseUrl: https://api.alpha-1edtech.ai`.',
        span: { file, start: document.pointAt(['environments', name]) },
      }),
    ];
  });
}

/** Addresses that nothing can be sent to. */
export function checkUrls(document: LocatedDocument, file: string): Problem[] {
  return addressesOf(document).flatMap(({ name, key, url }) => {
    if (/^https?:$/.test(url?.protocol ?? '')) return [];
    return [
      problem('config/insecure-url', {
        detail: `environments.${name}.${key} is no https address.`,
        hint: 'Write an https address, for example https://api.alpha-1edtech.ai.',
        span: { file, start: document.pointAt(['environments', name, key]) },
      }),
    ];
  });
}

/**
 * For each environment the addresses to which credentials would cross a network unencrypted. They
 * are refused only where something would be sent, so that one such environment does not stand in
 * the way of the others, nor of what needs no network.
 */
export function unencryptedAddresses(
  document: LocatedDocument,
  file: string,
): ReadonlyMap<string, readonly Problem[]> {
  const found = addressesOf(document).flatMap(({ name, key, url }) =>
    url?.protocol === 'http:' && !isThisMachine(url)
      ? [[name, unencrypted(`environments.${name}.${key}`, [name, key])] as const]
      : [],
  );
  return new Map(
    found.map(([name]) => [name, found.flatMap(([of, one]) => (of === name ? one : []))]),
  );

  function unencrypted(path: string, [name, key]: readonly [string, string]): Problem {
    return problem('config/insecure-url', {
      detail: `${path} is no https address: the client secret would cross the network unencrypted.`,
      hint: 'Write an https address. In a network that nobody else can listen in on, `--insecure-http` lets it through.',
      span: { file, start: document.pointAt(['environments', name, key]) },
    });
  }
}

interface Written {
  readonly name: string;
  readonly key: 'baseUrl' | 'tokenUrl';
  /** Where requests would really go; undefined where that is no address. */
  readonly url: URL | undefined;
}

/** The addresses as they are written, each resolved as it will be when it is used. */
function addressesOf(document: LocatedDocument): Written[] {
  return environmentsOf(document).flatMap(([name, { baseUrl, tokenUrl }]) => {
    const known = builtIn.find((standing) => standing.name === name);
    const base = text(baseUrl) ?? (known?.type === 'platform' ? known.baseUrl : nowhere);
    const token = text(tokenUrl);
    // `//host/token` looks like a path and leads to another host.
    const on = token?.startsWith('/') ? base : undefined;
    return [
      ...(text(baseUrl) === undefined ? [] : [{ name, key: 'baseUrl' as const, url: parse(base) }]),
      ...(token === undefined || (on !== undefined && !parse(on))
        ? []
        : [{ name, key: 'tokenUrl' as const, url: parse(token, on) }]),
    ];
  });
}

/** Stands in where the environment has no address of its own. */
const nowhere = 'https://platform.invalid';

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parse(address: string, base?: string): URL | undefined {
  return URL.parse(address, base) ?? undefined;
}

/** By the name as the URL parser has normalised it: 127.0.0.1.example.org is another host. */
function isThisMachine({ hostname }: URL): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}
