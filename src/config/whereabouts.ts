import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { builtIn, type PlatformEnvironment } from './environment.ts';

/** The ways in which an environment says what it publishes to: ours, then those of the Core client. */
const modes = ['emulator', 'env', 'baseUrl', 'services'] as const;
type Mode = (typeof modes)[number];

/** The ways that an environment uses. */
export function modesOf(environment: JsonObject): Mode[] {
  return modes.filter((mode) =>
    mode === 'emulator' ? environment[mode] === true : environment[mode] !== undefined,
  );
}

/** The platform that is known by a name: of `env: production`, or of an environment called so. */
export function hostedPlatform(name: Json | undefined): PlatformEnvironment | undefined {
  return builtIn.find(
    (known): known is PlatformEnvironment => known.type === 'platform' && known.name === name,
  );
}

/** Where a service may have its address, first the one that counts. */
const basePaths = [['baseUrl'], ['services', 'oneroster'], ['services', 'oneroster', 'baseUrl']];
/** What stands beside a service counts before what the environment says. */
const tokenPaths = [['services', 'oneroster', 'tokenUrl'], ['tokenUrl']];

/** An address as it is written, and where in the environment. */
export interface WrittenAddress {
  readonly path: readonly string[];
  readonly text: string;
}

/** Where the platform is, if the environment says so itself. */
export function writtenBase(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(basePaths, environment)[0];
}

/** Where tokens come from, if the environment says so itself. */
export function writtenToken(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(tokenPaths, environment)[0];
}

/** Every address in an environment, whether it is used or not. */
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
