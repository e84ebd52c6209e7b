import type { LocatedDocument } from '../document/parse.ts';
import { isForeignCollection } from '../model/destination.ts';
import { isPlainPath } from '../model/glob.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import {
  builtIn,
  environmentsOf,
  hostedPlatform,
  modesOf,
  writtenAddresses,
  writtenBase,
  writtenToken,
} from './environment.ts';

/** The problems of environments that name no platform, or more than one. */
export function checkAddresses(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, environment]) => {
    const known = builtIn.some((standing) => standing.name === name);
    const modes = modesOf(environment);
    const { length } = modes;
    const span = { file, start: document.pointAt(['environments', name]) };
    if (length === 0 && !known) {
      return [
        problem('schema/missing-field', {
          detail: `environments.${name} needs an address: \`env\`, \`baseUrl\`, \`services\` or \`emulator: true\`.`,
          hint: 'Write for example `env: production` or `baseUrl: https://api.alpha-1edtech.ai`.',
          span,
        }),
      ];
    }
    if (length > 1) {
      return [
        problem('schema/wrong-value', {
          detail: `environments.${name} has ${length} addresses: ${modes.join(', ')}.`,
          hint: 'Keep one of them.',
          span,
        }),
      ];
    }
    return modes[0] === 'services' ? checkServiceToken(name, environment) : [];
  });

  /** With `services` there is no `baseUrl` that a relative `tokenUrl` could belong to. */
  function checkServiceToken(name: string, environment: JsonObject): Problem[] {
    const token = writtenToken(environment);
    const detail = `environments.${name}.services needs a \`tokenUrl\` that is a complete URL.`;
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

/** No real address is longer, and long ones slow down everything that reads them. */
const longestAddress = 2048;

/**
 * The problems of addresses that a URL parser reads differently from a reviewer: parts that it removes or
 * resolves, or that change the meaning of every path behind them.
 */
export function checkSpelling(document: LocatedDocument, file: string): Problem[] {
  return addressesOf(document).flatMap(({ path, text, url }) => {
    const isToken = path.at(-1) === 'tokenUrl';
    // `checkUrls` reports a text that is no URL.
    const fault = isWeb(url) ? spellingFault(text, isToken) : undefined;
    if (fault === undefined) return [];
    const shown = JSON.stringify(text.slice(0, longestShown));
    return [
      problem('schema/wrong-value', {
        detail: `${path.join('.')} ${fault}: ${shown}.`,
        hint: isToken
          ? 'Write the complete URL, for example https://auth.example.com/oauth/token, or a path such as /auth/1.0/token.'
          : 'Write only the address of the platform, for example https://api.alpha-1edtech.ai. Paths of collections are rows under `facts`.',
        span: { file, start: document.pointAt(path) },
      }),
    ];
  });
}

function isWeb(url: URL | undefined): boolean {
  return /^https?:$/.test(url?.protocol ?? '');
}

const longestShown = 300;

function spellingFault(text: string, isToken: boolean): string | undefined {
  if (text.length > longestAddress) return `has more than ${longestAddress} characters`;
  if (/[\s\p{Cc}\\]/u.test(text)) return 'contains a space, a control character or a backslash';
  const [address = '', query] = text.split(/[?#]/, 2);
  if (text.includes('#')) return 'has a fragment';
  if (query !== undefined && !isToken) return 'has a query';
  const path = address.replace(/^[a-z]+:\/\/[^/]*|^\/\/[^/]*/i, '').replace(/(?<!\/)\/+$/, '');
  if (path !== '' && !isPlainPath(path)) return 'has a path with special characters';
  if (!isToken && isForeignCollection(path))
    return 'belongs to data of others, which this tool never writes';
  return undefined;
}

/** The problems of addresses that are no http or https URL. */
export function checkUrls(document: LocatedDocument, file: string): Problem[] {
  return addressesOf(document).flatMap(({ path, url }) => {
    if (isWeb(url)) return [];
    return [
      problem('config/insecure-url', {
        detail: `${path.join('.')} is not an https address.`,
        hint: 'Write an https address, for example https://api.alpha-1edtech.ai.',
        span: { file, start: document.pointAt(path) },
      }),
    ];
  });
}

/**
 * Problems of addresses that would receive credentials unencrypted, by environment. They are
 * reported only if something would be sent, so that one such environment blocks neither the others
 * nor commands without network.
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
      detail: `${path.join('.')} is not an https address: the client secret would be sent unencrypted.`,
      hint: 'Write an https address. In a private network, `--insecure-http` allows it.',
      span: { file, start: document.pointAt(path) },
    });
  }
}

interface Written {
  readonly name: string;
  /** The path from the top of the config. */
  readonly path: readonly string[];
  readonly text: string;
  /** The resolved address that requests go to; undefined if it is no URL. */
  readonly url: URL | undefined;
}

/** The addresses of a config, each resolved as it will be used. */
function addressesOf(document: LocatedDocument): Written[] {
  return environmentsOf(document).flatMap(([name, environment]) => {
    const hosted = hostedPlatform(environment['env'] ?? name);
    const base = writtenBase(environment)?.text ?? hosted?.baseUrl ?? nowhere;
    return writtenAddresses(environment).flatMap(({ path: within, text }): Written[] => {
      const path = ['environments', name, ...within];
      // `//host/token` looks like a path but names another host.
      const isOnBase = within.at(-1) === 'tokenUrl' && text.startsWith('/');
      if (isOnBase && !parse(base)) return [];
      return [{ name, path, text, url: parse(text, isOnBase ? base : undefined) }];
    });
  });
}

/** The base for an environment without an address of its own. */
const nowhere = 'https://platform.invalid';

function parse(address: string, base?: string): URL | undefined {
  return URL.parse(address, base) ?? undefined;
}

/** Compares the normalised host name: 127.0.0.1.example.org is another host. */
function isThisMachine({ hostname }: URL): boolean {
  return /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}

/**
 * The usual form of variable names. A value of another form may be the secret itself, and so may
 * capitals and digits without an underscore.
 */
const variableName = /^(?=[A-Z]+$|.*_)[A-Z][A-Z0-9_]{2,63}$/;

/** Keys that suggest a secret, anywhere in the config and in any spelling. */
const secretKey = /secret|passw|passphrase|api[-_]?key|authori[sz]ation|bearer|private[-_]?key/i;
const tokenKey = /^([a-z]+[-_]?)?token$/i;
/** The fields in a text such as `clientId:NAME clientSecret:VALUE`: a field needs a space behind its colon. */
const gluedField = /(?:^|[\s,{])["']?([\w-]{1,80})["']?\s*[:：=](?=\S)/g;
/** Below these keys stand titles, ids and other texts of nodes. */
const ofNodes = /^(?:defaults|rules|environments\.[^.]*\.(?:overrides|ids))\./;

function isSecretKey(key: string): boolean {
  return secretKey.test(key) || tokenKey.test(key);
}

/** The problems of credentials that are written out in the config. Messages never repeat the value. */
export function checkSecrets(document: LocatedDocument, file: string): Problem[] {
  const credentials = environmentsOf(document).flatMap(([name, environment]) => [
    ...checkCredentials(name, environment['credentials']),
    ...writtenAddresses(environment).flatMap(({ path, text }) =>
      holdsCredentials(text) ? [found(['environments', name, ...path], inAddress)] : [],
    ),
  ]);
  return [...credentials, ...checkKeys(document.value, [])];

  function checkCredentials(name: string, credentials: Json | undefined): Problem[] {
    const path = ['environments', name, 'credentials'];
    if (credentials === undefined) return [];
    if (!isObject(credentials)) return [found(path, noCredentials)];
    return Object.entries(credentials).flatMap(([key, value]) => {
      // The key itself may be secret, as in `{ id: secret }` with both written out.
      if (!/^[a-z][a-z_]{0,31}$/i.test(key)) return [found(path)];
      const missing = key === 'clientId' ? noIdName : noName;
      return isName(value) ? [] : [found([...path, key], missing)];
    });
  }

  /** Checked before the schema, since a public secret is more urgent than an unknown key. */
  function checkKeys(value: Json, path: readonly string[]): Problem[] {
    if (path.length === 3 && path[2] === 'credentials') return [];
    if (Array.isArray(value)) return value.flatMap((item) => checkKeys(item, path));
    if (typeof value === 'string') return holdsField(value, path) ? [found(path, inText)] : [];
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, held]) => {
      const at = [...path, key];
      return isSecretKey(key) && !isObject(held) && !isName(held)
        ? [found(at)]
        : checkKeys(held, at);
    });
  }

  function found(path: readonly string[], { is, write } = noName): Problem {
    return problem('config/secret', {
      detail: `${path.join('.') || 'The config'} ${is}.`,
      hint: `${write} If a secret was committed, replace it.`,
      span: { file, start: document.pointAt(path) },
    });
  }
}

const noName = {
  is: 'is not the name of an environment variable in capital letters',
  write:
    'Write for example `clientSecret: TIMEBACK_CLIENT_SECRET` and put the secret into that variable.',
};
const noIdName = {
  ...noName,
  write: 'Write for example `clientId: TIMEBACK_CLIENT_ID` and put the id into that variable.',
};
const inText = { ...noName, is: 'is a text with a key that names a secret' };
const noCredentials = {
  is: 'is not a map with the names of environment variables',
  write:
    'Write for example `{clientId: TIMEBACK_CLIENT_ID, clientSecret: TIMEBACK_CLIENT_SECRET}` and put id and secret into these variables.',
};
const inAddress = {
  is: 'has a user name, a password or a key in the address',
  write: 'Remove it from the address, and name variables for it under `credentials`.',
};

function isName(value: Json): boolean {
  return typeof value === 'string' && variableName.test(value);
}

/** Whether a text where a map or a name is expected has a field that suggests a secret. */
function holdsField(text: string, path: readonly string[]): boolean {
  const keys = [...text.matchAll(gluedField)].map(([, key = '']) => key);
  return keys.some(isSecretKey) && !ofNodes.test(path.join('.'));
}

/** Whether an address has a password, as in `https://user:password@host`, or a key in its query. */
function holdsCredentials(value: string): boolean {
  const url = URL.parse(value, 'https://platform.invalid');
  if (!url) return /^\s*https?:.*@/i.test(value);
  const keys = [...url.searchParams.keys()];
  return url.username + url.password !== '' || keys.some(isSecretKey);
}
