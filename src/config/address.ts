import type { LocatedDocument } from '../document/parse.ts';
import type { JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { builtIn } from './environment.ts';
import {
  hostedPlatform,
  modesOf,
  writtenAddresses,
  writtenBase,
  writtenToken,
} from './whereabouts.ts';
import { environmentsOf } from './written.ts';

/** Environments that do not say which platform they are, or say it twice. */
export function checkAddresses(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, environment]) => {
    const known = builtIn.some((standing) => standing.name === name);
    const modes = modesOf(environment);
    const { length } = modes;
    const span = { file, start: document.pointAt(['environments', name]) };
    if (length === 0 && !known) {
      return [
        problem('schema/missing-field', {
          detail: `environments.${name} must say where it publishes: \`env\`, \`baseUrl\`, \`services\` or \`emulator: true\`.`,
          hint: 'Write for example `env: production` or `baseUrl: https://api.alpha-1edtech.ai`.',
          span,
        }),
      ];
    }
    if (length > 1) {
      return [
        problem('schema/wrong-value', {
          detail: `environments.${name} says ${length} times where it publishes: ${modes.join(', ')}.`,
          hint: 'Keep one of them.',
          span,
        }),
      ];
    }
    return modes[0] === 'services' ? checkServiceToken(name, environment) : [];
  });

  /** With services there is no platform that a path could stand on. */
  function checkServiceToken(name: string, environment: JsonObject): Problem[] {
    const token = writtenToken(environment);
    const detail = `environments.${name}.services needs a \`tokenUrl\` that is a whole address.`;
    const hint = 'Write for example `tokenUrl: https://auth.example.com/oauth/token` beside it.';
    if (!token) {
      const start = document.pointAt(['environments', name, 'services']);
      return [problem('schema/missing-field', { detail, hint, span: { file, start } })];
    }
    if (!token.text.startsWith('/')) return [];
    const start = document.pointAt(['environments', name, ...token.path]);
    return [problem('schema/wrong-value', { detail, hint, span: { file, start } })];
  }
}

/** Addresses that nothing can be sent to. */
export function checkUrls(document: LocatedDocument, file: string): Problem[] {
  return addressesOf(document).flatMap(({ path, url }) => {
    if (/^https?:$/.test(url?.protocol ?? '')) return [];
    return [
      problem('config/insecure-url', {
        detail: `${path.join('.')} is no https address.`,
        hint: 'Write an https address, for example https://api.alpha-1edtech.ai.',
        span: { file, start: document.pointAt(path) },
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
  const found = addressesOf(document).flatMap(({ name, path, url }) =>
    url?.protocol === 'http:' && !isThisMachine(url) ? [[name, unencrypted(path)] as const] : [],
  );
  return new Map(
    found.map(([name]) => [name, found.flatMap(([of, one]) => (of === name ? one : []))]),
  );

  function unencrypted(path: readonly string[]): Problem {
    return problem('config/insecure-url', {
      detail: `${path.join('.')} is no https address: the client secret would cross the network unencrypted.`,
      hint: 'Write an https address. In a network that nobody else can listen in on, `--insecure-http` lets it through.',
      span: { file, start: document.pointAt(path) },
    });
  }
}

interface Written {
  readonly name: string;
  /** From the top of the config. */
  readonly path: readonly string[];
  /** Where requests would really go; undefined where that is no address. */
  readonly url: URL | undefined;
}

/** The addresses as they are written, each resolved as it will be when it is used. */
function addressesOf(document: LocatedDocument): Written[] {
  return environmentsOf(document).flatMap(([name, environment]) => {
    const hosted = hostedPlatform(environment['env'] ?? name);
    const base = writtenBase(environment)?.text ?? hosted?.baseUrl ?? nowhere;
    return writtenAddresses(environment).flatMap(({ path: within, text }): Written[] => {
      const path = ['environments', name, ...within];
      // `//host/token` looks like a path and leads to another host.
      const isOnBase = within.at(-1) === 'tokenUrl' && text.startsWith('/');
      if (isOnBase && !parse(base)) return [];
      return [{ name, path, url: parse(text, isOnBase ? base : undefined) }];
    });
  });
}

/** Stands in where the environment has no address of its own. */
const nowhere = 'https://platform.invalid';

function parse(address: string, base?: string): URL | undefined {
  return URL.parse(address, base) ?? undefined;
}

/** By the name as the URL parser has normalised it: 127.0.0.1.example.org is another host. */
function isThisMachine({ hostname }: URL): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}
