import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type SdkIdentityField, sdkIdentityFields } from '../model/sdk/values.ts';

/** The apps on the official SDK that a config names. */
export interface SdkApps {
  /** The apps' own config files, relative to the folder of this config. */
  readonly files: readonly string[];
  /** Patterns of the ids and codes of their courses. Absent: all courses. */
  readonly courses?: readonly string[];
}

/** What a config says about apps on the official SDK. */
export interface SdkPart {
  /** Fields that such apps identify nodes by, so they may not change once published. */
  readonly fixed: ReadonlySet<SdkIdentityField>;
  /** Absent: the config names no such apps. */
  readonly sdk?: SdkApps;
}

/** The default name of the SDK's config file. */
export const sdkConfigName = 'timeback.config.json';

/** Reads `identity` and `sdk` of a config that passed its schema. */
export function readSdk({ identity, sdk }: JsonObject): SdkPart {
  const said = isObject(identity) ? identity : {};
  const fixed = new Set(sdkIdentityFields.filter((field) => said[field] === 'fixed'));
  if (!isObject(sdk)) return { fixed };
  const courses = texts(sdk['courses']);
  const files = texts(sdk['file']);
  const apps = { files: files.length > 0 ? files : [sdkConfigName] };
  return { fixed, sdk: { ...apps, ...(courses.length > 0 && { courses }) } };
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}
