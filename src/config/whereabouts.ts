import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { builtIn, type PlatformEnvironment } from './environment.ts';

/** Keys by which an environment names its platform: our own, then those of the Core client. */
const modes = ['emulator', 'env', 'baseUrl', 'services'] as const;
type Mode = (typeof modes)[number];

/** The keys that an environment uses to name its platform. */
export function modesOf(environment: JsonObject): Mode[] {
  return modes.filter((mode) =>
    mode === 'emulator' ? environment[mode] === true : environment[mode] !== undefined,
  );
}

/** The platform behind a known name, from `env: production` or from the name of the environment. */
export function hostedPlatform(name: Json | undefined): PlatformEnvironment | undefined {
  return builtIn.find(
    (known): known is PlatformEnvironment => known.type === 'platform' && known.name === name,
  );
}

/** Where the base URL of a service may stand; the first one counts. */
const basePaths = [['baseUrl'], ['services', 'oneroster'], ['services', 'oneroster', 'baseUrl']];
/** Where the token URL may stand: beside a service first, then at the environment. */
const tokenPaths = [['services', 'oneroster', 'tokenUrl'], ['tokenUrl']];

/** An address as written, with its path inside the environment. */
export interface WrittenAddress {
  readonly path: readonly string[];
  readonly text: string;
}

/** The written base URL of an environment, if it has one. */
export function writtenBase(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(basePaths, environment)[0];
}

/** The written token URL of an environment, if it has one. */
export function writtenToken(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(tokenPaths, environment)[0];
}

/** Every address written in an environment, used or not. */
export function writtenAddresses(environment: JsonObject): readonly WrittenAddress[] {
  return addressesAt([...basePaths, ...tokenPaths], environment);
}

function addressesAt(paths: readonly string[][], environment: JsonObject): WrittenAddress[] {
  return paths.flatMap((path) => {
    const text = path.reduce<Json | undefined>(
      (value, key) => (isObject(value) ? value[key] : undefined),
      environment,
    );
    return typeof text === 'string' ? [{ path, text }] : [];
  });
}
