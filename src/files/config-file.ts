import { dirname, join, resolve } from 'node:path';
import { limits } from '../model/limits.ts';
import { type Checked, checked } from '../model/problem.ts';
import { isThere } from './outside.ts';
import { readPlaced } from './outside-problem.ts';

/** The file names looked for, in this order. Data formats only: a pull request must not run code. */
export const configNames = [
  'timeback-catalog.yaml',
  'timeback-catalog.yml',
  'timeback-catalog.json',
] as const;

/** Where the config of a catalog lies. */
export interface ConfigPlace {
  /** Absolute path of the config. */
  readonly path: string;
  /** Absolute path of its folder: the catalog folder. */
  readonly folder: string;
}

export interface FoundConfig extends ConfigPlace {
  readonly bytes: Uint8Array;
}

/**
 * Finds the config for a folder: there, or in the nearest folder above that has one. A library for
 * this is deliberately not used: see docs/decisions/0002-no-cosmiconfig.md.
 */
export function findConfig(from: string): ConfigPlace | undefined {
  const folder = resolve(from);
  const path = configNames.map((name) => join(folder, name)).find(isThere);
  if (path) return { path, folder };
  const above = dirname(folder);
  return above === folder ? undefined : findConfig(above);
}

/** The config with its bytes. Whatever has its name and is no file is refused, and not passed over. */
export function readConfigFile(place: ConfigPlace): Checked<FoundConfig | undefined> {
  const file = place.path.slice(place.folder.length).replace(/^[\\/]/, '');
  const bytes = readPlaced(place.path, { file, what: 'the config', limit: limits.config });
  if (!bytes.ok) return bytes;
  return checked(bytes.value && { ...place, bytes: bytes.value }, []);
}
